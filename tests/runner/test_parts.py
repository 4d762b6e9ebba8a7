"""A sweep in parts: --shard, merge and status."""
import json
import os
import shutil
import subprocess
import unittest

from support import RUNNER, CommandCase, tree, shipped_and_short

SWEEP = """name: sweep
data: {type: make_moons, n_samples: 60, noise: 0.1, split: {validation: 0.25}}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 16}
metrics: [accuracy]
sweep: {seeds: 4, grid: {optimizer.lr: [0.1, 1e30]}}
"""


class Parts(CommandCase):
    def test_parts_in_any_order_and_a_merge_give_the_folder_of_one_call(self):
        file = self.write("sweep.yaml", SWEEP)
        self.call(file, "--results", "whole", "--no-timing", "--quiet")
        for part in (3, 1, 2):
            done = self.call(file, "--results", "parts", "--no-timing", "--shard", f"{part}/3")
            self.assertIn(f"sweep, part {part} of 3: {2 if part == 3 else 3} runs, ", done.stdout)
            self.assertIn("the tables are not written; when all parts have ended: runner merge parts/sweep\n", done.stdout)
            self.assertFalse((self.folder / "parts/sweep/runs.csv").exists())
        file.unlink()
        for _ in range(2):
            self.call("merge", "parts/sweep", "--quiet")
            self.assertEqual(tree(self.folder / "parts"), tree(self.folder / "whole"))

    def test_a_part_that_is_done_trains_nothing(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml", "--shard", "2/3", "--quiet")
        self.assertIn("sweep, part 2 of 3: 3 runs, all with their results; nothing left to train\n",
                      self.call("sweep.yaml", "--shard", "2/3").stdout)
        self.assertIn("sweep, part 9 of 9: 0 runs, all with their results; nothing left to train\n",
                      self.call("sweep.yaml", "--shard", "9/9").stdout)
        self.assertIn("sweep: 8 runs, 3 from before, ", self.call("sweep.yaml").stdout)

    def test_a_merge_of_times_keeps_them_and_the_manifest(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml", "--quiet")
        before = tree(self.folder / "results")
        for path in (self.folder / "results/sweep").glob("*.csv"):
            path.unlink()
        self.call("merge", "results/sweep/")
        self.assertEqual(tree(self.folder / "results"), before)
        self.call("merge", "results/sweep", "--no-timing")
        self.assertEqual({row["seconds"] for row in self.table("results/sweep/runs.csv")}, {""})

    def test_a_merge_of_what_there_is(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml", "--shard", "1/8", "--quiet")
        shutil.rmtree(next((self.folder / "results/sweep/runs").iterdir()))
        (self.folder / "results/sweep/manifest.json").unlink()
        self.assertIn("sweep: 8 runs, 8 missing\n", self.call("merge", "results/sweep").stdout)
        self.assertEqual({row["status"] for row in self.table("results/sweep/runs.csv")}, {""})
        self.assertTrue((self.folder / "results/sweep/manifest.json").exists())

    def test_status_tells_what_has_no_result_and_why(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml", "--quiet")
        self.assertEqual(self.call("status", "results/sweep").stdout, "sweep: 8 runs, 4 finished, 4 diverged\n")
        runs = self.folder / "results/sweep/runs"
        ids = [row["run"] for row in self.table("results/sweep/runs.csv")]
        shutil.rmtree(runs / ids[0])
        self.mark(runs / ids[1], "interrupted", "stopped")
        self.mark(runs / ids[2], "failed", "the disk is full")
        for run in ids[3:5]:
            shutil.rmtree(runs / run)
        (runs / f".{ids[3]}.{os.uname().nodename}-{os.getpid()}-00000000-0").mkdir()
        away = runs / f".{ids[4]}.some.other-host-17-00000000-0"
        away.mkdir()
        (away / "metrics.csv").touch()
        self.assertEqual(self.call("status", "results/sweep", status=1).stdout,
                         "sweep: 8 runs, 3 diverged, 1 failed, 1 interrupted, 2 running, 1 missing\n"
                         f"  failed       {ids[2]}  lr=0.1 seed 2: the disk is full\n"
                         f"  interrupted  {ids[1]}  lr=0.1 seed 1\n"
                         f"  running      {ids[3]}  lr=0.1 seed 3\n"
                         f"  running      {ids[4]}  lr=1e+30 seed 0\n"
                         f"  missing      {ids[0]}  lr=0.1 seed 0\n")
        # A process that has ended trains nothing, nor does a host that has been silent for an hour.
        os.utime(away / "metrics.csv", (0, 0))
        gone = subprocess.Popen([RUNNER, "--version"], stdout=subprocess.DEVNULL)
        gone.wait()
        here = next(runs.glob(f".{ids[3]}.*"))
        here.rename(here.with_name(here.name.replace(f"-{os.getpid()}-", f"-{gone.pid}-")))
        self.assertIn("sweep: 8 runs, 3 diverged, 1 failed, 1 interrupted, 3 missing\n",
                      self.call("status", "results/sweep", status=1).stdout)
        self.call("sweep.yaml", "--quiet")
        self.call("status", "results/sweep")

    def mark(self, folder, status, message):
        """Another end, in format 1, which has no proof."""
        (folder / "status").write_text(status + "\n")
        run = json.loads((folder / "run.json").read_text())
        for key in ("id", "format", "files", "hash"):
            del run[key]
        (folder / "run.json").write_text(json.dumps({**run, "status": status, "message": message}, indent=2) + "\n")

    def test_a_long_list_is_cut(self):
        self.write("sweep.yaml", SWEEP)
        self.call("sweep.yaml", "sweep.seeds=30", "--shard", "60/60", "--quiet")
        lines = self.call("status", "results/sweep", status=1).stdout.split("\n")
        self.assertEqual(len(lines), 1 + 40 + 1 + 1)
        self.assertEqual(lines[-2], "  … and 19 more")

    def test_mistakes(self):
        self.write("sweep.yaml", SWEEP)
        self.assertIn("--shard: expected I/N, such as 2/8, not '4/3'\n",
                      self.call("sweep.yaml", "--shard", "4/3", status=2).stderr)
        for command in ("merge", "status"):
            self.assertEqual(self.call(command, status=2).stderr,
                             f"runner {command}: which folder? Example: runner {command} results/adam_vs_sgd\n")
            self.assertEqual(self.call(command, "a", "b", status=2).stderr,
                             f"runner {command}: one folder at a time, not 2\n")
            self.assertEqual(self.call(command, "nowhere", status=2).stderr,
                             "error: 'nowhere' is no results folder: it has no config.yaml\n")

    def test_without_the_data_the_tables_stay_as_they_are(self):
        data = self.write("points.csv", "x,y\n" + "".join(f"{i},{2 * i}\n" for i in range(20)))
        self.write("line.yaml", "data: {type: csv, path: points.csv}\nnetwork: [{type: Linear, out_features: 1}]\n"
                                "loss: MSELoss\noptimizer: {type: SGD, lr: 1e-3}\ntraining: {epochs: 2}\n")
        self.call("line.yaml", "--quiet")
        before = tree(self.folder / "results")
        data.unlink()
        self.call("merge", "results/line")
        self.assertEqual(self.call("status", "results/line").stdout, "line: 1 run, 1 finished\n")
        self.assertEqual(tree(self.folder / "results"), before)
        # A manifest of before does not have the hash of the data.
        manifest = json.loads((self.folder / "results/line/manifest.json").read_text())
        self.assertEqual(manifest.pop("data")[0]["path"], str(data))
        (self.folder / "results/line/manifest.json").write_text(json.dumps(manifest))
        before = tree(self.folder / "results")
        for command in ("merge", "status"):
            self.assertEqual(self.call(command, "results/line", status=2).stderr,
                             f"error: cannot read '{data}': without the data the runs of this folder can't be told\n")
        self.assertEqual(tree(self.folder / "results"), before)

    def test_every_shipped_sweep_is_told_from_its_folder_alone(self):
        for path in shipped_and_short():
            self.call(path, "--shard", "1/1000000", "--quiet", "--results", "shipped")
            folder = self.folder / "shipped" / path.stem
            planned = self.call("check", path).stdout.split("\n")[1:41]
            again = self.call("check", folder / "config.yaml").stdout.split("\n")[1:41]
            self.assertEqual(again, planned)


if __name__ == "__main__":
    unittest.main()
