"""What docs/promises.md names is there."""
import ast
import pathlib
import re

from faults import Attempt

TESTS = pathlib.Path(__file__).resolve().parents[1]


class Promises(Attempt):
    def test_names(self):
        """every attempt, file and fuzzer that shows a promise exists"""
        text = (TESTS.parent / "docs/promises.md").read_text()
        attempts = {f"{file.stem.removeprefix('test_')}.{node.name.removeprefix('test_')}"
                    for file in TESTS.glob("faults/test_*.py") for node in ast.walk(ast.parse(file.read_text()))
                    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
        kinds = {name.partition(".")[0] for name in attempts}
        shown = re.findall(r"`([a-z]+\.[a-z0-9_]+)`", text)
        self.assertGreater(len(shown), 50)
        self.assertFalse([name for name in shown if name.partition(".")[0] in kinds and name not in attempts])
        for file in re.findall(r"`(\w+/test_\w+\.py)`", text):
            self.assertTrue((TESTS / file).exists(), file)
        for line in re.findall(r"fuzzers? ((?:`\w+`(?:, )?)+)", text):
            for name in re.findall(r"`(\w+)`", line):
                self.assertTrue((TESTS / f"fuzz/{name}_fuzz.cpp").exists(), name)
