"""What the attempts to break the program share: one helper per mechanism, and the experiments they begin from."""
import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "runner"))
from support import RUNNER, CommandCase, tree  # noqa: E402, F401

SMALL = """data: {type: make_moons, n_samples: 60, noise: 0.1, split: {validation: 0.25}}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 4, batch_size: 16}
metrics: [accuracy]
"""
ONE = SMALL + "sweep: {seeds: 1}\n"
TWO = SMALL + "sweep: {seeds: 2}\n"
FOUR = SMALL + "sweep: {seeds: 2, grid: {optimizer.lr: [0.01, 0.1]}}\n"
MIXED = SMALL + """record: {iterations: true}
sweep: {seeds: 3, zip: {training.epochs: [500, 3, 7, 900, 5, 30, 60, 2]}}
"""
LONG = SMALL.replace("ReLU,", "ReLU, {type: Dropout, p: 0.1},").replace("epochs: 4",
                                                                        "epochs: 3000") + "sweep: {seeds: 2}\n"
ROSENBROCK = "problem: rosenbrock\noptimizer: {type: SGD, lr: 0.0001}\ntraining: {iterations: 2}\n"
OF_CSV = """data: {type: csv, path: x.csv}
network: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 1}
"""
ROWS = "a,b,y\n1,2,3\n4,5,6\n7,8,9\n"
QUIET = ("--no-timing", "--quiet")
PLACE = r"(?m)^(\S*:\d+:\d+|command line: .*): error: "
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SANITIZED = bool(os.environ.get("RUNNER_SANITIZED"))
SLOWER = 10 if SANITIZED else 1  # than a release: how much more time anything may take
NOBODY = 64000 + os.getpid() % 1000  # a user of our own, so that limits per user count us alone


def long(test):
    """For `./dev faults`: more than 30 s or 1 GB."""
    test.long = True
    return test


def works(*words):
    try:
        return subprocess.run(words, capture_output=True, timeout=20).returncode == 0
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False


def needs(what, *words):
    """Skips aloud where a command that the attempt needs is missing or may not be used."""
    return unittest.skipUnless(works(*words), f"{what} is not here or may not be used")


released = unittest.skipIf(SANITIZED, "a sanitizer has memory and descriptors of its own")
strace = needs("strace", "strace", "-qq", "-o", "/dev/null", "true")
root = unittest.skipUnless(os.geteuid() == 0, "only root can do this")
containers = needs("unshare", "unshare", "-pf", "--mount-proc", "true")
other_user = needs("setpriv", "setpriv", f"--reuid={NOBODY}", "--clear-groups", "true")


class Done:
    """How a call ended."""

    def __init__(self, status, out, err, seconds):
        self.status, self.seconds = status, seconds
        self.out, self.err = (text.decode("utf-8", "backslashreplace") for text in (out or b"", err or b""))
        self.err = re.sub(r"(?m)^strace: .*\n", "", self.err)  # it names the path that was asked for

    @property
    def said(self):
        return self.out + self.err

    def __repr__(self):
        return f"exit {self.status} after {self.seconds:.1f} s; {self.out[-300:]!r} {self.err[-400:]!r}"


def short(words):
    return " ".join(str(word)[:60] for word in words)


def injected(call, fault, path=None, trace="/dev/null", decode=()):
    """The words before a command whose system calls are to fail; `fault` as strace has it, such as error=EIO:when=2."""
    words = ["strace", "-f", "-qq", *decode, "-o", str(trace), "-e", f"trace={call}"]
    if fault:
        words += ["-e", f"inject={call}:{fault}"]
    return words + (["-P", str(path)] if path else [])


def flip(path, bit):
    """One flipped bit of a file."""
    content = bytearray(path.read_bytes())
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    path.write_bytes(content)


class Checkpoint:
    """A checkpoint (safetensors) in its parts, to be written back changed."""

    def __init__(self, path):
        self.path, content = path, path.read_bytes()
        self.length, = struct.unpack("<Q", content[:8])
        self.header = json.loads(content[8:8 + self.length])
        self.values = bytearray(content[8 + self.length:])

    def put(self, name, form, value, at=0):
        begin = self.header[name]["data_offsets"][0] + at * struct.calcsize(form)
        self.values[begin:begin + struct.calcsize(form)] = struct.pack(form, value)
        self.write()

    def write(self):
        text = json.dumps(self.header).encode()
        text += b" " * (-len(text) % 8)
        self.path.write_bytes(struct.pack("<Q", len(text)) + text + self.values)


