"""An error while reading is no absence: the tables stay, no good result is replaced, and the file is named."""
import os
import re
import shutil

from faults import (NOBODY, ONE, QUIET, Prepared, hidden, injected, long, nodes, other_user, released, root,
                    runs, strace)

ERRORS = ("EIO", "EMFILE", "EACCES", "ENOMEM")
OF_FILE = """data: {type: csv, path: f.csv, split: {validation: 0.25}}
network: [{type: Linear, out_features: 4}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 4, batch_size: 16}
checkpoint: {every: 1e}
record: {iterations: true}
sweep: {seeds: 2}
"""
EVERY = ("EIO", "ENOSPC", "EINTR", "EMFILE", "ENOMEM")
OURS = re.compile(r"results|f\.csv|f\.yaml")
TRAIN = ("f.yaml", "--no-timing", "--jobs", "1", "--threads", "1")
MERGE = ("merge", "results/f", "--no-timing")


@strace
class OneFile(Prepared):
    """Errors of one file of a folder whose runs have their results."""

    def prepare(self):
        self.whole(ONE, "one", "one")
        self.whole()

    def setUp(self):
        super().setUp()
        self.fresh("results")

    def kept(self, done, path, what):
        self.assertEqual(done.status, 1, f"{what}: {done}")
        self.assertTrue(path.name in done.said and path.parent.name in done.said, f"{what}: not named: {done}")

    def unreadable(self, words, names, call="openat", errors=ERRORS, when="1+"):
        for name in names:
            path = runs(self.folder / "results/small")[0] / name if "/" not in name else self.folder / name
            for error in errors:
                with self.subTest(name, error=error):
                    before = nodes(self.folder / "results/small/runs")
                    done = self.go(*words, before=injected(call, f"error={error}:when={when}",
                                                           path.relative_to(self.folder)))
                    self.same(what="the folder has changed")
                    self.untouched(before, self.folder / "results/small/runs")
                    self.kept(done, path, f"{name} {error}")

    def test_merge_with_read_errors(self):
        """merge: exit 1, the file is named, the tables stay as they were"""
        self.unreadable(("merge", "results/small", "--no-timing"), ("run.json", "status", "metrics.csv"))

    def test_run_with_read_errors(self):
        """run: exit 1, the file is named, nothing is trained again and nothing is replaced"""
        self.unreadable(("small.yaml", *QUIET, "--jobs", 1), ("run.json", "status", "metrics.csv"),
                        errors=("EIO", "EMFILE"))

    def test_status_with_read_errors(self):
        """status: exit 1, the file is named"""
        self.unreadable(("status", "results/small"), ("status",), errors=("EIO", "EMFILE"))

    def test_folder_of_runs_unreadable(self):
        """an error of the folder `runs` is not an empty folder"""
        for words in (("small.yaml", *QUIET, "--jobs", 1), ("merge", "results/small", "--no-timing")):
            for call in ("openat", "getdents64"):
                with self.subTest(words[0], call=call):
                    before = nodes(self.folder / "results/small/runs")
                    done = self.go(*words, before=injected(call, "error=EIO:when=1+", "results/small/runs"))
                    self.same(what="the folder has changed")
                    self.untouched(before, self.folder / "results/small/runs")
                    self.assertEqual(done.status, 1, f"{done}")

    def test_unreadable_status_is_retrained(self):
        """EIO (once, twice) on `status`: exit 1, named, the result is the one of before"""
        for when in ("1", "1..2", "2"):
            with self.subTest(when=when):
                self.fresh("results", "one")
                run, = runs(self.folder / "results/one")
                before = nodes(run)
                done = self.go("one.yaml", *QUIET, "--jobs", 1,
                               before=injected("openat", f"error=EIO:when={when}",
                                               (run / "status").relative_to(self.folder)))
                self.untouched(before, run)
                if done.status or when != "2":
                    self.kept(done, run / "status", when)

    def test_good_result_replaced_by_failed(self):
        """EIO on `status` and a full disk: the finished result stays"""
        self.fresh("results", "one")
        run, = runs(self.folder / "results/one")
        before = nodes(run)
        done = self.go("one.yaml", *QUIET, "--jobs", 1, limits={"FSIZE": 2048},
                       before=injected("openat", "error=EIO:when=1+", (run / "status").relative_to(self.folder)))
        self.untouched(before, run)
        self.assertEqual((run / "status").read_text(), "finished\n")
        self.kept(done, run / "status", "EIO")


