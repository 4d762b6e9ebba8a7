"""A trained network on other rows: predict, evaluate, export."""
import csv
import io
import json
import math
import pathlib
import shutil
import struct
import unittest

from support import EXPERIMENTS, TOP, CommandCase, tree

FLOWERS = """
data: {{type: csv, path: {path}, target: species, split: {{validation: 0.2, shuffle: false}}, preprocess: [StandardScaler]}}
network: [{{type: Linear, out_features: 8}}, Tanh, {{type: Linear, out_features: 3}}]
loss: CrossEntropyLoss
optimizer: {{type: Adam, lr: 0.02}}
training: {{epochs: 10, batch_size: 16}}
metrics: [accuracy]
"""
PEOPLE = """
data: {type: csv, path: people.csv, target: label, preprocess: [{type: StandardScaler, columns: [age]}]}
network: [{type: Linear, out_features: 1}]
loss: BCEWithLogitsLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 5}
metrics: [accuracy]
"""


class UseCase(CommandCase):
    def flowers(self):
        """Iris in an order in which every part has all species."""
        with open(EXPERIMENTS / "data/iris.csv", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        order = [i + 50 * k for i in range(50) for k in range(3)]
        return rows[0], [rows[1 + i] for i in order]

    def write_rows(self, name, header, rows):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *rows])
        return self.write(name, text.getvalue())

    def train_flowers(self, *overrides):
        header, rows = self.flowers()
        self.write_rows("flowers.csv", header, rows)
        self.write_rows("held_back.csv", header, rows[120:])
        self.write("flowers.yaml", FLOWERS.format(path="flowers.csv"))
        self.call("run", "flowers.yaml", "--quiet", *overrides)
        return header, rows

    def train_people(self):
        rows = [[20 + i % 40, "Bern Köln Rom".split()[i % 3], "yes" if i % 40 > 20 else "no"] for i in range(120)]
        self.write_rows("people.csv", ["age", "city", "label"], rows)
        self.write("people.yaml", PEOPLE)
        self.call("run", "people.yaml", "--quiet")

    def run_folder(self, name):
        return next((self.folder / "results" / name / "runs").iterdir())

    def evaluation(self, *words):
        lines = self.call("evaluate", *words).stdout.splitlines()
        return dict(line.split(" ") for line in lines if line.count(" ") == 1)


