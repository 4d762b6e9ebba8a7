"""Folds, repeated splits and given parts, from the file to the tables."""
import shutil
import statistics
import unittest

from support import EXPERIMENTS, TOP, CommandCase, tree

FOLDS = f"""data:
  type: csv
  path: {EXPERIMENTS / 'data/iris.csv'}
  split: {{method: stratified_kfold, n_splits: 3, test: 0.2}}
  preprocess: [StandardScaler]
network: [{{type: Linear, out_features: 3}}]
loss: CrossEntropyLoss
optimizer: SGD
training: {{epochs: 4}}
metrics: [accuracy]
sweep:
  seeds: 2
  grid: {{optimizer.lr: [0.01, 0.1]}}
"""


class Repetitions(CommandCase):
    def test_rates_are_compared_over_splits_not_splits_among_each_other(self):
        """Case 09: ten configurations with n = 1 each, ranked by the luck of their split."""
        shutil.copy(TOP / "tests/runner/splits.csv", self.folder)
        self.write("splits.yaml", """data: {type: csv, path: splits.csv, split: {validation: 0.2}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: Adam
training: {epochs: 20}
metrics: [accuracy]
sweep:
  grid: {optimizer.lr: [0.01, 0.1]}
  repeats: {data.split.random_state: [0, 1, 2, 3, 4]}
""")
        done = self.call("splits.yaml")
        self.assertIn("   1  lr=0.01        5        0.71 ± 0.082  ", done.stdout)
        self.assertIn("   2  lr=0.1         5        0.68 ± 0.084  ", done.stdout)
        self.assertIn("note: repeated splits share rows", done.stdout)
        rows = self.table("results/splits/runs.csv")
        self.assertEqual([row["data.split.random_state"] for row in rows], ["0", "1", "2", "3", "4"] * 2)
        self.assertNotIn("data.split.random_state", self.table("results/splits/summary.csv")[0])
        self.call("splits.yaml", "sweep.seeds=5", "--quiet", "--results", "paired")  # side by side
        pairs = {(row["seed"], row["data.split.random_state"]) for row in self.table("paired/splits/runs.csv")}
        self.assertEqual(pairs, {(str(i), str(i)) for i in range(5)})

    def test_folds_and_seeds_make_one_row_of_the_summary(self):
        self.write("folds.yaml", FOLDS)
        check = self.call("check", "folds.yaml").stdout
        self.assertIn("good; 12 runs of 2 configurations\n", check)
        self.assertRegex(check, r"  run +label +seed  fold\n  \w{16}  lr=0\.01  0     0\n")
        done = self.call("folds.yaml", "--no-timing")
        self.assertIn("corrected interval: 0.5 rows held out per row trained on", done.stdout)
        self.assertRegex(done.stderr, r"lr=0\.1 seed 1 fold 2: finished")
        runs = self.table("results/folds/runs.csv")
        self.assertEqual([(row["seed"], row["fold"]) for row in runs[:6]],
                         [(seed, fold) for seed in "01" for fold in "012"])
        for row in self.table("results/folds/summary.csv"):
            values = [float(run["final_val_loss"]) for run in runs if run["label"] == row["label"]]
            self.assertEqual(row["n"], "6")
            self.assertAlmostEqual(float(row["final_val_loss_mean"]), statistics.mean(values), 12)
            self.assertAlmostEqual(float(row["final_val_loss_std"]), statistics.stdev(values), 12)
            reach = 2.570581835636315 * statistics.stdev(values) * (1 / 6 + 0.5) ** 0.5
            self.assertAlmostEqual(float(row["final_val_loss_ci95_high"]), statistics.mean(values) + reach, 12)
        epochs = self.table("results/folds/metrics.csv")
        last = [float(row["val_loss"]) for row in epochs if row["epoch"] == "4" and row["optimizer.lr"] == "0.1"]
        comparison = self.table("results/folds/comparison_val_loss.csv")
        self.assertAlmostEqual(float(comparison[4]["lr=0.1"]), statistics.mean(last), 12)
        # The folds hold out every row but those of the test part once: 40 of 120 in each.
        self.assertEqual({row["samples"] for row in epochs if row["epoch"] == "1"}, {"80"})
        before = tree(self.folder / "results/folds")
        self.call("folds.yaml", "--no-timing", "--quiet", "--jobs", 3)
        self.call("merge", "results/folds", "--no-timing", "--quiet")
        self.assertEqual(tree(self.folder / "results/folds"), before)
        self.assertIn("12 runs, 12 finished", self.call("status", "results/folds").stdout)
        one = self.call("folds.yaml", "data.split.fold=1", "--seed", 1, "sweep.seeds=1", "--results", "results")
        self.assertIn("2 runs, all with their results; nothing left to train", one.stdout)

    def test_a_search_takes_folds_for_seeds(self):
        self.write("folds.yaml", FOLDS + "search: {type: successive_halving, factor: 2}\n")
        done = self.call("folds.yaml", "--no-timing")
        self.assertIn("2 configurations to epoch 1, 1 to epoch 2, 1 to epoch 4", done.stdout)
        rows = self.table("results/folds/runs.csv")
        self.assertEqual({row["status"] for row in rows if row["label"] == "lr=0.1"}, {"finished"})
        self.assertEqual([row["status"] for row in rows if row["label"] == "lr=0.01"], ["interrupted"] * 6)

    def test_parts_in_files_of_their_own_are_a_part_of_the_identity(self):
        rows = (EXPERIMENTS / "data/iris.csv").read_text().splitlines(keepends=True)
        self.write("train.csv", rows[0] + "".join(rows[1::2]))
        self.write("test.csv", rows[0] + "".join(rows[2::2]))
        text = FOLDS.replace(str(EXPERIMENTS / "data/iris.csv"), "train.csv\n  test_path: test.csv")
        self.write("parts.yaml", text.replace("{method: stratified_kfold, n_splits: 3, test: 0.2}", "{validation: 0.2}"))
        self.call("parts.yaml", "--quiet")
        rows_before = self.table("results/parts/runs.csv")
        self.assertGreater(float(rows_before[2]["final_test_accuracy"]), 0.5)
        self.assertEqual({row["samples"] for row in rows_before}, {"240"})
        self.write("test.csv", rows[0] + "".join(rows[2::4]))
        self.call("parts.yaml", "--quiet")
        rows_after = self.table("results/parts/runs.csv")
        self.assertNotEqual(rows_before[0]["run"], rows_after[0]["run"])
        self.assertEqual(rows_before[0]["final_val_loss"], rows_after[0]["final_val_loss"])


if __name__ == "__main__":
    unittest.main()
