"""The files of results/: their columns, and the same bytes whatever the number of threads and jobs."""
import csv
import io
import json
import struct
import unittest

from support import EXPERIMENTS, CommandCase, tree

SWEEP = f"""data:
  type: csv
  path: {EXPERIMENTS / 'data/digits.csv'}
  split: {{validation: 0.2, test: 0.2}}
  preprocess: [MinMaxScaler]
network: [{{type: Linear, out_features: 96}}, ReLU, {{type: Dropout, p: 0.2}}, {{type: Linear, out_features: 10}}]
loss: CrossEntropyLoss
optimizer: SGD
training: {{epochs: 2, batch_size: 128}}
metrics: [accuracy]
record: {{iterations: true}}
sweep:
  seeds: 2
  grid:
    optimizer: [{{type: SGD, lr: 0.1}}, {{type: Adam, lr: 0.01}}]
"""


class Results(CommandCase):
    def test_the_same_bytes_for_any_threads_and_jobs(self):
        self.write("sweep.yaml", SWEEP)
        seen = {}
        for threads, jobs in ((1, 1), (2, 1), (1, 2), (2, 5)):
            self.call("sweep.yaml", "--results", f"r {threads} {jobs}", "--threads", threads, "--jobs", jobs,
                      "--no-timing", "--quiet")
            seen[threads, jobs] = tree(self.folder / f"r {threads} {jobs}")
        for key, files in seen.items():
            self.assertEqual(sorted(files), sorted(seen[1, 1]))
            for name in files:
                self.assertTrue(files[name] == seen[1, 1][name], f"{name} differs for {key}")

    def test_every_file_and_column(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml")
        top = self.folder / "results/sweep"
        self.assertEqual(sorted(p.name for p in top.iterdir()),
                         sorted(["runs.csv", "metrics.csv", "results.xlsx", "report.html", "figures", "summary.csv", "manifest.json", "config.yaml", "runs", "comparison_lr.csv", "iterations.csv",
                                 "ranking.md"] +
                                [f"comparison_{part}_{m}.csv" for part in ("train", "val", "test")
                                 for m in ("loss", "accuracy")]))
        metrics = ["train_loss", "train_accuracy", "val_loss", "val_accuracy", "test_loss", "test_accuracy"]
        swept = ["optimizer", "optimizer.lr"]
        runs = self.table("results/sweep/runs.csv")
        self.assertEqual(list(runs[0]), ["run", "label", *swept, "seed", "status", "epochs", "iterations", "samples",
                                         "parameters", *[f"final_{m}" for m in metrics],
                                         *[f"{m}_at_best" for m in metrics if m.startswith("test")],
                                         *[f"best_{m}" for m in metrics if not m.startswith("test")],
                                         "baseline_val_accuracy", "baseline_test_accuracy", "best_epoch",
                                         "seconds", "samples_per_second", "message"])
        self.assertEqual([row["optimizer"] for row in runs], ["SGD", "SGD", "Adam", "Adam"])
        self.assertEqual([row["seed"] for row in runs], ["0", "1", "0", "1"])
        self.assertEqual(runs[0]["parameters"], str(64 * 96 + 96 + 96 * 10 + 10))
        tidy = self.table("results/sweep/metrics.csv")
        self.assertEqual(list(tidy[0]), ["run", "label", *swept, "seed", "epoch", "iteration", "samples", "lr", *metrics,
                                         "seconds"])
        self.assertEqual(len(tidy), 4 * 3)
        for row in runs:
            folder = top / "runs" / row["run"]
            self.assertEqual(sorted(p.name for p in folder.iterdir()), ["checkpoint", "config.yaml", "iterations.csv",
                                                                       "log.txt", "metrics.csv", "model.json", "run.json", "status"])
            self.assertEqual((folder / "status").read_text(), "finished\n")

    def test_a_runs_own_config_trains_the_same_run(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml")
        run = self.table("results/sweep/runs.csv")[2]["run"]
        self.call(self.folder / "results/sweep/runs" / run / "config.yaml", "--results", "again")
        self.assertEqual(self.table("again/config/runs.csv")[0]["run"], run)

    def test_a_checkpoint_is_safetensors(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml")
        run = self.table("results/sweep/runs.csv")[2]["run"]
        content = (self.folder / "results/sweep/runs" / run / "checkpoint").read_bytes()
        size, = struct.unpack("<Q", content[:8])
        header = json.loads(content[8:8 + size])
        self.assertEqual(header["0.weight"]["shape"], [96, 64])
        self.assertEqual(header["0.weight"]["dtype"], "F32")
        self.assertIn("optimizer.exp_avg", header)
        self.assertEqual(len(content), 8 + size + max(v["data_offsets"][1] for k, v in header.items()
                                                      if k != "__metadata__"))

    def test_summary_ranks_and_comparison_has_a_column_each(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml")
        summary = self.table("results/sweep/summary.csv")
        means = [float(row["final_val_accuracy_mean"]) for row in summary]
        self.assertEqual(means, sorted(means, reverse=True))
        comparison = self.table("results/sweep/comparison_val_loss.csv")
        self.assertEqual(list(comparison[0]), ["epoch", *[label + column for label in ("SGD lr=0.1", "Adam lr=0.01")
                                                            for column in ("", " std", " n")]])
        self.assertEqual([row["epoch"] for row in comparison], ["0", "1", "2"])

    def test_the_steps_of_all_runs_stand_in_one_table(self):
        self.write("steps.yaml", "problem: {type: beale}\noptimizer: {type: SGD, lr: 0.001}\ntraining: {iterations: 5}\n"
                                 "sweep: {grid: {optimizer.lr: [0.001, 0.01]}}\n")
        self.call("steps.yaml")
        rows = self.table("results/steps/iterations.csv")
        own = [row for run in self.table("results/steps/runs.csv")
               for row in self.table(f"results/steps/runs/{run['run']}/iterations.csv")]
        self.assertEqual(list(rows[0])[:4], ["run", "label", "optimizer.lr", "seed"])
        self.assertEqual([{k: v for k, v in row.items() if k in own[0]} for row in rows], own)
        self.assertIn("w1", own[0])
        self.call("steps.yaml", "record.iterations=false", "--results", "other")
        self.assertFalse((self.folder / "other/steps/iterations.csv").exists())

    def test_entries_of_lists_have_names_and_ids_stay(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml", "--quiet")
        runs = self.table("results/sweep/runs.csv")
        named = SWEEP.replace("type: SGD", "name: steady, type: SGD").replace("type: Adam", "type: Adam, name: quick")
        self.assertNotEqual(named, SWEEP)
        self.write("sweep.yaml", named)
        self.assertIn("nothing left to train", self.call("sweep.yaml").stdout)
        again = self.table("results/sweep/runs.csv")
        self.assertEqual([row["run"] for row in again], [row["run"] for row in runs])
        self.assertEqual([row["optimizer.lr"] for row in again], [row["optimizer.lr"] for row in runs])
        self.assertEqual([row["label"] for row in again], ["steady", "steady", "quick", "quick"])
        self.call("merge", "results/sweep")
        self.assertEqual(self.table("results/sweep/runs.csv"), again)

    def test_csv_is_plain(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml")
        for path in (self.folder / "results/sweep").rglob("*.csv"):
            content = path.read_bytes()
            self.assertTrue(content.endswith(b"\n") and b"\r" not in content and content.isascii(), path)
            widths = {len(row) for row in csv.reader(io.StringIO(content.decode()), strict=True)}
            self.assertEqual(len(widths), 1, path)


if __name__ == "__main__":
    unittest.main()