class Calls(Prepared):
    """SQLite's loop: the n-th call fails that has to do with the results or the data."""

    def write_data(self):
        self.write("f.csv", "a,b,y\n" + "".join(f"{i % 7},{i * 3 % 11},{i % 5}.5\n" for i in range(40)))

    def calls(self, call, words, reading=False):
        """The numbers of the calls that concern our files, with what they ask."""
        trace = self.folder / "trace"
        self.go(*words, before=injected(call, None, trace=trace, decode=("-y",)))
        lines = [line for line in trace.read_text().splitlines() if re.search(rf"\b{call}\(", line)]
        return [(n, line.split(" ", 1)[1].strip()) for n, line in enumerate(lines, 1)
                if OURS.search(line) and (not reading or call != "openat" or "O_RDONLY" in line)]

    def names_of_calls(self, words):
        """Of all system calls that concern our files."""
        trace = self.folder / "trace"
        self.go(*words, before=injected("all", None, trace=trace, decode=("-y",)))
        found = re.findall(r"(?m)^\d+ +(\w+)(\(.*)$", trace.read_text())
        return sorted({call for call, rest in found if OURS.search(rest)} - {"execve"})

    def each(self, source, words, call, errors, reading=False):
        for error in errors:
            self.fresh("results", source)
            for n, what in self.calls(call, words, reading):
                with self.subTest(call, error=error, n=n, what=what[:100]):
                    self.fresh("results", source)
                    before = nodes(self.folder / "results/f/runs") if source == "whole" else {}
                    done = self.go(*words, before=injected(call, f"error={error}:when={n}"))
                    if source == "whole":
                        # What could not be cleared away is so by the next call.
                        self.same(what="the folder has changed", may_hide=done.status != 0 or not reading)
                        self.untouched(before, self.folder / "results/f/runs")
                    elif done.status == 0:
                        self.same(what="exit 0", may_hide="/runs/." in what)
                    if done.status:
                        self.assertIn(done.status, (1, 2))
                        self.assertRegex(done.said, r"'|failed", "no place")
                    if source != "whole" or not reading:
                        self.well(*TRAIN)
                        self.same(what="going on")

    def killed_at_each(self, source, words):
        self.fresh("results", source)
        for call in self.names_of_calls(words):
            self.fresh("results", source)
            for n, what in self.calls(call, words):
                self.fresh("results", source)
                with self.subTest(call, n=n, source=source, what=what[:100]):
                    self.go(*words, before=injected(call, f"signal=KILL:when={n}"), signals=(-9,))
                    self.well(*TRAIN)
                    self.same()

    def every_call(self, source, words):
        self.fresh("results", source)
        for call in self.names_of_calls(words):
            self.each(source, words, call, EVERY)


@strace
class EachCall(Calls):
    def prepare(self):
        self.write_data()
        self.whole(OF_FILE, "f")
        (self.folder / "start/f/runs").mkdir(parents=True)  # nothing trained yet
        for n in range(20, 100, 5):  # a folder that was killed on the way, with something to go on from
            shutil.rmtree(self.folder / "results", ignore_errors=True)
            self.go(*TRAIN, before=injected("pwrite64", f"signal=KILL:when={n}"), signals=(-9,))
            if list((self.folder / "results/f/runs").glob(".*/checkpoint")):
                break
        self.fresh("left", "results")

    def test_errors_on_a_complete_folder(self):
        """each openat and read of a complete folder, by run and by merge: the tables stay, exit 0 or exit 1 with the file"""
        for words in (TRAIN, MERGE):
            for call in ("openat", "read", "getdents64"):
                self.each("whole", words, call, ("EIO",), reading=True)

    def test_openat_errors(self):
        """the data file and the results can't be opened: told with the file, never another id or a poorer table"""
        self.each("start", TRAIN, "openat", ("EIO",), reading=True)

    def test_errors_on_a_left_folder(self):
        """what a killed call left can't be read: told, or gone on from; never begun anew without a word"""
        for call in ("openat", "getdents64"):
            self.each("left", TRAIN, call, ("EIO",), reading=True)

    @long
    def test_errors_everywhere(self):
        """every reading call with every error, on a complete, a left and no folder"""
        for call in ("openat", "read", "getdents64", "newfstatat"):
            for source in ("whole", "left", "start"):
                self.each(source, TRAIN, call, ERRORS, reading=True)
            self.each("whole", MERGE, call, ERRORS, reading=True)

    @long
    def test_every_call_of_a_fresh_folder(self):
        """every call on our files with every error, from the beginning: exit 0 with the same bytes, or told and gone on"""
        self.every_call("start", TRAIN)

    @long
    def test_every_call_of_a_begun_folder(self):
        """as before, where a killed call left something to go on from"""
        self.every_call("left", TRAIN)

    @long
    def test_every_call_of_a_complete_folder(self):
        """as before, where nothing is left to train: no result is touched, by run and by merge"""
        for words in (TRAIN, MERGE):
            self.every_call("whole", words)

    @long
    def test_kill_at_every_call(self):
        """killed at each call on our files, and again while going on: the next call comes to the same bytes"""
        for source, words in (("start", TRAIN), ("left", TRAIN), ("whole", TRAIN), ("whole", MERGE)):
            self.killed_at_each(source, words)


