"""runner export --format tensorboard. What TensorBoard itself makes of it: tests/use/check_tensorboard.py."""
import struct
import unittest

from support import CommandCase, tree

SWEEP = """problem: {type: quadratic}
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 4, iterations_per_epoch: 1}
"""
NAME = "events.out.tfevents.0.runner"


def records(content):
    """The payloads of an event file."""
    while content:
        size, = struct.unpack("<Q", content[:8])
        yield content[12:12 + size]
        content = content[16 + size:]


class Tensorboard(CommandCase):
    def export(self, what, *words, **more):
        return self.call("export", what, "--format", "tensorboard", "-o", "log", *words, **more)

    def test_a_folder_for_each_run(self):
        self.write("x.yaml", SWEEP + "sweep: {seeds: 2, grid: {optimizer.lr: [0.1, 0.2]}}\n")
        self.call("x.yaml")
        said = self.export("results/x")
        self.assertEqual(said.stdout, "log: 4 runs of results/x; tensorboard --logdir log\n")
        files = tree(self.folder / "log")
        self.assertEqual(list(files), [f"lr={lr} seed {seed}/{NAME}" for lr in ("0.1", "0.2") for seed in (0, 1)])
        for content in files.values():
            events = list(records(content))
            # The version, two of hparams, epochs 0 to 4, the end.
            self.assertEqual(len(events), 1 + 2 + 5 + 1)
            self.assertIn(b"loss/train", events[3])
        self.export("results/x", "--force")
        self.assertEqual(tree(self.folder / "log"), files)

    def test_one_run_without_a_sweep(self):
        self.write("x.yaml", SWEEP)
        self.call("x.yaml", "--no-timing")
        run = self.table("results/x/runs.csv")[0]["run"]
        self.export("results/x")
        self.assertEqual(list(tree(self.folder / "log")), [f"x seed 0/{NAME}"])
        self.export(f"results/x/runs/{run}/", "--force")
        files = tree(self.folder / "log")
        self.assertEqual(list(files), [f"{run}/{NAME}"])
        self.assertIn(b"optimizer.lr", files[f"{run}/{NAME}"])

    def test_what_is_refused(self):
        self.write("x.yaml", SWEEP)
        self.call("x.yaml")
        self.assertIn("'nowhere' is no results folder", self.export("nowhere", status=2).stderr)
        self.assertIn("--fold and --weights are of networks", self.export("results/x", "--fold", 0, status=2).stderr)
        (self.folder / "log").mkdir()
        self.write("log/mine.txt", "")
        self.assertIn("'log' is there already", self.export("results/x", status=2).stderr)
        self.assertIn("'log' holds 'mine.txt', which is no export's", self.export("results/x", "--force", status=2).stderr)
        self.assertEqual([p.name for p in (self.folder / "log").iterdir()], ["mine.txt"])
        wrong = self.call("export", "results/x", "--format", "tensorbord", "-o", "y", status=2)
        self.assertEqual(wrong.stderr, "runner: --format: there is no 'tensorbord'; did you mean 'tensorboard'?\n")

    def test_damaged_run(self):
        self.write("x.yaml", SWEEP)
        self.call("x.yaml")
        run = self.table("results/x/runs.csv")[0]["run"]
        rows = self.folder / f"results/x/runs/{run}/metrics.csv"
        rows.write_text(rows.read_text(encoding="utf-8").replace("0.1", "0.2"), encoding="utf-8")
        self.assertIn("metrics.csv is not the one that was written", self.export("results/x", status=2).stderr)
        self.assertEqual([p.name for p in self.folder.iterdir() if "log" in p.name], [])


if __name__ == "__main__":
    unittest.main()