class Attempt(CommandCase):
    """A test with the mechanisms at hand. No call may outlive its time, end by a signal or say std::."""

    def command(self, *words, before=()):
        return [*map(str, before), RUNNER, *map(str, words)]

    def start(self, *words, before=(), limits=None, close=(), setup=None, env=None, **streams):
        if SANITIZED and "AS" in (limits or {}):
            self.skipTest("a sanitizer takes terabytes of addresses")

        def prepare():
            for what, most in (limits or {}).items():
                resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))
            if setup:
                setup()
            for descriptor in close:
                os.close(descriptor)
        process = subprocess.Popen(self.command(*words, before=before), cwd=self.folder, preexec_fn=prepare,
                                   start_new_session=True, env={**os.environ, **(env or {})}, **streams)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()

    def go(self, *words, timeout=20, signals=(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more):
        """Calls the program to its end."""
        began = time.monotonic()
        process = self.start(*words, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, **more)
        try:
            out, err = process.communicate(timeout=timeout * SLOWER)
        except subprocess.TimeoutExpired:
            self.end(process)
            self.fail(f"{short(words)}: no end after {timeout * SLOWER} s")
        self.end(process)
        done = Done(process.returncode, out, err, time.monotonic() - began)
        if done.status not in signals:
            self.assertGreaterEqual(done.status, 0, f"{short(words)} ends by a signal: {done}")
            self.assertTrue(done.status < 126 or done.status == 130, f"{short(words)} ends by a signal: {done}")
        self.assertNotRegex(done.said, r"std::|bad_alloc|terminate called|wrong index", short(words))
        return done

    def well(self, *words, status=0, **more):
        done = self.go(*words, **more)
        self.assertIn(done.status, status if isinstance(status, tuple) else (status,), f"{short(words)}: {done}")
        return done

    def refused(self, *words, says="", **more):
        """The file or the command line is wrong: exit 2, with the place."""
        done = self.well(*words, status=2, **more)
        self.assertRegex(done.err, PLACE, short(words))
        self.assertRegex(done.err, says or PLACE, short(words))
        self.assertLess(len(done.err), 30_000, "a message shows an excerpt, and there are at most 50 of them")
        return done

    def whole(self, text=FOUR, name="small", results="whole", *words):
        """An experiment that was trained to its end; its folder."""
        self.write(f"{name}.yaml", text)
        self.well(f"{name}.yaml", *QUIET, "--jobs", 1, "--results", results, *words)
        return self.folder / results / name

    def fresh(self, results, source="whole"):
        """The results of before, copied to where they will be hurt."""
        shutil.rmtree(self.folder / results, ignore_errors=True)
        shutil.copytree(self.folder / source, self.folder / results, symlinks=True)

    def same(self, results="results", source="whole", what="", may_hide=False):
        """Every file has the same bytes, and nothing hidden is left."""
        found, expected = tree(self.folder / results), tree(self.folder / source)
        differ = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name)
                        and not (may_hide and "/." in name))
        self.assertFalse(differ, f"{what}: these differ from results that were never hurt")
        self.assertFalse(hidden(self.folder / results) and not may_hide, f"{what}: hidden files are left")

    def untouched(self, before, folder):
        self.assertTrue(nodes(folder) == before, f"{folder.name}: a good result was touched")

    def names(self, done, *folders):
        for folder in folders:
            self.assertTrue(folder.name in done.said, f"the damaged run {folder.name} is not named: {done}")

    def begun(self, text=LONG, name="long", results="begun", *words, least=1, timing=False):
        """Runs that were interrupted while they trained; their folders."""
        self.write(f"{name}.yaml", text)
        options = [] if timing else ["--no-timing"]
        for attempt in range(20):
            shutil.rmtree(self.folder / results, ignore_errors=True)
            process = self.start(f"{name}.yaml", *options, "--jobs", 2, "--results", results, *words,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            runs = self.folder / results / name / "runs"
            while process.poll() is None and len(list(runs.glob(".*/metrics.csv"))) < least:
                time.sleep(0.001)
            time.sleep(0.05 / (1 + attempt))  # a fast machine trains a run in less
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
            folders = [f for f in sorted(runs.iterdir()) if (f / "status").exists() and
                       (f / "status").read_text() == "interrupted\n" and (f / "checkpoint").exists()]
            if len(folders) >= least:
                return folders
        self.fail("no run was interrupted while it trained")


class Prepared(Attempt):
    """Attempts on what is made once for the whole class, in the same folder: a config.yaml tells its data's path."""

    def setUp(self):
        kind = type(self)
        if "made_in" not in vars(kind):
            kind.made_in = tempfile.TemporaryDirectory(prefix="runner test ")  # until the end of the process
            self.folder = pathlib.Path(kind.made_in.name)
            self.prepare()
        self.folder = pathlib.Path(kind.made_in.name)
        shutil.rmtree(self.folder / "results", ignore_errors=True)


def hidden(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob(".*"))


def runs(folder):
    return sorted(p for p in (folder / "runs").iterdir() if not p.name.startswith("."))


def nodes(folder):
    """What is another one after a file was written anew, even with the same bytes."""
    return {str(p): (p.stat().st_ino, p.stat().st_mtime_ns) for p in sorted(folder.rglob("*"))}
