"""Private folders: whose they are is known by a lock, what is left is cleared or gone on from, nothing good is lost."""
import os
import random
import shutil
import signal
import subprocess
import time

from faults import LONG, ONE, QUIET, TWO, Attempt, containers, hidden, injected, long, needs, root, runs, strace

SEARCH = """data: {type: make_moons, n_samples: 300, noise: 0.2, split: {validation: 0.3}}
network: [{type: Linear, out_features: 16}, Tanh, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 90, batch_size: 4}
checkpoint: {every: 5i}
sweep: {random: {n: 9, values: {optimizer.lr: {loguniform: [1e-4, 1]}}}}
search: {factor: 3, min_epochs: 10}
"""


class Owners(Attempt):
    def wait_for(self, pattern, process=None, least=1):
        end = time.monotonic() + 20
        while len(list(self.folder.glob(pattern))) < least and time.monotonic() < end:
            if process and process.poll() is not None:
                return False
            time.sleep(0.002)
        return True

    def begin(self, *words, before=()):
        return self.start(*words, before=before, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ended(self, process):
        out, err = process.communicate(timeout=60)
        return process.returncode, (out + err).decode()

    def test_halving_leftovers(self):
        """a search that was killed: after the next call nothing hidden is left, and the bytes are the same"""
        self.write("h.yaml", SEARCH)
        self.well("h.yaml", *QUIET, "--results", "whole")
        for n in range(2):
            with self.subTest(round=n):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                process = self.begin("h.yaml", *QUIET, "--jobs", 3)
                self.wait_for("results/h/runs/.*/checkpoint", process, 3)
                process.kill()
                process.wait()
                self.well("h.yaml", *QUIET)
                self.well("merge", "results/h", *QUIET)
                self.same()

    @strace
    def test_killed_between_renames(self):
        """--force killed at any rename: the next call comes to the same bytes, and nothing hidden stays"""
        self.whole(ONE, "one")
        for call in ("rename", "renameat", "renameat2"):
            for n in range(1, 30):
                self.fresh("results")
                done = self.go("one.yaml", *QUIET, "--jobs", 1, "--force", signals=(-9,),
                               before=injected(call, f"signal=KILL:when={n}"))
                if done.status == 0:
                    break
                with self.subTest(call, n=n):
                    self.well("one.yaml", *QUIET)
                    self.same()

    @strace
    def test_force_keeps_a_result(self):
        """--force killed at any rename: a result is there at every moment"""
        self.whole(ONE, "one")
        run, = runs(self.folder / "whole/one")
        for call in ("rename", "renameat2"):
            for n in range(1, 30):
                self.fresh("results")
                done = self.go("one.yaml", *QUIET, "--jobs", 1, "--force", signals=(-9,),
                               before=injected(call, f"signal=KILL:when={n}"))
                with self.subTest(call, n=n):
                    self.assertIn("1 finished", self.well("status", "results/one", status=(0, 1)).out)
                if done.status == 0:
                    break

    @strace
    def test_interrupted_over_finished(self):
        """a call that is interrupted never puts its interrupted run over the finished one of another call"""
        text = LONG.replace("seeds: 2", "seeds: 1").replace("epochs: 3000", "epochs: 20000")
        self.begun(text, "long", "results")
        for call, n in (("rename", 3), ("renameat2", 1), ("renameat2", 2)):
            self.fresh("results begun", "results")
            first = self.begin("long.yaml", "--no-timing", "--jobs", 1, "--results", "results begun",
                               before=injected(call, f"delay_enter=4000000:when={n}"))
            self.wait_for("results begun/long/runs/.*/metrics.csv", first)
            child = subprocess.run(["pgrep", "-P", str(first.pid)], capture_output=True, text=True).stdout.split()
            for pid in child:
                os.kill(int(pid), signal.SIGINT)
            time.sleep(0.2)
            with self.subTest(call, n=n):
                self.well("long.yaml", *QUIET, "--jobs", 1, "--results", "results begun")
                self.ended(first)
                self.assertIn("1 finished", self.well("status", "results begun/long", status=(0, 1)).out)

    def killed(self, *words):
        """A private folder with a checkpoint, of a process that was killed."""
        self.write("long.yaml", LONG.replace("seeds: 2", "seeds: 1").replace("epochs: 3000", "epochs: 30000"))
        process = self.begin("long.yaml", "--jobs", 1, "checkpoint.every=50e", *words)
        self.assertTrue(self.wait_for("results/long/runs/.*/checkpoint", process))
        process.kill()
        process.wait()
        folder, = (self.folder / "results/long/runs").glob(".*")
        return process.pid, folder

    def test_pid_reused(self):
        """a left folder whose process number is another's by now is gone on from, and nothing hidden stays"""
        for alive in (False, True):
            with self.subTest(alive=alive):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                pid, folder = self.killed()
                if alive:
                    folder.rename(folder.with_name(folder.name.replace(f"-{pid}-", f"-{os.getpid()}-")))
                self.assertNotIn("running", self.well("status", "results/long", status=(0, 1)).out)
                self.well("long.yaml", "--jobs", 1, "checkpoint.every=50e")
                run, = runs(self.folder / "results/long")
                self.assertIn("goes on from iteration", (run / "log.txt").read_text())
                self.assertFalse(hidden(self.folder / "results"))

    @root
    @containers
    def test_same_host_other_pid_namespace(self):
        """merge and status in another container of the same host name leave a living training alone"""
        self.write("long.yaml", LONG.replace("seeds: 2", "seeds: 1").replace("epochs: 3000", "epochs: 20000"))
        inside = ("unshare", "-pf", "--mount-proc")
        process = self.begin("long.yaml", "--no-timing", "--jobs", 1, before=inside)
        self.wait_for("results/long/runs/.*/metrics.csv", process)
        with self.subTest("status"):
            self.assertIn("running", self.well("status", "results/long", status=1, before=inside).out)
        self.well("merge", "results/long", *QUIET, before=inside)
        self.assertTrue(hidden(self.folder / "results"), "the living folder is gone")
        status, said = self.ended(process)
        self.assertEqual(status, 0, said)

    @root
    @containers
    def test_same_host_two_runs(self):
        """two containers of one host name train the same: both end well, with the same bytes"""
        self.write("long.yaml", LONG)
        self.well("long.yaml", *QUIET, "training.epochs=12000", "--results", "whole")
        inside = ("unshare", "-pf", "--mount-proc")
        first = self.begin("long.yaml", *QUIET, "training.epochs=12000", "--jobs", 2, before=inside)
        self.wait_for("results/long/runs/.*/metrics.csv", first)
        second = self.begin("long.yaml", *QUIET, "training.epochs=12000", "--jobs", 2, before=inside)
        for process in (second, first):
            status, said = self.ended(process)
            self.assertEqual(status, 0, said)
        self.well("merge", "results/long", *QUIET)
        self.same()

    @root
    @needs("unshare", "unshare", "-u", "true")
    def test_hostnames(self):
        """a host may be called anything: exit 0, the same bytes"""
        self.whole(TWO, "two")
        for host in ("a/b", "", "..", ".", "x y", "a\nb", "h" * 64, "h-1-2-3", "../../x", "$(x)", ".tmp"):
            with self.subTest(host):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                naming = ("unshare", "-u", "sh", "-c", 'printf %s "$0" > /proc/sys/kernel/hostname; exec "$@"', host)
                self.well("two.yaml", *QUIET, before=naming)
                self.same()

    def test_many_processes(self):
        """two to four processes at once, some killed, some with --force: none fails, the end is the same bytes"""
        self.whole(TWO, "two")
        draw = random.Random(1)
        for n in range(10):
            with self.subTest(round=n):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                started = []
                for _ in range(draw.choice((2, 3, 4))):
                    started.append(self.begin("two.yaml", *QUIET, *draw.choice(([], [], ["--force"], ["--shard",
                                                                                                      "1/2"]))))
                    time.sleep(draw.random() * 0.02)
                kill = {p for p in started if draw.random() < 0.3}
                for process in kill:
                    process.kill()
                for process in started:
                    status, said = self.ended(process)
                    self.assertIn(status, (-9, 0) if process in kill else (0,), said)
                self.well("two.yaml", *QUIET)
                self.same()

    @long
    def test_killed_and_gone_on(self):
        """killed or interrupted at random moments, again and again: the same bytes, nothing hidden stays"""
        self.write("h.yaml", SEARCH)
        self.well("h.yaml", *QUIET, "--results", "whole")
        draw = random.Random(3)
        for n in range(10):
            with self.subTest(round=n):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                for _ in range(12):
                    process = self.begin("h.yaml", *QUIET, "--jobs", draw.choice((1, 2, 3)))
                    time.sleep(draw.random() * 0.5)
                    process.send_signal(draw.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)))
                    self.ended(process)
                self.well("h.yaml", *QUIET)
                self.same()
