"""An interrupt ends the program in good order within moments, whatever it is doing; one that was ignored stays so."""
import os
import shutil
import signal
import subprocess
import time

from faults import LONG, OF_CSV, SLOWER, Attempt, containers, long, root

LBFGS = """data: {type: make_regression, n_samples: 2000, n_features: 100, noise: 10}
network: [{type: Linear, out_features: 300}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: LBFGS, lr: 0.0001, max_iter: 1000000, tolerance_grad: 0, tolerance_change: 0}
training: {epochs: 3, batch_size: full}
"""
BLOBS = """data: {type: make_blobs, n_samples: %s, centers: 3, n_features: 2}
network: [{type: Linear, out_features: 3}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 1, batch_size: 100000}
"""


class Signals(Attempt):
    def begin(self, text, *words, wait=0.5, **more):
        self.write("x.yaml", text)
        process = self.start("x.yaml", "--no-timing", "--jobs", 1, *words, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE,
                             **more)
        time.sleep(wait)
        self.assertIsNone(process.poll(), "it ended before the signal came")
        return process

    def ends(self, process, within, status=(130,)):
        began = time.monotonic()
        try:
            process.wait(timeout=within * SLOWER)
        except subprocess.TimeoutExpired:
            self.fail(f"still at work {within * SLOWER} s after the signal")
        self.assertIn(process.returncode, status, process.stderr.read())
        return time.monotonic() - began

    def test_ignored_int(self):
        """SIGINT that was ignored when the program began stays ignored: exit 0"""
        process = self.begin(LONG, "training.epochs=60000",
                             setup=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        process.send_signal(signal.SIGINT)
        self.ends(process, 30, (0,))

    def test_int_during_lbfgs(self):
        """SIGINT and SIGTERM within a step of LBFGS: 130 within 3 s, the run is interrupted"""
        for kind in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(kind.name):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                process = self.begin(LBFGS)
                process.send_signal(kind)
                self.ends(process, 3)
                status, = (self.folder / "results/x/runs").glob("[!.]*/status")
                self.assertEqual(status.read_text(), "interrupted\n")

    def test_int_during_line_search(self):
        """as int_during_lbfgs, with the line search"""
        process = self.begin(LBFGS.replace("lr: 0.0001", "lr: 1, line_search_fn: strong_wolfe, max_eval: 1000000"))
        process.send_signal(signal.SIGINT)
        self.ends(process, 3)

    def test_lost_step(self):
        """a step of LBFGS that is given up is taken again: from the last checkpoint to the same bytes"""
        text = LBFGS.replace("1000000,", "%d,").replace("epochs: 3", "epochs: 2") + "checkpoint: {every: 1i}\n"
        self.write("x.yaml", text % 200)
        short = self.well("x.yaml", "--no-timing", "--jobs", 1, "--results", "short", "training.epochs=1").seconds
        self.write("x.yaml", text % (200 * 1.8 / short))  # a step takes well over a second
        self.well("x.yaml", "--no-timing", "--jobs", 1, "--results", "whole", timeout=60)
        process = self.start("x.yaml", "--no-timing", "--jobs", 1, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while process.poll() is None and not list(self.folder.glob("results/x/runs/.*/checkpoint")):
            time.sleep(0.01)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        self.ends(process, 4)
        run, = (self.folder / "results/x/runs").glob("[!.]*")
        self.assertIn("interrupted within iteration 2", (run / "run.json").read_text())
        self.well("x.yaml", "--no-timing", "--jobs", 1, timeout=60)
        self.same()

    @root
    @containers
    def test_pid_1(self):
        """process 1 of a container: a second signal ends it"""
        process = self.begin(LBFGS, before=("unshare", "-pf", "--mount-proc"), wait=1)
        child, = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        os.kill(int(child), signal.SIGINT)
        time.sleep(0.02)
        try:
            os.kill(int(child), signal.SIGINT)
        except ProcessLookupError:
            pass  # the first one did it
        began = time.monotonic()
        while time.monotonic() - began < 3 * SLOWER and process.poll() is None:
            time.sleep(0.05)
        self.assertIsNotNone(process.poll(), "process 1 is still at work 3 s after the second signal")

    def test_second_int_ends_at_once(self):
        """two signals in a row end the program within a second"""
        process = self.begin(LBFGS)
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        self.ends(process, 2, (130, -signal.SIGINT))

    def loading(self, text, wait, within):
        process = self.begin(text, wait=wait)
        process.send_signal(signal.SIGINT)
        self.ends(process, within)
        self.assertFalse(list(self.folder.glob("results/*/runs/*")), "nothing was trained")

    def test_int_while_generating(self):
        """SIGINT while the data is made: 130 within 1.5 s"""
        self.loading(BLOBS % "10000000", 0.3, 1.5)

    @long
    def test_int_while_loading(self):
        """SIGINT while 2e7 samples are made: 130 within 2 s"""
        self.loading(BLOBS % "2e7", 1, 2)

    def test_int_while_reading_csv(self):
        """SIGINT while a CSV of 100 MB is read: 130 within 1.5 s"""
        (self.folder / "x.csv").write_bytes(b"a,b,y\n" + b"1.25,2.5,3\n" * 9_000_000)
        self.loading(OF_CSV, 0.3, 1.5)

    @long
    def test_int_while_hashing(self):
        """SIGINT while a file of 3.9 GiB is hashed: 130 within 2 s"""
        with open(self.folder / "x.csv", "wb") as file:
            file.write(b"a,y\n1,2\n3,4\n")
            file.truncate((39 << 30) // 10)
        self.loading(OF_CSV, 0.3, 2)

    def test_int_while_tables_are_written(self):
        """SIGINT while merge writes large tables: it ends within 2 s and the tables are the ones of before"""
        self.write("x.yaml", "problem: rosenbrock\noptimizer: {type: SGD, lr: 0.0001}\nrecord: {iterations: false}\n"
                             "training: {epochs: 200000, iterations_per_epoch: 1}\nsweep: {seeds: 3}\n")
        self.well("x.yaml", "--no-timing", "--quiet", timeout=60)
        before = {p.name: p.read_bytes() for p in (self.folder / "results/x").glob("*.csv")}
        process = self.start("merge", "results/x", "--no-timing", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(0.2)
        self.assertIsNone(process.poll(), "it ended before the signal came")
        process.send_signal(signal.SIGINT)
        self.ends(process, 2, (130, -signal.SIGINT))
        self.assertEqual({p.name: p.read_bytes() for p in (self.folder / "results/x").glob("*.csv")}, before)
