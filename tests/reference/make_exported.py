#!/usr/bin/env python3
"""Writes exported.json: what PyTorch 2.13 makes of the exported network that tests/runner/test_use.py trains, for its held-back rows.
Needs torch and safetensors; RUNNER is the command.

Usage: RUNNER=build/runner/runner tests/reference/make_exported.py
"""
import csv
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import torch

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "runner"))
from test_use import FLOWERS  # noqa: E402

VERSION = "2.13."


def probabilities(folder, runner, header, rows, dtype):
    subprocess.run([runner, "run", "flowers.yaml", "--quiet", f"dtype={dtype}", "--results", dtype], cwd=folder, check=True)
    subprocess.run([runner, "export", f"{dtype}/flowers", "--format", "pytorch", "-o", f"{dtype}_module"], cwd=folder, check=True)
    spec = importlib.util.spec_from_file_location("load", folder / f"{dtype}_module/load.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with torch.no_grad():
        outputs = module.load()(module.encode({name: [row[i] for row in rows] for i, name in enumerate(header)}))
    for row in torch.softmax(outputs.double(), 1).tolist():
        yield {"class": module.NAMES[row.index(max(row))], **dict(zip(module.NAMES, row))}


def main():
    assert torch.__version__.startswith(VERSION), torch.__version__
    runner = str(pathlib.Path(os.environ["RUNNER"]).resolve())
    with open(HERE.parents[1] / "experiments/data/iris.csv", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    rows = [rows[i + 50 * k] for i in range(50) for k in range(3)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "flowers.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        (folder / "flowers.yaml").write_text(FLOWERS.format(path="flowers.csv"), encoding="utf-8")
        found = {dtype: list(probabilities(folder, runner, header, rows[120:], dtype)) for dtype in ("float32", "float64")}
    (HERE / "exported.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
