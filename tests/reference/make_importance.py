#!/usr/bin/env python3
"""Writes importance.json: permutation importance of iris's columns by scikit-learn 1.9 for the network that tests/runner/test_use.py
trains. Needs numpy and scikit-learn; RUNNER is the command.

Usage: RUNNER=build/runner/runner tests/reference/make_importance.py
"""
import csv
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.inspection import permutation_importance

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "runner"))
from test_use import FLOWERS  # noqa: E402


class Network(ClassifierMixin, BaseEstimator):
    """The exported weights, in numpy."""

    def __init__(self, tensors=None, mean=None, scale=None, classes=None):
        self.tensors, self.mean, self.scale, self.classes = tensors, mean, scale, classes

    def fit(self, x, y):
        self.classes_ = numpy.array(self.classes)
        return self

    def predict_proba(self, x):
        t = self.tensors
        hidden = numpy.tanh((x - self.mean) / self.scale @ t["0.weight"].T + t["0.bias"])
        scores = hidden @ t["2.weight"].T + t["2.bias"]
        p = numpy.exp(scores - scores.max(1, keepdims=True))
        return p / p.sum(1, keepdims=True)

    def predict(self, x):
        return self.classes_[self.predict_proba(x).argmax(1)]


def main():
    assert sklearn.__version__.startswith(VERSION), sklearn.__version__
    runner = str(pathlib.Path(os.environ["RUNNER"]).resolve())
    rows = list(csv.reader(open(HERE.parents[1] / "experiments/data/iris.csv", encoding="utf-8")))
    header, rows = rows[0], [rows[1 + i + 50 * k] for i in range(50) for k in range(3)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "flowers.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        (folder / "flowers.yaml").write_text(FLOWERS.format(path="flowers.csv"), encoding="utf-8")
        subprocess.run([runner, "run", "flowers.yaml", "--quiet"], cwd=folder, check=True)
        subprocess.run([runner, "export", "results/flowers", "--format", "safetensors", "-o", "f"], cwd=folder, check=True)
        data = (folder / "f").read_bytes()
        fitted = json.loads(next((folder / "results/flowers/runs").glob("*/model.json")).read_text(encoding="utf-8"))
    length = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for key, tensor in json.loads(data[8:8 + length]).items():
        if key != "__metadata__":
            begin, end = tensor["data_offsets"]
            values = numpy.frombuffer(data[8 + length + begin:8 + length + end], "<f4")
            tensors[key] = values.reshape(tensor["shape"]).astype(float)
    scaler = next(step["fitted"] for step in fitted["steps"] if step["type"] == "StandardScaler")
    x = numpy.array([row[:4] for row in rows[120:]], dtype=float)
    y = numpy.array([row[4] for row in rows[120:]])
    network = Network(tensors, numpy.array(scaler["mean"]), numpy.array(scaler["scale"]), fitted["classes"]).fit(x, y)
    found = permutation_importance(network, x, y, scoring={"loss": "neg_log_loss", "accuracy": "accuracy"}, n_repeats=3,
                                   random_state=7)
    table = {}
    for j, column in enumerate(header[:4]):
        table[column] = {f"{measure}_{what}": float(getattr(found[measure], f"importances_{what}")[j])
                         for measure in ("loss", "accuracy") for what in ("mean", "std")}
    (HERE / "importance.json").write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


VERSION = "1.9."

if __name__ == "__main__":
    main()
