"""A sweep that is killed, interrupted or finds the disk full loses nothing: run again, it leaves the same bytes."""
import random
import shutil
import signal
import subprocess
import time
import unittest

from support import RUNNER, CommandCase, tree

RUN = """data: {type: make_moons, n_samples: 300, noise: 0.2, split: {validation: 0.2}}
network: [{type: Linear, out_features: 8}, Tanh, {type: Dropout, p: 0.1}, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
metrics: [accuracy, {type: ema, metric: train_loss}]
"""
SWEEP = RUN + """optimizer: Adam
training: {epochs: 200, batch_size: 10}
record: {iterations: 7}
checkpoint: {every: 150i}
sweep:
  seeds: 5
  grid:
    optimizer: [SGD, {type: SGD, momentum: 0.9}, Adam, RMSprop]
    optimizer.lr: [0.001, 0.01, 1e3]
"""
SMALL = RUN + """optimizer: Adam
training: {epochs: 2, batch_size: 60}
record: {iterations: true}
checkpoint: {every: 3i}
sweep: {grid: {optimizer.lr: [0.001, 0.1, 1e30]}}
"""
OPTIONS = ("--no-timing", "--quiet")


class Kill(CommandCase):
    def start(self, *words):
        process = subprocess.Popen([RUNNER, *map(str, words)], cwd=self.folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def test_a_sweep_that_is_killed_fifty_times_ends_as_if_it_never_was(self):
        self.write("sweep.yaml", SWEEP)
        began = time.monotonic()
        self.call("sweep.yaml", "--results", "whole", *OPTIONS, "--jobs", 2)
        took = time.monotonic() - began
        draw = random.Random(1)
        kills = 0
        while kills < 50:
            # On average a twentieth of the work: some are killed while they start, some in the middle of a run.
            process = self.start("sweep.yaml", "--results", "killed", *OPTIONS, "--jobs", draw.choice((1, 2, 3)))
            try:
                process.wait(timeout=draw.uniform(0.005, took / 10))
                shutil.rmtree(self.folder / "killed")  # it came to its end: from the beginning
            except subprocess.TimeoutExpired:
                process.send_signal(draw.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM)))
                # SIGTERM itself ends what has not come to its first line yet.
                self.assertIn(process.wait(timeout=30), (-signal.SIGKILL, -signal.SIGTERM, 130, 0))
                kills += 1
        self.call("sweep.yaml", "--results", "killed", *OPTIONS)
        self.assert_same("killed", "whole")

    def assert_same(self, one, other):
        first, second = tree(self.folder / one), tree(self.folder / other)
        self.assertEqual(sorted(first), sorted(second))
        for name in first:
            self.assertTrue(first[name] == second[name], f"{name} differs")

    def test_an_interrupt_ends_in_good_order_and_goes_on_later(self):
        long = SMALL.replace("epochs: 2", "epochs: 100000").replace("iterations: true", "iterations: 10000")
        self.write("long.yaml", long)
        for stop in (signal.SIGINT, signal.SIGTERM):
            process = self.start("long.yaml", "--no-timing", "--jobs", 2)
            log = self.folder / "results/long/runs"
            while not (log.exists() and any(log.iterdir())):
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            time.sleep(0.3)
            process.send_signal(stop)
            self.assertEqual(process.wait(timeout=30), 130)
        rows = self.table("results/long/runs.csv")
        self.assertIn("interrupted", [row["status"] for row in rows])
        for row in rows:
            if row["status"] == "interrupted":
                self.assertRegex(row["message"], r"^interrupted after iteration \d+$")
        interrupted = {row["run"]: int(row["iterations"]) for row in rows if row["status"] == "interrupted"}
        process = self.start("long.yaml", "--no-timing", "--jobs", 2, "--only", "interrupted")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=30), 130)
        for row in self.table("results/long/runs.csv"):
            if row["run"] in interrupted:
                self.assertGreaterEqual(int(row["iterations"]), interrupted[row["run"]])


class Faults(CommandCase):
    """SQLite's loop: the n-th call fails, for n = 1, 2, 3, … until the program comes to its end."""

    def setUp(self):
        super().setUp()
        self.write("small.yaml", SMALL)
        self.call("small.yaml", "--results", "whole", *OPTIONS, "--jobs", 1)
        self.whole = tree(self.folder / "whole")

    def run_with(self, fault):
        words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + fault.split(":")[0], "-e", "inject=" + fault,
                 RUNNER, "small.yaml", "--results", "hurt", *OPTIONS, "--jobs", "1", "--threads", "1"]
        return subprocess.run(words, cwd=self.folder, capture_output=True, text=True, timeout=60)

    def loop(self, calls, fault, statuses, most=400):
        for call in calls:
            for n in range(1, most):
                shutil.rmtree(self.folder / "hurt", ignore_errors=True)
                done = self.run_with(f"{call}:{fault.format(n=n)}")
                self.assertIn(done.returncode, (*statuses, 0), f"{call} {n}: {done.stderr}")
                hurt = done.returncode != 0
                self.call("small.yaml", "--results", "hurt", *OPTIONS, "--jobs", 1)
                found = tree(self.folder / "hurt")
                self.assertEqual(sorted(found), sorted(self.whole), f"{call} {n}")
                for name in found:
                    self.assertTrue(found[name] == self.whole[name], f"{call} {n}: {name} differs")
                if not hurt:
                    break
            self.assertLess(n, most - 1)
            self.assertGreater(n, 1, f"{call} is never called")

    def test_killed_at_any_call(self):
        """Or the process that writes the workbook is killed alone: exit 1."""
        self.loop(("pwrite64", "write", "rename", "fsync", "mkdir", "unlink"), "signal=KILL:when={n}",
                  (-signal.SIGKILL, 137, 1))

    def test_the_disk_is_full_once(self):
        self.loop(("pwrite64", "rename", "fsync", "mkdir"), "error=ENOSPC:when={n}", (1, 2))

    def test_the_disk_is_full_for_ever(self):
        self.loop(("pwrite64", "rename", "fsync", "mkdir"), "error=ENOSPC:when={n}+", (1, 2))


def can_trace():
    try:
        return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    if not can_trace():
        print("strace is not here or may not trace: its tests are skipped")
        del Faults
    unittest.main()
