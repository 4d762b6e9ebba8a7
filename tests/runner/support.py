"""Calls the command in a folder of its own."""
import csv
import os
import pathlib
import subprocess
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
RUNNER = os.environ.get("RUNNER", str(TOP / "build/runner/runner"))
EXPERIMENTS = TOP / "experiments"


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