class Predict(UseCase):
    def test_same_bits_as_evaluation(self):
        for overrides in ([], ["dtype=float64"], ["training.batch_size=full"],
                          ["training.averaging={type: EMA, decay: 0.9}"], ["optimizer=AdamWScheduleFree"]):
            with self.subTest(overrides):
                self.train_flowers(*overrides)
                last = self.table("results/flowers/metrics.csv")[-1]
                found = self.evaluation("results/flowers", "held_back.csv")
                self.assertEqual(found, {"rows": "30", "loss": last["val_loss"], "accuracy": last["val_accuracy"]})
                shutil.rmtree(self.folder / "results")

    def test_best_weights_are_those_that_early_stopping_kept(self):
        self.train_flowers("early_stopping.patience=2", "training.epochs=200", "optimizer.lr=0.2")
        rows = self.table("results/flowers/metrics.csv")
        best = min(rows[1:], key=lambda row: float(row["val_loss"]))
        self.assertNotEqual(best, rows[-1])
        self.assertEqual(self.evaluation("results/flowers", "held_back.csv", "--weights", "best")["loss"], best["val_loss"])
        self.assertEqual(self.evaluation("results/flowers", "held_back.csv")["loss"], rows[-1]["val_loss"])

    def test_rows_keep_their_columns_and_get_a_class(self):
        header, rows = self.train_flowers()
        (self.folder / "flowers.csv").unlink()  # the data is not needed any more
        shuffled = [[f"id {i}", row[3], row[1], row[0], row[2]] for i, row in enumerate(rows)]
        self.write_rows("new.csv", ["id", header[3], header[1], header[0], header[2]], shuffled)
        done = self.call("predict", "results/flowers", "new.csv", "--probabilities")
        found = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual(list(found[0]), ["id", header[3], header[1], header[0], header[2], "prediction", "p_setosa",
                                          "p_versicolor", "p_virginica"])
        self.assertEqual(len(found), 150)
        for row, (name, *_) in zip(found, shuffled):
            p = {key[2:]: float(value) for key, value in row.items() if key.startswith("p_")}
            self.assertEqual(row["id"], name)
            self.assertAlmostEqual(sum(p.values()), 1, places=12)
            self.assertEqual(row["prediction"], max(p, key=p.get))
        right = sum(row["prediction"] == wanted[4] for row, wanted in zip(found[120:], rows[120:]))
        self.assertEqual(right / 30, float(self.table("results/flowers/metrics.csv")[-1]["val_accuracy"]))
        self.assertEqual(done.stderr, "")

    def test_probabilities_are_those_of_pytorch(self):
        """Reference: the exported module in PyTorch, tests/reference/make_exported.py."""
        reference = json.loads((TOP / "tests/reference/exported.json").read_text(encoding="utf-8"))
        for dtype, limit in (("float32", 1e-5), ("float64", 1e-12)):
            with self.subTest(dtype):
                header, rows = self.train_flowers(f"dtype={dtype}")
                self.call("predict", "results/flowers", "held_back.csv", "--probabilities", "-o", "out.csv", "--force")
                found = self.table("out.csv")
                self.assertEqual([row["prediction"] for row in found], [p["class"] for p in reference[dtype]])
                for row, p in zip(found, reference[dtype], strict=True):
                    for name in ("setosa", "versicolor", "virginica"):
                        self.assertAlmostEqual(float(row[f"p_{name}"]), p[name], delta=limit * max(p[n] for n in p if n != "class"))
                shutil.rmtree(self.folder / "results")

    def test_top_keep_and_target(self):
        self.train_flowers()
        done = self.call("predict", "results/flowers", "held_back.csv", "--top", "2", "--keep", "species", "-o", "out.csv")
        found = self.table("out.csv")
        self.assertEqual(list(found[0]), ["species", "prediction", "top1", "p_top1", "top2", "p_top2"])
        for row in found:
            self.assertEqual(row["prediction"], row["top1"])
            self.assertGreaterEqual(float(row["p_top1"]), float(row["p_top2"]))
        last = self.table("results/flowers/metrics.csv")[-1]
        self.assertEqual(done.stdout, f"out.csv: 30 rows\nloss {last['val_loss']}, accuracy {last['val_accuracy']}\n")
        again = self.call("predict", "results/flowers", "held_back.csv", "-o", "out.csv", status=2)
        self.assertEqual(again.stderr, "runner: 'out.csv' is there already; --force replaces it\n")
        self.call("predict", "results/flowers", "held_back.csv", "-o", "out.csv", "--force", "--keep", "")
        self.assertEqual(list(self.table("out.csv")[0]), ["prediction"])

    def test_which_run_is_meant(self):
        self.train_flowers("sweep.grid={optimizer.lr: [0.0001, 0.02]}", "sweep.seeds=[3, 1]")
        best = self.table("results/flowers/summary.csv")[0]["label"]
        runs = [row for row in self.table("results/flowers/runs.csv") if row["label"] == best]
        run = min(runs, key=lambda row: int(row["seed"]))
        self.assertEqual(run["seed"], "1")
        by_folder = self.evaluation(f"results/flowers/runs/{run['run']}/", "held_back.csv")
        self.assertEqual(by_folder["loss"], run["final_val_loss"])
        self.assertEqual(self.evaluation("results/flowers", "held_back.csv"), by_folder)
        self.assertEqual(self.evaluation(f"results/flowers:{best}", "held_back.csv"), by_folder)
        shutil.copytree(self.folder / "results/flowers/runs" / run["run"], self.folder / "my model")
        self.assertEqual(self.evaluation("my model", "held_back.csv"), by_folder)
        other = self.call("evaluate", "results/flowers:lr=0.2", "held_back.csv", status=2)
        self.assertEqual(other.stderr, "runner: 'results/flowers' has no configuration 'lr=0.2'; did you mean 'lr=0.02'?\n")

    def test_two_classes_with_a_threshold(self):
        self.train_people()
        self.write_rows("new.csv", ["city", "age"], [["Rom", 21], ["Bern", 41], ["Köln", 59]])
        for threshold in (0.1, 0.5, 0.9):
            done = self.call("predict", "results/people", "new.csv", "--probabilities", "--threshold", threshold)
            for row in csv.DictReader(io.StringIO(done.stdout)):
                self.assertEqual(row["prediction"], "yes" if float(row["p_yes"]) > threshold else "no")
                self.assertEqual(float(row["p_no"]), 1 - float(row["p_yes"]))

    def test_what_can_not_be_predicted(self):
        self.train_people()
        for header, row, message in (
                (["age", "place"], [30, "Rom"],
                 "new.csv:1:1: error: the file has no column 'city', which the run was trained with; known: age, place"),
                (["age", "city"], [30, "Oslo"],
                 "new.csv:3:4: error: row 2: 'Oslo' in column 'city' is no category that the training had (Bern, Köln, Rom)"),
                (["age", "city"], ["old", "Rom"], "new.csv:3:1: error: row 2: 'old' in column 'age' is no number"),
                (["age", "city"], ["", "Rom"],
                 "new.csv:3:1: error: row 2: no value in column 'age'; the run was trained without missing ones"),
                (["age", "city", "label"], [30, "Rom", "maybe"],
                 "new.csv:3:8: error: row 2: 'maybe' in column 'label' is no class that the training had (no, yes)")):
            with self.subTest(message):
                first = [30, "Rom", "yes"][:len(header)]
                self.write_rows("new.csv", header, [first, row])
                done = self.call("predict", "results/people", "new.csv", "-o", "out.csv", status=2)
                self.assertIn(message, done.stderr)
                self.assertFalse((self.folder / "out.csv").exists())
        self.assertEqual(self.call("predict", "results/people", "none.csv", status=2).stderr,
                         "runner: cannot read 'none.csv': No such file or directory\n")
        self.assertEqual(self.call("predict", "results/nothing", "new.csv", status=2).stderr,
                         "runner: 'results/nothing' is neither the folder of a run nor a results folder: it is not there\n")

    def test_a_damaged_model_is_not_used(self):
        self.train_people()
        model = self.run_folder("people") / "model.json"
        model.write_bytes(model.read_bytes().replace(b"30", b"31", 1) + b" ")
        done = self.call("predict", self.run_folder("people"), "people.csv", status=2)
        self.assertIn("model.json is not the one that was written", done.stderr)

    def test_a_run_keeps_what_was_fitted(self):
        """Before, no file had means, deviations or class names."""
        self.train_flowers()
        fitted = json.loads((self.run_folder("flowers") / "model.json").read_text(encoding="utf-8"))
        self.assertEqual(fitted["classes"], ["setosa", "versicolor", "virginica"])
        self.assertEqual(fitted["training_rows"], 120)
        scaler = next(step["fitted"] for step in fitted["steps"] if step["type"] == "StandardScaler")
        self.assertEqual({name: len(values) for name, values in scaler.items()}, {"mean": 4, "scale": 4})

    def test_a_table_of_one_feature_is_predicted_for(self):
        """A file of one column was refused for want of a target."""
        self.write("t.csv", "a,y\n" + "".join(f"{i},{2 * i}\n" for i in range(40)))
        self.write("t.yaml", "data: {type: csv, path: t.csv}\nnetwork: [{type: Linear, out_features: 1}]\nloss: MSELoss\n"
                   "optimizer: {type: SGD, lr: 0.0001}\ntraining: {epochs: 1}\n")
        self.call("run", "t.yaml", "--quiet")
        self.write("new.csv", "a\n1\n2\n")
        lines = self.call("predict", "results/t", "new.csv").stdout.splitlines()
        self.assertEqual([line.split(",")[0] for line in lines], ["a", "1", "2"])

    def test_one_row_for_a_model_of_a_file_without_a_header(self):
        """It was taken for a header."""
        self.write("t.csv", "".join(f"{i},{i % 7},{2 * i}\n" for i in range(40)))
        self.write("t.yaml", "data: {type: csv, path: t.csv}\nnetwork: [{type: Linear, out_features: 1}]\nloss: MSELoss\n"
                   "optimizer: {type: SGD, lr: 0.0001}\ntraining: {epochs: 1}\n")
        self.call("run", "t.yaml", "--quiet")
        self.write("new.csv", "3,4\n")
        lines = self.call("predict", "results/t", "new.csv").stdout.splitlines()
        self.assertEqual(lines[0], "column0,column1,prediction")
        self.assertTrue(lines[1].startswith("3,4,"))
        self.write("named.csv", "column1,column0\n4,3\n")
        self.assertEqual(self.call("predict", "results/t", "named.csv").stdout.splitlines()[1].split(",")[2], lines[1].split(",")[2])

    def test_what_a_margin_decides_is_what_accuracy_counted(self):
        """Predictions of a loss with margins were outputs that nobody can read."""
        for loss, outputs in (("MultiMarginLoss", 3), ("{type: MultiMarginLoss, p: 2}", 3)):
            with self.subTest(loss):
                self.train_flowers(f"loss={loss}", "record.predictions=true")
                last = self.table("results/flowers/metrics.csv")[-1]
                self.call("predict", "results/flowers", "flowers.csv", "-o", "out.csv", "--force")
                found = self.table("out.csv")
                self.assertEqual({row["prediction"] for row in found}, {"setosa", "versicolor", "virginica"})
                held_back = found[120:]
                right = sum(row["prediction"] == row["species"] for row in held_back) / len(held_back)
                self.assertEqual(right, float(last["val_accuracy"]))
                recorded = self.table(str(self.run_folder("flowers").relative_to(self.folder) / "predictions.csv"))
                self.assertEqual([row["prediction"] for row in found], [row["prediction"] for row in recorded])
                self.assertIn("--probabilities: with this run's loss there are none",
                              self.call("predict", "results/flowers", "flowers.csv", "--probabilities", status=2).stderr)
                shutil.rmtree(self.folder / "results")

    def test_counts_are_predicted_as_rates(self):
        """PoissonNLLLoss has the network give the logarithm of the rate: predictions were that logarithm."""
        self.write("counts.csv", "a,b,n\n" + "".join(f"{i % 7},{i % 3},{(i % 7) * 2 + i % 3}\n" for i in range(80)))
        for dtype in ("float32", "float64"):
            for log_input in ("true", "false"):
                with self.subTest(dtype=dtype, log_input=log_input):
                    self.write("counts.yaml", f"""
dtype: {dtype}
data: {{type: csv, path: counts.csv, split: {{validation: 0.25, shuffle: false}}, preprocess: [StandardScaler]}}
network: [{{type: Linear, out_features: 1}}{', Softplus' if log_input == 'false' else ''}]
loss: {{type: PoissonNLLLoss, log_input: {log_input}}}
optimizer: {{type: Adam, lr: 0.1}}
training: {{epochs: 100}}
metrics: [mae]
record: {{predictions: true}}
""")
                    shutil.rmtree(self.folder / "results", ignore_errors=True)
                    self.call("run", "counts.yaml", "--quiet")
                    self.call("predict", "results/counts", "counts.csv", "-o", "out.csv", "--force")
                    rows = self.table("out.csv")
                    rates = [float(row["prediction"]) for row in rows]
                    mean = sum(rates) / len(rates)
                    self.assertAlmostEqual(mean, sum(float(row["n"]) for row in rows) / len(rows), delta=1)
                    recorded = self.table(str(self.run_folder("counts").relative_to(self.folder) / "predictions.csv"))
                    self.assertEqual([row["prediction"] for row in recorded], [row["prediction"] for row in rows])
                    error = sum(abs(rate - float(row["n"])) for rate, row in zip(rates[60:], rows[60:])) / 20
                    last = self.table("results/counts/metrics.csv")[-1]
                    self.assertAlmostEqual(float(last["val_mae"]), error, delta=1e-5)
                    self.write("held_back.csv", "a,b,n\n" + "".join(f"{r['a']},{r['b']},{r['n']}\n" for r in rows[60:]))
                    self.assertEqual(self.evaluation("results/counts", "held_back.csv"),
                                     {"rows": "20", "loss": last["val_loss"], "mae": last["val_mae"]})
                    if log_input == "false":
                        continue
                    self.call("export", "results/counts", "--format", "onnx", "-o", "counts.onnx", "--force")
                    model = Onnx((self.folder / "counts.onnx").read_bytes())
                    for row, rate in zip(rows[:9], rates):
                        self.assertAlmostEqual(model.run({"input": [float(row["a"]), float(row["b"])]})[0], rate, delta=2e-5 * rate)

    def test_folds_of_counts_have_the_mean_of_the_rates(self):
        self.write("counts.csv", "a,n\n" + "".join(f"{i % 7},{(i % 7) * 2 + i % 3}\n" for i in range(60)))
        self.write("f.yaml", """
data: {type: csv, path: counts.csv, split: {method: kfold, n_splits: 3}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 1}]
loss: PoissonNLLLoss
optimizer: {type: Adam, lr: 0.1}
training: {epochs: 5}
""")
        self.call("run", "f.yaml", "--quiet")
        found = []
        for words in ([], ["--fold", "0"], ["--fold", "1"], ["--fold", "2"]):
            done = self.call("predict", "results/f", "counts.csv", *words)
            found.append([float(row["prediction"]) for row in csv.DictReader(io.StringIO(done.stdout))])
        for mean, *folds in zip(*found):
            self.assertAlmostEqual(mean, sum(folds) / 3, delta=1e-5)
        self.assertRegex(self.call("evaluate", "results/f", "counts.csv").stdout, r"rows 60\nloss -\d")

    def test_rows_are_weighted_as_in_training(self):
        """`evaluate` counted every row the same."""
        rows = [f"{i},{i % 3},{i * i % 7},{i % 5}\n" for i in range(60)]
        self.write("t.csv", "a,w,b,y\n" + "".join(rows))
        self.write("w.yaml", """data: {type: csv, path: t.csv, sample_weight: w, split: {validation: 0.25, shuffle: false}}
network: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 2}
metrics: [mae, r2]
""")
        self.call("run", "w.yaml", "--quiet")
        last = self.table("results/w/metrics.csv")[-1]
        self.write("held_back.csv", "a,w,b,y\n" + "".join(rows[45:]))
        wanted = {"rows": "15", "loss": last["val_loss"], "mae": last["val_mae"], "r2": last["val_r2"]}
        self.assertEqual(self.evaluation("results/w", "held_back.csv"), wanted)
        self.write("plain.csv", "a,b,y\n" + "".join(",".join(row.split(",")[i] for i in (0, 2, 3)) for row in rows[45:]))
        done = self.call("evaluate", "results/w", "plain.csv")
        self.assertEqual(done.stderr, "note: the file has no column 'w', by which the training weighted its rows; here they count the "
                         "same\n")
        self.assertNotEqual(done.stdout.splitlines()[1], "loss " + last["val_loss"])
        self.write("bad.csv", "a,w,b,y\n1,-1,2,3\n")
        self.assertIn("bad.csv:2:3: error: row 1: weights are numbers at least 0, but '-1' in column 'w' is not",
                      self.call("evaluate", "results/w", "bad.csv", status=2).stderr)

    def test_importance_is_that_of_scikit_learn(self):
        """Reference: sklearn.inspection.permutation_importance, tests/reference/make_importance.py."""
        self.train_flowers()
        done = self.call("evaluate", "results/flowers", "held_back.csv", "--importance", "--repeats", "3", "--random-state", "7")
        table = done.stdout[done.stdout.index("\ncolumn,"):].strip()
        rows = list(csv.DictReader(io.StringIO(table)))
        self.assertEqual(list(rows[0]), ["column", "loss_mean", "loss_std", "accuracy_mean", "accuracy_std"])
        accuracy = [float(row["accuracy_mean"]) for row in rows]
        self.assertEqual(accuracy, sorted(accuracy, reverse=True))
        reference = json.loads((TOP / "tests/reference/importance.json").read_text(encoding="utf-8"))
        self.assertEqual({row["column"] for row in rows}, set(reference))
        for row in rows:
            for key, value in reference[row["column"]].items():
                self.assertAlmostEqual(float(row[key]), value, delta=1e-6, msg=key)


