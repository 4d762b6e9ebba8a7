"""Calls the command in a folder of its own."""
import csv
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
RUNNER = os.environ.get("RUNNER", str(TOP / "build/runner/runner"))
EXPERIMENTS = TOP / "experiments"


def with_bases(path):
    """The text of an experiment and of those that it extends."""
    text = path.read_text(encoding="utf-8")
    base = re.search(r"^extends: (\S+)", text, re.MULTILINE)
    return text + (with_bases(path.parent / base[1]) if base else "")


def missing_data(path):
    """What a shipped experiment needs that does not come along, and is not here: the data set's name, or nothing."""
    text = with_bases(path)
    if re.search(r"fashion_mnist\b", text) and not pathlib.Path("/usr/share/datasets/fashion-mnist").is_dir():
        return "fashion_mnist"
    cifar = "type: cifar" in text and not (EXPERIMENTS / "data/cifar-10-batches-bin").is_dir()
    return "cifar" if cifar else None


def shipped():
    """The experiments that can be tried here."""
    return [path for path in sorted(EXPERIMENTS.rglob("*.yaml")) if not missing_data(path)]


def shipped_and_short():
    """Those that need no data set, and so no minutes."""
    return [path for path in shipped() if not re.search(r"fashion_mnist\b|type: cifar", with_bases(path))]


class CommandCase(unittest.TestCase):
    """A test with a folder (whose name has a space) that goes away afterwards."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="runner test ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def call(self, *words, status=0, **environment):
        done = subprocess.run([RUNNER, *map(str, words)], cwd=self.folder, capture_output=True, text=True, timeout=240,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def table(self, path):
        with open(self.folder / path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file, strict=True))


def tree(folder):
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
