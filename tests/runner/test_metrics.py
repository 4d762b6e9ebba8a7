"""Metrics from a file to its tables: names of columns, the baseline, predictions and confusion of a run."""
import collections
import unittest

from support import EXPERIMENTS, CommandCase, tree

IRIS = f"""data:
  type: csv
  path: {EXPERIMENTS / 'data/iris.csv'}
  split: {{validation: 0.2, test: 0.2}}
  preprocess: [StandardScaler]
network: [{{type: Linear, out_features: 8}}, Tanh, {{type: Linear, out_features: 3}}]
loss: CrossEntropyLoss
optimizer: {{type: Adam, lr: 0.02}}
training: {{epochs: 6, batch_size: 16}}
metrics: [accuracy, {{type: f1, average: macro}}, {{type: f1, average: none}}, {{type: roc_auc, multi_class: ovr}}]
record: {{predictions: true}}
"""


class Metrics(CommandCase):
    def test_averages_classes_and_the_baseline_have_their_columns(self):
        self.write("iris.yaml", IRIS)
        done = self.call("iris.yaml", "--no-timing")
        row, = self.table("results/iris/runs.csv")
        names = [n[len("final_val_"):] for n in row if n.startswith("final_val_")]
        classes = [n[len("f1_"):] for n in names if n.startswith("f1_") and n != "f1_macro"]
        self.assertEqual(names, ["loss", "accuracy", "f1_macro", *[f"f1_{c}" for c in classes], "roc_auc"])
        self.assertEqual(len(classes), 3)
        self.assertEqual(float(row["baseline_val_accuracy"]), 1 / 3)
        self.assertRegex(done.stdout + done.stderr, r"\nbaseline val_accuracy 0\.3333: always '\w+'\n")
        summary, = self.table("results/iris/summary.csv")
        self.assertEqual(float(summary["baseline_test_accuracy"]), float(row["baseline_test_accuracy"]))
        macro = sum(float(row[f"final_val_f1_{c}"]) for c in classes) / 3
        self.assertAlmostEqual(macro, float(row["final_val_f1_macro"]), delta=1e-15)

    def test_predictions_are_those_of_the_last_evaluation_row_by_row(self):
        self.write("iris.yaml", IRIS)
        self.call("iris.yaml", "--no-timing")
        row, = self.table("results/iris/runs.csv")
        folder = f"results/iris/runs/{row['run']}"
        predictions = self.table(f"{folder}/predictions.csv")
        source = self.table(EXPERIMENTS / "data/iris.csv")
        self.assertEqual([p["row"] for p in predictions], [str(i + 1) for i in range(len(source))])
        target = list(source[0])[-1]
        self.assertEqual([p["target"] for p in predictions], [s[target] for s in source])
        confusion = self.table(f"{folder}/confusion.csv")
        for part in ("val", "test"):
            of_part = [p for p in predictions if p["part"] == part]
            right = sum(p["prediction"] == p["target"] for p in of_part) / len(of_part)
            self.assertEqual(right, float(row[f"final_{part}_accuracy"]))
            counts = collections.Counter((p["target"], p["prediction"]) for p in of_part)
            for line in (c for c in confusion if c["part"] == part):
                for name in list(line)[2:]:
                    self.assertEqual(int(line[name]), counts[line["target"], name])
        for p in predictions:
            shares = {name[2:]: float(p[name]) for name in p if name.startswith("p_")}
            self.assertAlmostEqual(sum(shares.values()), 1, delta=1e-14)
            self.assertEqual(max(shares, key=shares.get), p["prediction"])

    def test_predictions_have_the_same_bytes_for_any_threads_and_when_a_run_goes_on(self):
        self.write("iris.yaml", IRIS + "sweep: {seeds: 2}\n")
        self.call("iris.yaml", "--results", "one", "--no-timing", "--threads", 1)
        self.call("iris.yaml", "--results", "two", "--no-timing", "--threads", 2, "--jobs", 2)
        self.assertTrue(tree(self.folder / "one/iris/runs") == tree(self.folder / "two/iris/runs"))

    def test_a_changed_prediction_is_found(self):
        self.write("iris.yaml", IRIS)
        self.call("iris.yaml", "--no-timing")
        self.call("status", "results/iris", "--verify")
        path, = (self.folder / "results/iris/runs").glob("*/predictions.csv")
        path.write_text(path.read_text().replace(",val,", ",test,", 1))
        done = self.call("status", "results/iris", "--verify", status=1)
        self.assertIn("predictions.csv is not the one that was written", done.stdout + done.stderr)

    def test_a_metric_that_can_not_be_asked_is_told_at_its_place_before_anything_trains(self):
        self.write("bad.yaml", IRIS.replace("average: macro", "average: binary"))
        done = self.call("check", "bad.yaml", status=2)
        self.assertIn("bad.yaml:10:", done.stdout + done.stderr)
        self.assertIn("binary is for two classes, and there are 3 classes", done.stdout + done.stderr)
        self.assertFalse((self.folder / "results").exists())

    def test_never_a_fraud_is_the_baseline_and_has_no_recall(self):
        rows = "\n".join(f"{(i * 37 % 101) / 101},{'fraud' if i % 100 == 0 else 'ok'}" for i in range(600))
        self.write("cards.csv", "amount,class\n" + rows + "\n")
        self.write("cards.yaml", "data: {type: csv, path: cards.csv, split: {validation: 0.25}}\n"
                   "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: {type: SGD, lr: 0.1}\n"
                   "training: {epochs: 3}\nmetrics: [accuracy, {type: recall, pos_label: fraud}, roc_auc]\n")
        done = self.call("cards.yaml")
        row, = self.table("results/cards/runs.csv")
        self.assertEqual(row["final_val_accuracy"], row["baseline_val_accuracy"])
        self.assertEqual(float(row["final_val_recall"]), 0)
        self.assertIn("always 'ok'", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
