"""Every number that the course's snippets print comes out of a command: tests/golden/chapter4.json, made with PyTorch."""
import json
import shutil
import struct
import unittest

from support import TOP, CommandCase

CASES = json.loads((TOP / "tests/golden/chapter4.json").read_text(encoding="utf-8"))["cases"]


def flow(value):
    return json.dumps(value)


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


class Snippets(CommandCase):
    def run_file(self, text):
        self.write("snippet.yaml", text)
        shutil.rmtree(self.folder / "results", ignore_errors=True)  # tables hold all runs of a folder
        self.call("run", "snippet.yaml", "--quiet")
        return self.folder / "results/snippet"

    def run_table(self, results, name):
        run = self.table(results / "runs.csv")[0]["run"]
        return self.table(results / "runs" / run / name)

    def near(self, found, wanted, dtype, what=None):
        limit = 1e-6 if dtype == "float32" else 1e-12
        self.assertLessEqual(abs(float(found) - wanted), max(limit * abs(wanted), limit * 1e-3), (what, found, wanted))

    def cases(self, kind):
        found = [case for case in CASES if case["kind"] == kind]
        self.assertTrue(found)
        for case in found:
            with self.subTest(**{key: str(case[key]) for key in ("name", "loss", "optimizer", "scheduler", "dtype") if key in case}):
                yield case

    def test_losses_and_their_gradients(self):
        for case in self.cases("loss"):
            prediction, target = case["prediction"], case["target"]
            columns = prediction if isinstance(prediction[0], list) else [[p] for p in prediction]
            results = self.run_file(f"""
dtype: {case["dtype"]}
data: {{type: inline, features: {flow(prediction)}, target: {flow(target)}}}
network: [Identity]
loss: {flow(case["loss"])}
optimizer: SGD
training: {{epochs: 0, batch_size: full}}
record: {{outputs: true, gradients: true}}
""")
            self.near(self.table(results / "metrics.csv")[0]["train_loss"], case["value"], case["dtype"])
            gradient = case["grad"] if isinstance(case["grad"][0], list) else [[g] for g in case["grad"]]
            rows = self.run_table(results, "outputs.csv")
            self.assertEqual(len(rows), len(columns))
            for row, outputs, slopes in zip(rows, columns, gradient):
                for j, (output, slope) in enumerate(zip(outputs, slopes)):
                    self.near(row[f"output{j}"], output, case["dtype"])
                    self.near(row[f"grad_output{j}"], slope, case["dtype"])

    def test_optimizers_step_by_step(self):
        for case in self.cases("optimizer"):
            results = self.run_file(f"""
dtype: {case["dtype"]}
problem: {{type: quadratic, curvature: 1, start: 1}}
optimizer: {flow(case["optimizer"])}
training: {{iterations: {len(case["steps"])}}}
record: {{gradients: true}}
""")
            rows = self.run_table(results, "iterations.csv")
            self.assertEqual(rows[0]["g0"], "")
            self.assertEqual(len(rows), 1 + len(case["steps"]))
            for row, (loss, gradient, weight) in zip(rows[1:], case["steps"]):
                self.near(row["train_loss"], loss, case["dtype"])
                self.near(row["g0"], gradient, case["dtype"])
                self.near(row["w0"], weight, case["dtype"])

    def test_schedules_epoch_by_epoch(self):
        for case in self.cases("scheduler"):
            results = self.run_file(f"""
dtype: {case["dtype"]}
data: {{type: inline, features: [1], target: [0]}}
network: [{{type: Linear, out_features: 1, bias: false, weight_init: [[1]]}}]
loss: MSELoss
optimizer: {{type: SGD, lr: 0.1, momentum: 0.9}}
scheduler: {flow(case["scheduler"])}
training: {{epochs: 200, iterations_per_epoch: 10}}
record: {{iterations: 10, parameters: true}}
""")
            rates = [float(row["lr"]) for row in self.table(results / "metrics.csv")[1:]]
            weights = [row["w0"] for row in self.run_table(results, "iterations.csv")[1:]]
            self.assertEqual(len(rates), len(case["lr_per_epoch"]))
            for found, wanted in zip(rates, case["lr_per_epoch"]):
                self.near(found, wanted, "float64")
            for found, wanted in zip(weights, case["w_after_epoch"]):
                self.assertLessEqual(abs(float(found) - wanted), 1e-6 if case["dtype"] == "float32" else 1e-12)

    def test_network(self):
        for case in self.cases("network"):
            layers, first = [], case["parameters"]
            for number, name in ((0, "Sigmoid"), (2, "ReLU"), (4, "Softmax")):
                weight = first[f"{number}.weight"]
                layers += [{"type": "Linear", "in_features": len(weight[0]), "out_features": len(weight), "weight_init": weight,
                            "bias_init": first[f"{number}.bias"]}, {"type": name}]
            network = f"dtype: {case['dtype']}\nnetwork: {flow(layers)}\n"

            self.write("alone.yaml", network)
            text = self.call("summary", "alone.yaml", "--parameters", "--values").stdout
            self.assertIn("parameters: {} = {}\n".format(" + ".join(map(str, case["per_layer"])), case["parameter_count"]), text)
            lines = text.splitlines()
            for name, values in first.items():
                shown = lines[len(lines) - 1 - lines[::-1].index(name) + 1:]
                rows = values if isinstance(values[0], list) else [values]
                for line, row in zip(shown, rows):
                    for found, wanted in zip(json.loads(line), row, strict=True):
                        self.assertEqual(single(found) if case["dtype"] == "float32" else found, wanted)

            targets = [[1, 0] for _ in case["input"]]
            results = self.run_file(network + f"""
data: {{type: inline, features: {flow(case["input"])}, target: {flow(targets)}}}
loss: MSELoss
optimizer: SGD
training: {{epochs: 0}}
record: {{outputs: true}}
""")
            for row, outputs in zip(self.run_table(results, "outputs.csv"), case["output"], strict=True):
                self.assertEqual(list(row), ["row", "output0", "output1"])
                for j, wanted in enumerate(outputs):
                    self.near(row[f"output{j}"], wanted, case["dtype"])

    def test_a_network_alone_needs_a_shape(self):
        self.write("alone.yaml", "network: [Flatten, {type: Linear, out_features: 2}]\ninput_shape: [1, 4, 4]\n")
        self.assertIn("parameters: 34\n", self.call("summary", "alone.yaml").stdout)
        self.write("alone.yaml", "network: [{type: Linear, out_features: 2}]\n")
        self.assertIn("error: without data the shape of a sample has to be said: write 'input_shape: [3]'\n",
                      self.call("summary", "alone.yaml", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