def protobuf(data):
    """The fields of a message: (number, value)."""
    at, fields = 0, []

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            fields.append((key >> 3, varint()))
        elif key & 7 == 2:
            size = varint()
            fields.append((key >> 3, data[at:at + size]))
            at += size
        else:
            fields.append((key >> 3, struct.unpack("<f", data[at:at + 4])[0]))
            at += 4
    return fields


def all_of(fields, number):
    return [value for field, value in fields if field == number]


class Onnx:
    """Enough of ONNX to run a table's network on one row: values are flat lists."""

    def __init__(self, data):
        model = protobuf(data)
        self.metadata = {a.decode(): b.decode() for a, b in
                         ((dict(protobuf(entry))[1], dict(protobuf(entry))[2]) for entry in all_of(model, 14))}
        graph = protobuf(all_of(model, 7)[0])
        self.nodes = [protobuf(node) for node in all_of(graph, 1)]
        self.inputs = [dict(protobuf(value))[1].decode() for value in all_of(graph, 11)]
        self.output = dict(protobuf(all_of(graph, 12)[0]))[1].decode()
        self.constants, self.shapes = {}, {}
        for tensor in map(protobuf, all_of(graph, 5)):
            kind, name, raw = all_of(tensor, 2)[0], all_of(tensor, 8)[0].decode(), all_of(tensor, 9)[0]
            letter, size = {1: ("f", 4), 7: ("q", 8), 11: ("d", 8)}[kind]
            self.constants[name] = list(struct.unpack(f"<{len(raw) // size}{letter}", raw))
            self.shapes[name] = all_of(tensor, 1)

    def run(self, row):
        values = {**self.constants, **row}
        for node in self.nodes:
            names = [name.decode() for name in all_of(node, 1)]
            values[all_of(node, 2)[0].decode()] = self.apply(all_of(node, 4)[0].decode(), [values[n] for n in names], names, node)
        return values[self.output]

    def apply(self, op, given, names, node):
        pair = {"Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mul": lambda a, b: a * b, "Div": lambda a, b: a / b,
                "Max": max, "Equal": lambda a, b: a == b}
        if op in pair:
            a, b = given
            size = max(len(a), len(b))
            return [pair[op](x, y) for x, y in zip(a * (size // len(a)), b * (size // len(b)))]
        if op in ("Identity",):
            return given[0]
        if op == "Cast":
            return [float(x) for x in given[0]]
        if op == "Tanh":
            return [math.tanh(x) for x in given[0]]
        if op == "Exp":
            return [math.exp(x) for x in given[0]]
        if op == "IsNaN":
            return [math.isnan(x) for x in given[0]]
        if op == "Sigmoid":
            return [1 / (1 + math.exp(-x)) for x in given[0]]
        if op == "Gather":
            return [given[0][i] for i in given[1]]
        if op == "Concat":
            return sum(given, [])
        if op == "Where":
            size = max(map(len, given))
            return [x if c else y for c, x, y in zip(*(v * (size // len(v)) for v in given))]
        if op == "Gemm":
            rows, columns = self.shapes[names[1]]
            return [sum(x * w for x, w in zip(given[0], given[1][i * columns:])) + given[2][i] for i in range(rows)]
        if op == "Softmax":
            exponentials = [math.exp(x - max(given[0])) for x in given[0]]
            return [x / sum(exponentials) for x in exponentials]
        if op == "LabelEncoder":
            attributes = {all_of(a, 1)[0].decode(): a for a in map(protobuf, all_of(node, 5))}
            keys = [key.decode() for key in all_of(attributes["keys_strings"], 9)]
            index = dict(zip(keys, all_of(attributes["values_floats"], 7)))
            return [index.get(x, all_of(attributes["default_float"], 2)[0]) for x in given[0]]
        raise AssertionError(op)


class Export(UseCase):
    def test_safetensors_holds_the_state_dict_and_nothing_else(self):
        self.train_flowers()
        self.call("export", "results/flowers", "--format", "safetensors", "-o", "flowers.safetensors")
        data = (self.folder / "flowers.safetensors").read_bytes()
        length = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + length])
        self.assertEqual(header.pop("__metadata__"), {"format": "pt"})
        self.assertEqual({name: (t["dtype"], t["shape"]) for name, t in header.items()},
                         {"0.weight": ("F32", [8, 4]), "0.bias": ("F32", [8]), "2.weight": ("F32", [3, 8]),
                          "2.bias": ("F32", [3])})
        offsets = sorted(tuple(t["data_offsets"]) for t in header.values())
        self.assertEqual([begin for begin, _ in offsets], [0, *(end for _, end in offsets[:-1])])
        self.assertEqual((8 + length) % 8, 0)
        self.assertEqual(len(data), 8 + length + offsets[-1][1])

    def test_shapes_of_a_checkpoint_are_those_of_its_values(self):
        """A single value had the shape [0], which safetensors refuses."""
        self.train_flowers("network.1=BatchNorm1d")
        data = (self.run_folder("flowers") / "checkpoint").read_bytes()
        length = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + length])
        del header["__metadata__"]
        self.assertEqual(header["1.num_batches_tracked"]["shape"], [])
        for name, tensor in header.items():
            begin, end = tensor["data_offsets"]
            size = {"F32": 4, "F64": 8, "I64": 8, "U32": 4}[tensor["dtype"]]
            self.assertEqual(math.prod(tensor["shape"]) * size, end - begin, name)

    def test_onnx_gives_what_predict_gives(self):
        header, rows = self.train_flowers()
        self.call("export", "results/flowers", "--format", "onnx", "-o", "flowers.onnx")
        model = Onnx((self.folder / "flowers.onnx").read_bytes())
        self.assertEqual(json.loads(model.metadata["classes"]), ["setosa", "versicolor", "virginica"])
        self.assertEqual(json.loads(model.metadata["columns"]), header[:4])
        self.call("predict", "results/flowers", "held_back.csv", "--probabilities", "-o", "out.csv")
        for row, values in zip(self.table("out.csv"), rows[120:]):
            found = model.run({"input": [float(v) for v in values[:4]]})
            for name, p in zip(["setosa", "versicolor", "virginica"], found):
                self.assertAlmostEqual(p, float(row[f"p_{name}"]), delta=1e-5 * max(found))

    def test_onnx_takes_texts_column_by_column(self):
        self.train_people()
        self.call("export", "results/people", "--format", "onnx", "-o", "people.onnx")
        model = Onnx((self.folder / "people.onnx").read_bytes())
        self.assertEqual(model.inputs, ["age", "city"])
        self.call("predict", "results/people", "people.csv", "--probabilities", "-o", "out.csv")
        for row in self.table("out.csv"):
            found = model.run({"age": [float(row["age"])], "city": [row["city"]]})
            self.assertAlmostEqual(found[1], float(row["p_yes"]), delta=1e-5)
        self.assertTrue(all(map(math.isnan, model.run({"age": [30.0], "city": ["Oslo"]}))))

    def test_onnx_knows_every_marker_that_a_table_may_have(self):
        """It had a list of its own, without null, N/A and what the file names."""
        self.write("t.csv", "age,city,label\n" + "".join(
            f"{20 + i % 40},{'Bern Köln - NULL'.split()[i % 4]},{'yes' if i % 40 > 20 else 'no'}\n" for i in range(80)))
        self.write("t.yaml", PEOPLE.replace("people.csv", "t.csv").replace("target: label", "target: label, missing: {strategy: "
                   "most_frequent, markers: ['-', nix]}"))
        self.call("run", "t.yaml", "--quiet")
        self.call("export", "results/t", "--format", "onnx", "-o", "t.onnx")
        model = Onnx((self.folder / "t.onnx").read_bytes())
        markers = ["", "-", "nix", "null", "NULL", "None", "N/A", "#N/A", "<NA>", "NA", "?", "nan", "NaN", "NaT"]
        self.write("new.csv", "age,city\n" + "".join(f"30,{marker}\n" for marker in markers))
        done = self.call("predict", "results/t", "new.csv", "--probabilities", "--keep", "city")
        for marker, row in zip(markers, csv.DictReader(io.StringIO(done.stdout)), strict=True):
            with self.subTest(marker):
                found = model.run({"age": [30.0], "city": [marker]})
                self.assertAlmostEqual(found[1], float(row["p_yes"]), delta=1e-5)

    def test_pytorch_is_a_folder_of_both(self):
        self.train_people()
        self.call("export", "results/people", "--format", "pytorch", "-o", "people")
        self.assertEqual(sorted(tree(self.folder / "people")), ["load.py", "model.safetensors"])
        compile((self.folder / "people/load.py").read_text(encoding="utf-8"), "load.py", "exec")
        again = self.call("export", "results/people", "--format", "pytorch", "-o", "people", status=2)
        self.assertEqual(again.stderr, "runner: 'people' is there already; --force replaces it\n")
        before = tree(self.folder / "people")
        self.call("export", "results/people", "--format", "pytorch", "-o", "people", "--force")
        self.assertEqual(tree(self.folder / "people"), before)
        self.write("people/notes.txt", "mine")
        kept = self.call("export", "results/people", "--format", "pytorch", "-o", "people", "--force", status=2)
        self.assertIn("'people' holds 'notes.txt', which is no export's", kept.stderr)

    def test_what_has_no_such_form_is_named(self):
        self.train_flowers("network.1={Residual: [Tanh]}")
        for form, message in (("safetensors", "layer 1 is Residual, which torch.nn.Sequential has not; --format pytorch builds it"),
                              ("tflite", "--format: there is no 'tflite'; known: safetensors, pytorch, onnx, tensorboard")):
            done = self.call("export", "results/flowers", "--format", form, "-o", "out", status=2)
            self.assertEqual(done.stderr, f"runner: {message}\n")
            self.assertFalse((self.folder / "out").exists())


class Documentation(UseCase):
    def test_commands_of_the_page(self):
        text = (TOP / "docs/using_a_model.md").read_text(encoding="utf-8")
        commands = [line.split()[1:] for block in text.split("```sh")[1:] for line in block.split("```")[0].splitlines()
                    if line.startswith("runner ")]
        self.assertGreater(len(commands), 5)
        iris = (EXPERIMENTS / "iris.yaml").read_text(encoding="utf-8")
        self.write("iris.yaml", iris.replace("data/iris.csv", str(EXPERIMENTS / "data/iris.csv")))
        shutil.copy(EXPERIMENTS / "data/iris.csv", self.folder / "flowers.csv")
        for words in commands:
            self.call(*words)
        self.assertEqual(len(self.table("predictions.csv")), 150)


if __name__ == "__main__":
    unittest.main()
