"""Which epoch is best, classes that are not balanced, and what a sweep or a schedule does in vain: as users met it."""
import random
import unittest

from support import CommandCase

MOONS = """data: {type: make_moons, n_samples: 200, noise: 0.3, split: {validation: 0.2, test: 0.2}}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
"""


def frauds(rows=300, every=30):
    """A table in which one row of `every` is a fraud; the features carry nothing."""
    draws = random.Random(0)
    lines = ["a,b,Class"] + [f"{draws.random():.4f},{draws.random():.4f},{'fraud' if i % every == 0 else 'fair'}"
                             for i in range(rows)]
    return "\n".join(lines) + "\n"


class Balance(CommandCase):
    def test_best_is_the_epoch_whose_weights_early_stopping_keeps(self):
        self.write("es.yaml", MOONS + """optimizer: {type: Adam, lr: 0.05}
training: {epochs: 60, batch_size: 16}
metrics: [accuracy]
early_stopping: {monitor: val_loss, patience: 5}
sweep: {seeds: 3}
""")
        self.call("es.yaml", "--no-timing")
        epochs = self.table("results/es/metrics.csv")
        runs = self.table("results/es/runs.csv")
        self.assertEqual(len(runs), 3)
        for run in runs:
            self.assertEqual(run["status"], "early_stopped")
            best = run["best_epoch"]
            self.assertIn(f"at epoch {best}", run["message"])
            at = [row for row in epochs if row["run"] == run["run"] and row["epoch"] == best][0]
            last = [row for row in epochs if row["run"] == run["run"]][-1]
            self.assertEqual(run["test_loss_at_best"], at["test_loss"])
            self.assertEqual(run["test_accuracy_at_best"], at["test_accuracy"])
            self.assertEqual(run["final_test_accuracy"], last["test_accuracy"])
        summary = self.table("results/es/summary.csv")[0]
        values = [float(run["test_loss_at_best"]) for run in runs]
        self.assertAlmostEqual(float(summary["test_loss_at_best_mean"]), sum(values) / 3, places=12)
        names = list(runs[0])
        self.assertEqual(names[names.index("final_test_accuracy") + 1:][:2],
                         ["test_loss_at_best", "test_accuracy_at_best"])

    def test_without_early_stopping_it_is_that_of_the_primary_metric(self):
        self.write("m.yaml", MOONS + "optimizer: {type: Adam, lr: 0.05}\ntraining: {epochs: 8}\nmetrics: [accuracy]\n")
        self.call("m.yaml", "--no-timing")
        run = self.table("results/m/runs.csv")[0]
        rows = self.table("results/m/metrics.csv")
        best = max(rows, key=lambda row: float(row["val_accuracy"]))  # the first of them
        self.assertEqual((run["best_epoch"], run["test_loss_at_best"]), (best["epoch"], best["test_loss"]))

    def test_weights_and_samplers_that_balance(self):
        self.write("cards.csv", frauds())
        self.write("f.yaml", """data: {type: csv, path: cards.csv, split: {validation: 0.2}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: {type: CrossEntropyLoss, weight: balanced}
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 2}
metrics: [accuracy]
""")
        said = self.call("check", "f.yaml").stdout
        self.assertIn("  loss.weight is fair=0.517241, fraud=15\n", said)
        self.call("f.yaml")
        folder = next((self.folder / "results/f/runs").iterdir())
        self.assertIn("loss.weight is fair=0.517241, fraud=15\n", (folder / "log.txt").read_text())
        self.assertIn("weight: balanced", (folder / "config.yaml").read_text())
        self.assertIn("  loss.weight is fair=1, fraud=300\n",
                      self.call("check", "f.yaml", "loss.weight={fraud: 300}").stdout)
        wrong = self.call("check", "f.yaml", "loss.weight={frauds: 300}", status=2).stderr
        self.assertIn("loss.weight.frauds: the target has no class 'frauds'; did you mean 'fraud'?", wrong)
        said = self.call("check", "f.yaml", "training.sampler=balanced", "loss=CrossEntropyLoss").stdout
        self.assertIn("  training.sampler draws a sample by the weight of its class: fair=0.00431034, fraud=0.125\n",
                      said)
        self.call("f.yaml", "training.sampler=balanced", "loss=CrossEntropyLoss", "--results", "s")
        config = next((self.folder / "s/f/runs").iterdir()) / "config.yaml"
        self.assertIn("sampler: balanced", config.read_text())
        self.write("b.yaml", """data: {type: csv, path: cards.csv, split: {validation: 0.2}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 1}]
loss: BCEWithLogitsLoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 1}
metrics: [accuracy]
sweep: {cases: [{}, {loss: {type: BCEWithLogitsLoss, pos_weight: balanced}}]}
""")
        self.call("b.yaml")
        summary = self.table("results/b/summary.csv")
        self.assertEqual(sorted((row["label"], row["loss.pos_weight"]) for row in summary),
                         [("BCEWithLogitsLoss", ""), ("BCEWithLogitsLoss pos_weight=balanced", "balanced")])

    def test_a_column_of_weights(self):
        self.write("t.csv", "a,w,b,y\n" + "".join(f"{i},{i % 3},{i * i % 7},{i % 5}\n" for i in range(60)))
        rest = """network: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 2}
metrics: [mae, r2]
"""
        for features in ("", "features: [a, b], "):
            self.write("w.yaml", f"data: {{type: csv, path: t.csv, {features}sample_weight: w, split: {{validation: 0.25, "
                       f"test: 0.25}}, preprocess: [StandardScaler]}}\n" + rest)
            self.assertIn("input   [N, 2]", self.call("summary", "w.yaml").stdout)
            self.call("w.yaml", "--results", "r" + features[:1])
        first, second = (self.table(f"r{x}/w/metrics.csv") for x in ("", "f"))
        self.assertEqual([row["val_r2"] for row in first], [row["val_r2"] for row in second])
        told = self.call("check", "w.yaml", "data.sample_weight=v", status=2).stderr
        self.assertIn("data.sample_weight: the file has no column 'v'", told)
        told = self.call("check", "w.yaml", "data.sample_weight=y", status=2).stderr
        self.assertIn("data.sample_weight: column 'y' is the target", told)

    def test_a_sampler_goes_on_where_it_was(self):
        self.write("cards.csv", frauds())
        self.write("f.yaml", """data: {type: csv, path: cards.csv, split: {validation: 0.2}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 8}, ReLU, {type: Dropout, p: 0.3}, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 6, sampler: balanced, batch_size: 16}
sweep: {grid: {optimizer.lr: [0.01, 0.02]}}
search: {type: successive_halving, factor: 2, min_epochs: 3}
""")
        self.call("f.yaml", "--no-timing")
        folders = {path.name: path for path in (self.folder / "results/f/runs").iterdir()}
        self.write("g.yaml", (self.folder / "f.yaml").read_text().split("search:")[0])
        self.call("g.yaml", "--no-timing")
        for row in self.table("results/f/runs.csv"):
            if row["status"] != "finished":
                continue
            for name in ("metrics.csv", "checkpoint"):
                self.assertEqual((folders[row["run"]] / name).read_bytes(),
                                 (self.folder / "results/g/runs" / row["run"] / name).read_bytes())

    def test_a_sweep_that_replaces_a_component(self):
        base = MOONS + "optimizer: {type: SGD, lr: 0.1, weight_decay: 1e-3}\ntraining: {epochs: 2}\n"
        self.write("lost.yaml", base + "sweep: {grid: {optimizer: [SGD, Momentum, Adam]}}\n")
        told = self.call("lost.yaml").stderr
        self.assertIn("lost.yaml:4:28: warning: optimizer.lr: every run gets optimizer from the sweep; 0.1 is used by "
                      "none\n", told)
        self.assertIn("optimizer.weight_decay: every run gets optimizer from the sweep; 1e-3 is used by none\n", told)
        self.assertEqual([row["label"] for row in self.table("results/lost/runs.csv")],
                         ["SGD lr=0.001 weight_decay=0", "Momentum lr=0.001", "Adam lr=0.001 weight_decay=0"])
        self.write("kept.yaml", base + "sweep: {grid: {optimizer.type: [SGD, Adam]}}\n")
        self.assertEqual(self.call("check", "kept.yaml").stderr, "")

    def test_with_or_without_an_option_and_names_of_cases(self):
        base = MOONS + "optimizer: {type: Adam, lr: 0.01}\ntraining: {epochs: 1}\n"
        self.write("l1.yaml",
                   base + "sweep: {grid: {loss: [CrossEntropyLoss, {type: CrossEntropyLoss, weight: [1, 5]}]}}\n")
        self.call("l1.yaml")
        self.assertEqual(sorted((row["label"], row["loss.weight"]) for row in self.table("results/l1/summary.csv")),
                         [("CrossEntropyLoss", ""), ("CrossEntropyLoss [1, 5]", "[1, 5]")])
        self.write("l3.yaml", base + "sweep: {cases: [{name: baseline}, {name: wide, network.0.out_features: 64}]}\n")
        self.call("l3.yaml")
        self.assertEqual([row["label"] for row in self.table("results/l3/runs.csv")], ["baseline", "wide"])
        self.assertEqual([row["network.0.out_features"] for row in self.table("results/l3/runs.csv")], ["8", "64"])
        # The whole file, as it is kept, stands for the same runs.
        config = (self.folder / "results/l3/config.yaml").read_text()
        self.assertIn("name: wide", config)
        self.assertIn("all with their results", self.call("results/l3/config.yaml").stdout)

    def test_nothing_counts_as_not_written(self):
        base = MOONS + "optimizer: {type: AdamW, lr: 0.01}\ntraining: {epochs: 1}\n"
        self.write("empty.yaml", base + "sweep:\n  seeds: 3\n  grid:\n    # optimizer.lr: [0.1, 0.01]\n")
        self.assertIn("good; 3 runs of 1 configuration", self.call("check", "empty.yaml").stdout)
        self.write("groups.yaml", base + "sweep: {grid: {optimizer.groups: [null, [{parameters: ['*.bias'], "
                   "weight_decay: 0}]]}}\n")
        self.assertIn("good; 2 runs of 2 configurations", self.call("check", "groups.yaml").stdout)

    def test_a_schedule_that_does_nothing_and_one_that_watches_the_wrong_way(self):
        self.write("sc.yaml", MOONS + "optimizer: {type: Adam, lr: 0.01}\ntraining: {epochs: 5, batch_size: 32}\n"
                   "metrics: [accuracy]\n")
        for scheduler in ("{type: OneCycleLR, max_lr: 0.1}", "{type: StepLR, step_size: 30}",
                          "{type: CyclicLR, base_lr: 0.001, max_lr: 0.1}", "{type: CosineAnnealingLR, T_max: 40}"):
            told = self.call("check", "sc.yaml", f"scheduler={scheduler}").stderr
            self.assertIn(" in 5 epochs; interval: iteration?\n", told)
        told = self.call("check", "sc.yaml", "training.epochs=20",
                         "scheduler={type: ReduceLROnPlateau, monitor: val_accuracy, patience: 2}").stderr
        self.assertIn("val_accuracy is better when it is higher; write mode: max, or mode: auto\n", told)
        self.assertEqual(self.call("check", "sc.yaml", "training.epochs=20",
                                   "scheduler={type: ReduceLROnPlateau, monitor: val_accuracy, mode: auto}").stderr, "")


if __name__ == "__main__":
    unittest.main()