@strace
class Longer(Calls):
    """A training that goes on from the finished runs of a shorter one."""

    def prepare(self):
        self.write_data()
        self.whole(OF_FILE.replace("epochs: 4", "epochs: 2"), "f", "shorter")
        self.write("f.yaml", OF_FILE)
        self.fresh("whole", "shorter")
        self.assertEqual(self.well(*TRAIN, "--results", "whole").err.count(" goes on from epoch 2 of run "), 2)

    def test_errors_of_a_shorter_run(self):
        """the shorter run can't be read: begun anew or failed, and told; then the same bytes, and it is untouched"""
        for call in ("openat", "read", "getdents64"):
            self.each("shorter", TRAIN, call, ("EIO",), reading=True)

    @long
    def test_every_call_of_a_longer_training(self):
        """every call on our files with every error"""
        self.every_call("shorter", TRAIN)

    @long
    def test_longer_training_killed_at_every_call(self):
        """killed at each call on our files while it goes on: the next call comes to the same bytes"""
        self.killed_at_each("shorter", TRAIN)


class Limits(Prepared):
    def prepare(self):
        self.whole()

    def setUp(self):
        super().setUp()
        self.fresh("results")

    @released
    def test_fd_limit_on_whole_folder(self):
        """few descriptors: run and merge leave the tables as they were; exit 0, or 1 with the file"""
        for most in (20, 8, 6, 5, 4):
            for words in (("small.yaml", "--no-timing", "--jobs", 5), ("merge", "results/small", "--no-timing")):
                with self.subTest(most=most, words=words[0]):
                    self.fresh("results")
                    before = nodes(self.folder / "results/small/runs")
                    done = self.well(*words, status=(0, 1, 2), limits={"NOFILE": most})
                    self.same()
                    self.untouched(before, self.folder / "results/small/runs")
                    if done.status:
                        self.assertRegex(done.err, "'.+': Too many open files")

    @released
    def test_fd_limit_while_training(self):
        """few descriptors: the files are named, and running again completes to the same bytes"""
        for most in (12, 8, 6, 5, 4):
            with self.subTest(most=most):
                shutil.rmtree(self.folder / "results")
                done = self.well("small.yaml", "--no-timing", "--jobs", 3, status=(0, 1, 2), limits={"NOFILE": most})
                if done.status:
                    self.assertIn("Too many open files", done.said)
                self.well("small.yaml", *QUIET)
                self.same()

    @root
    @other_user
    def test_read_only(self):
        """a run's folder that may not be read is no absence: exit 1, named, it stays where it is"""
        as_other = ("setpriv", f"--reuid={NOBODY}", "--clear-groups")
        os.chmod(self.folder, 0o755)
        for path in ((self.folder / "results"), *(self.folder / "results").rglob("*")):
            os.chown(path, NOBODY, -1, follow_symlinks=False)
        run = runs(self.folder / "results/small")[0]
        os.chown(run, 0, 0)
        os.chmod(run, 0)
        for words in (("small.yaml", "--no-timing"), ("merge", "results/small", "--no-timing"),
                      ("status", "results/small")):
            with self.subTest(words[0]):
                done = self.go(*words, before=as_other)
                self.assertTrue(run.exists(), "renamed away")
                self.assertFalse(hidden(self.folder / "results"))
                self.same(what="the folder has changed")
                self.assertEqual(done.status, 1, f"{done}")
                self.assertIn(run.name, done.said)
