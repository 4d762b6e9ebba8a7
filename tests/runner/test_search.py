"""Successive halving over the runs of a sweep."""
import unittest

from support import EXPERIMENTS, CommandCase, tree

DIGITS = f"""data:
  type: csv
  path: {EXPERIMENTS / 'data/digits.csv'}
  split: {{validation: 0.25}}
  preprocess: [MinMaxScaler]
network: [{{type: Linear, out_features: 32}}, ReLU, {{type: Linear, out_features: 10}}]
loss: CrossEntropyLoss
optimizer: SGD
training: {{epochs: 9, batch_size: 64}}
metrics: [accuracy]
sweep:
  grid:
    optimizer: [SGD, {{type: SGD, momentum: 0.9}}, Adam]
    optimizer.lr: {{logspace: [1e-4, 1, 6]}}
"""
SEARCH = "search: {type: successive_halving}\n"


class Search(CommandCase):
    def best(self, name):
        """The best final validation accuracy, and the iterations of all runs."""
        rows = self.table(f"{name}/digits/runs.csv")
        finished = [float(row["final_val_accuracy"]) for row in rows if row["status"] == "finished"]
        return max(finished), sum(int(row["iterations"]) for row in rows)

    def test_as_good_as_the_grid_for_a_third_of_its_iterations_whatever_the_jobs(self):
        self.write("digits.yaml", DIGITS)
        self.call("digits.yaml", "--results", "grid", "--quiet")
        self.write("digits.yaml", DIGITS + SEARCH)
        done = self.call("digits.yaml", "--results", "one", "--jobs", 1, "--no-timing")
        self.assertIn("digits: 18 configurations to epoch 1, 6 to epoch 3, 2 to epoch 9\n", done.stdout)
        self.call("digits.yaml", "--results", "four", "--jobs", 4, "--no-timing", "--quiet")
        self.assertEqual(tree(self.folder / "one"), tree(self.folder / "four"))
        whole, all_iterations = self.best("grid")
        found, iterations = self.best("one")
        self.assertGreaterEqual(found, whole - 0.01)
        self.assertLessEqual(iterations, all_iterations / 3)
        before = tree(self.folder / "one/digits/runs")
        self.call("digits.yaml", "--results", "one", "--no-timing", "--quiet")
        self.assertEqual(tree(self.folder / "one/digits/runs"), before)
        check = self.call("check", "digits.yaml").stdout
        self.assertIn("  search: 18 configurations to epoch 1, 6 to epoch 3, 2 to epoch 9\n", check)
        self.assertIn(f"  to train: {iterations:,} iterations", check)

    def test_without_the_search_the_others_go_on_to_what_the_grid_has(self):
        text = DIGITS.replace("epochs: 9", "epochs: 3").replace("[1e-4, 1, 6]", "[1e-3, 1e-1, 2]")
        self.write("digits.yaml", text)
        self.call("digits.yaml", "--results", "grid", "--no-timing", "--quiet")
        self.write("digits.yaml", text + SEARCH)
        self.call("digits.yaml", "--results", "search", "--no-timing", "--quiet")
        self.assertIn("interrupted", {row["status"] for row in self.table("search/digits/runs.csv")})
        self.write("digits.yaml", text)
        self.call("digits.yaml", "--results", "search", "--no-timing", "--quiet")
        grid, search = (self.table(f"{name}/digits/metrics.csv") for name in ("grid", "search"))
        self.assertEqual(grid, search)

    def test_what_a_search_cannot_do(self):
        for change, message in (
                (("epochs: 9", "iterations: 9"),
                 "search: every run needs the same number of training.epochs, at least 1"),
                (("epochs: 9", "epochs: 9, evaluate_every: 2"),
                 "search.min_epochs: 1 is out of range; expected a number from training.evaluate_every to "
                 "training.epochs, in [2, 9]"),
                (("optimizer.lr: {logspace: [1e-4, 1, 6]}", "search.factor: [2, 3]"),
                 "sweep.grid.search.factor: this key can't be swept")):
            self.write("digits.yaml", DIGITS.replace(*change) + SEARCH)
            self.assertIn(f"error: {message}\n", self.call("check", "digits.yaml", status=2).stderr)
        self.write("digits.yaml", DIGITS + SEARCH)
        self.assertEqual(self.call("digits.yaml", "--shard", "1/2", "--quiet", status=2).stderr,
                         "runner run: a search chooses its runs itself; leave out --shard, --force and --only\n")


if __name__ == "__main__":
    unittest.main()
