"""Output is not the work: what happens to standard output and error changes no result."""
import os
import pty
import shutil
import signal
import subprocess
import time

from faults import FOUR, LONG, MIXED, Prepared, injected, long, strace

FULL = "/dev/full"


class Streams(Prepared):
    def prepare(self):
        self.whole(FOUR)
        self.whole(MIXED, "mixed", "whole mixed")

    def trains(self, name, *words, status=0, source=None, what="", **more):
        shutil.rmtree(self.folder / "results", ignore_errors=True)
        done = self.well(f"{name}.yaml", "--no-timing", *words, status=status, **more)
        self.same(source=source or ("whole mixed" if name == "mixed" else "whole"), what=what)
        return done

    def closed(self, close, jobs, rounds=1, status=0):
        for n in range(rounds):
            with self.subTest(close=close, jobs=jobs, round=n):
                self.trains("mixed" if jobs > 1 else "small", "--jobs", jobs, close=close, status=status)

    def test_stderr_closed(self):
        """exit 0, the same bytes"""
        self.closed((2,), 1)

    def test_stderr_closed_jobs(self):
        """exit 0, the same bytes, with three runs at once: no result file gets descriptor 2"""
        self.closed((2,), 3, 5)

    def test_stdout_closed(self):
        """exit 0 or 1 (nothing could be said); the same bytes"""
        self.closed((1,), 1, status=(0, 1))

    def test_stdout_stderr_closed_jobs(self):
        """exit 0 or 1, the same bytes, with three runs at once"""
        self.closed((1, 2), 3, 5, status=(0, 1))

    def test_all_closed(self):
        """exit 0 or 1, the same bytes, without any of the three descriptors"""
        self.closed((0, 1, 2), 2, 2, status=(0, 1))

    def test_closed_fds_which_files(self):
        """10 times without any of the three, with three runs at once: no file of a run is damaged"""
        self.closed((0, 1, 2), 3, 10, status=(0, 1))

    @long
    def test_closed_fds_30(self):
        """30 times without each set of the three, with one run and with three at once: no file is damaged"""
        for close in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)):
            for jobs in (1, 3):
                self.closed(close, jobs, 30, status=(0, 1) if 1 in close else 0)

    @strace
    def test_descriptors_0_to_2(self):
        """no file of the results is opened as descriptor 0, 1 or 2"""
        trace = self.folder / "trace"
        self.trains("small", "--jobs", 1, close=(0, 1, 2), status=(0, 1),
                    before=("sh", "-c", 'exec strace -f -qq -o trace -e trace=openat "$@" 3>&-', "sh"))
        low = [line for line in trace.read_text().splitlines() if line.endswith((" = 0", " = 1",
                                                                                 " = 2")) and "results" in line]
        self.assertFalse(low, low[:2])

    def test_stderr_full(self):
        """exit 0, every run finished"""
        for jobs in (1, 3):
            with self.subTest(jobs=jobs), open(FULL, "wb") as full:
                self.trains("small", "--jobs", jobs, stderr=full)

    def test_stderr_full_and_failing_runs(self):
        """exit 1 because runs fail, with the tables; no abort"""
        for jobs in (1, 3):
            with self.subTest(jobs=jobs), open(FULL, "wb") as full:
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                self.well("small.yaml", "--no-timing", "--jobs", jobs, status=1, stderr=full, limits={"FSIZE": 4096})
                self.assertTrue((self.folder / "results/small/runs.csv").exists())

    def gone(self, *streams, ignored, status):
        """The readers of the pipes go away."""
        shutil.rmtree(self.folder / "results", ignore_errors=True)
        handler = signal.SIG_IGN if ignored else signal.SIG_DFL
        process = self.start("mixed.yaml", "--no-timing", "--jobs", 2, restore_signals=False,
                             setup=lambda: signal.signal(signal.SIGPIPE, handler),
                             **{name: subprocess.PIPE if name in streams else subprocess.DEVNULL
                                for name in ("stdout", "stderr")})
        for name in streams:
            getattr(process, name).close()
        self.assertIn(process.wait(timeout=60), status)
        self.same(source="whole mixed")

    def test_stderr_pipe_reader_gone_sigpipe_ignored(self):
        """a log collector that dies: exit 0 (1 where standard output is gone too), all results kept"""
        for streams, status in ((("stderr",), 0), (("stderr", "stdout"), 1)):
            with self.subTest(streams):
                self.gone(*streams, ignored=True, status=(status,))

    def test_stderr_broken_pipe(self):
        """as before with SIGPIPE as it is by default: the reader of standard error is not the work"""
        self.gone("stderr", ignored=False, status=(0,))

    def test_stdout_broken_with_stderr_fine(self):
        """standard output's reader is gone: exit 1 or SIGPIPE, after all files are written"""
        self.gone("stdout", ignored=False, status=(1, -signal.SIGPIPE))

    def test_stdout_full(self):
        """exit 1 with all results kept: what could not be said was not said"""
        with open(FULL, "wb") as full:
            with self.subTest("run"):
                self.trains("small", "--jobs", 1, stdout=full, status=1)
            self.fresh("results")
            for words in (("check", "small.yaml"), ("summary", "small.yaml"), ("list",), ("schema",),
                          ("explain", "Adam"),
                          ("status", "results/small"), ("--help",), ("--version",), ("run", "--help"),
                          ("merge", "results/small", "--no-timing"), ("launch", "slurm", "small.yaml", "--dry-run")):
                with self.subTest(words[0]):
                    self.well(*words, status=1, stdout=full)
        self.same()

    @strace
    def test_stderr_write_errors(self):
        """a progress line that can't be written (EIO, ENOSPC, EINTR), whichever it is, changes no run: exit 0"""
        for error in ("EIO", "ENOSPC", "EINTR"):
            for n in range(1, 8):
                with self.subTest(error=error, n=n):
                    shutil.rmtree(self.folder / "results", ignore_errors=True)
                    log = self.folder / "err"
                    with open(log, "wb") as err:
                        self.well("small.yaml", "--no-timing", "--jobs", 1, stderr=err,
                                  before=injected("write", f"error={error}:when={n}", log))
                    self.same()

    def test_terminal_gone(self):
        """the terminal closes and SIGHUP is ignored: exit 0, every run finished"""
        self.write("long.yaml", LONG.replace("seeds: 2", "seeds: 4"))
        words = ("long.yaml", "training.epochs=6000", "--no-timing", "--jobs", 2)
        self.well(*words, "--results", "whole long")
        master, slave = pty.openpty()
        process = self.start(*words, stdin=slave, stdout=subprocess.DEVNULL, stderr=slave, restore_signals=False,
                             setup=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        os.close(slave)
        os.read(master, 4096)  # it draws its line
        time.sleep(0.05)
        os.close(master)
        self.assertEqual(process.wait(timeout=60), 0)
        self.same(source="whole long")
