"""runner compare: whether configurations differ, by the files that runs leave."""
import csv
import io
import unittest
from html.parser import HTMLParser

from support import CommandCase

COLUMNS = ["a", "b", "metric", "n", "difference", "ci95_low", "ci95_high", "probability_a_better", "effect_size", "p",
           "p_holm", "seeds_needed"]
MOONS = """
data: {type: make_moons, n_samples: 80, split: {validation: 0.25}}
network: [{type: Linear, out_features: 4}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3}
metrics: [accuracy]
"""
TWO = MOONS + "sweep: {seeds: 4, grid: {optimizer: [{type: SGD, lr: 0.1}, {type: Adam, lr: 0.01}]}}\n"


class Compare(CommandCase):
    def train(self, name, text):
        self.write(f"{name}.yaml", text)
        self.call(f"{name}.yaml", "--quiet")
        return f"results/{name}"

    def rows(self, *words, status=0):
        done = self.call("compare", *words, "--csv", status=status)
        self.assertEqual(done.stdout.splitlines()[0], ",".join(COLUMNS))
        return list(csv.DictReader(io.StringIO(done.stdout))), done.stderr

    def test_all_pairs_of_a_folder(self):
        folder = self.train("two", TWO)
        rows, notes = self.rows(folder, "--metric", "val_loss")
        runs = self.table(f"{folder}/runs.csv")
        values = {label: [float(row["final_val_loss"]) for row in runs if row["label"] == label]
                  for label in ("SGD lr=0.1", "Adam lr=0.01")}
        self.assertEqual(len(rows), 1)
        row = rows[0]
        self.assertEqual({row["a"], row["b"]}, set(values))
        a, b = values[row["a"]], values[row["b"]]
        self.assertEqual((row["metric"], row["n"]), ("val_loss", "4"))
        self.assertAlmostEqual(float(row["difference"]), sum(x - y for x, y in zip(a, b)) / 4, 12)
        self.assertAlmostEqual(float(row["probability_a_better"]),
                               sum((x < y) + (x == y) / 2 for x in a for y in b) / 16, 12)
        self.assertLess(float(row["ci95_low"]), float(row["difference"]))
        self.assertEqual(row["p"], row["p_holm"])
        self.assertEqual(notes, "")

    def test_two_folders_and_labels(self):
        first, second = self.train("first", TWO), self.train("second", TWO.replace("epochs: 3", "epochs: 6"))
        rows, _ = self.rows(first, second)
        self.assertEqual({(row["a"], row["b"]) for row in rows},
                         {(f"{first}:{label}", f"{second}:{label}") for label in ("SGD lr=0.1", "Adam lr=0.01")})
        rows, _ = self.rows(f"{first}:SGD lr=0.1", f"{second}:Adam lr=0.01")
        self.assertEqual([(row["a"], row["b"]) for row in rows],
                         [(f"{first}:SGD lr=0.1", f"{second}:Adam lr=0.01")])
        one, other = self.train("one", MOONS + "sweep: {seeds: 3}\n"), self.train(
            "other", MOONS.replace("lr: 0.1", "lr: 1") + "sweep: {seeds: [1, 2, 5]}\n")
        rows, notes = self.rows(one, other)
        self.assertEqual([(row["a"], row["b"], row["n"]) for row in rows], [(one, other, "2")])
        self.assertIn(f"note: {other} has no seed 0: only shared ones are compared", notes)
        self.assertIn(f"note: {one} has no seed 5: only shared ones are compared", notes)

    def test_seeds_that_are_not_shared(self):
        one = self.train("one", MOONS + "sweep: {seeds: 3}\n")
        other = self.train("other", MOONS.replace("lr: 0.1", "lr: 1") + "sweep: {seeds: [7, 8, 9]}\n")
        rows, notes = self.rows(one, other)
        self.assertEqual(rows[0]["n"], "6")
        self.assertIn("compared as independent (Welch's t test)", notes)

    def test_several_problems_are_data_sets(self):
        folder = self.train("many", "problem: {type: beale}\noptimizer: {type: SGD, lr: 0.001}\n"
                            "training: {iterations: 30}\nsweep: {grid: {problem: [beale, booth, himmelblau], "
                            "optimizer: [{type: SGD, lr: 0.001}, {type: Adam, lr: 0.1}]}}\n")
        text = self.call("compare", folder).stdout
        self.assertIn("over 3 data sets", text)
        self.assertIn("problem=booth", text)
        self.assertIn("Friedman: chi²", text)
        self.assertIn("wins, ties and losses", text)
        rows, _ = self.rows(folder)
        self.assertEqual(len(rows), 3, "each problem by itself")
        ranks = [row["rank"] for row in self.table(f"{folder}/summary.csv")]
        self.assertEqual(sorted(ranks), ["1", "1", "1", "2", "2", "2"])

    def test_what_can_not_be_compared(self):
        one = self.train("one", MOONS)
        other = self.train("other", MOONS.replace("make_moons", "make_circles"))
        self.assertEqual(self.call("compare", one, other, status=2).stderr,
                         "runner compare: val_accuracy can't be compared between these: they are of different data, "
                         "problems or losses\n")
        self.assertEqual(self.call("compare", one, status=2).stderr,
                         "runner compare: there is one configuration alone, nothing to compare it with: name another "
                         "folder\n")
        self.assertIn("--metric: 'results/one' has no column 'val_acuracy'; did you mean 'val_accuracy'?",
                      self.call("compare", one, other, "--metric", "val_acuracy", status=2).stderr)
        two = self.train("two", TWO)
        self.assertIn("'results/two' has no configuration 'SGD'", self.call("compare", f"{two}:SGD", status=2).stderr)
        self.assertIn("there is no folder 'nowhere'", self.call("compare", "nowhere", status=2).stderr)
        self.assertIn("which results folders?", self.call("compare", status=2).stderr)

    def test_forms(self):
        folder = self.train("two", TWO.replace("type: SGD, lr: 0.1}, {", "type: SGD, lr: 0.1, name: '<b>&|_%'}, {"))
        page = self.call("compare", folder, "--html").stdout
        self.assertNotIn("<b>", page)
        HTMLParser().feed(page)
        self.assertIn("&lt;b&gt;&amp;|_%", page)
        self.assertIn("| a | b | difference |", self.call("compare", folder, "--markdown").stdout)
        self.assertIn("\\begin{tabular}", self.call("compare", folder, "--latex").stdout)
        self.call("compare", folder, "--latex", "-o", "out.tex")
        self.assertIn("\\bottomrule", (self.folder / "out.tex").read_text(encoding="utf-8"))
        self.assertEqual(self.call("compare", folder).stdout, self.call("compare", folder).stdout)
        self.assertLessEqual(max(map(len, self.call("compare", folder).stdout.split("  difference:")[0].splitlines())),
                             100)

    def test_diverged_runs_are_counted(self):
        folder = self.train("two", TWO.replace("type: Adam, lr: 0.01", "type: SGD, lr: 1.0e+30"))
        rows, notes = self.rows(folder)
        self.assertIn("diverged; these runs are not compared", notes)
        self.assertEqual(rows[0]["n"], "4")


if __name__ == "__main__":
    unittest.main()
