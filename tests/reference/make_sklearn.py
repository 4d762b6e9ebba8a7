"""Writes sklearn.json: samples, splits and scaled features as scikit-learn makes them. Run with scikit-learn 1.9."""

import json
import math
import pathlib

import numpy
from sklearn import datasets, preprocessing
from sklearn.model_selection import train_test_split


def generated(name, **options):
    """The options are the YAML of the data section too: flow YAML reads JSON."""
    arguments = {"random_state": 0, **options}
    if "center_box" in options:
        arguments["center_box"] = tuple(options["center_box"])
    for name_of_none in ("shift", "scale"):
        if arguments.get(name_of_none) == "random":
            arguments[name_of_none] = None
    features, target = getattr(datasets, name)(**arguments)
    target = target.reshape(len(features), -1)
    return {
        "data": {"type": name, **options},
        "features": features.ravel().tolist(),
        "target": target.ravel().tolist(),
        "width": features.shape[1],
        "columns": target.shape[1],
    }


def generators():
    return [
        generated("make_moons", n_samples=7, noise=0.2, random_state=3),
        generated("make_moons", n_samples=6, shuffle=False),
        generated("make_moons", n_samples=1),
        generated("make_moons", n_samples=40, noise=0.05),
        generated("make_circles", n_samples=9, noise=0.1, factor=0.5, random_state=4294967295),
        generated("make_circles", n_samples=8, shuffle=False),
        generated("make_circles", n_samples=30),
        generated("make_blobs", n_samples=11, random_state=1),
        generated("make_blobs", n_samples=10, n_features=3, centers=4, cluster_std=[0.1, 1, 2, 0], random_state=2),
        generated("make_blobs", n_samples=5, centers=[[0, 0, 0], [5, -5, 1]], cluster_std=0.5, shuffle=False),
        generated("make_blobs", n_samples=2, centers=3, center_box=[2, 3]),
        generated("make_regression", n_samples=3),
        generated("make_regression", n_samples=12, n_features=1, noise=5, bias=3, random_state=7),
        generated("make_regression", n_samples=6, n_features=5, n_informative=2, n_targets=2, noise=1),
        generated("make_regression", n_samples=6, n_features=4, n_informative=3, shuffle=False, random_state=5),
        generated("make_classification", n_samples=6),
        generated("make_classification", n_samples=9, n_features=7, n_informative=3, n_redundant=2, n_repeated=1,
                  n_classes=3, weights=[0.5, 0.3], flip_y=0.3, class_sep=2.5, random_state=4),
        generated("make_classification", n_samples=8, n_features=4, n_informative=4, n_redundant=0, hypercube=False,
                  shift=0.5, scale=[1, 2, 3, 4], shuffle=False, random_state=9),
        generated("make_classification", n_samples=3, n_features=34, n_informative=33, n_redundant=1, flip_y=0,
                  n_clusters_per_class=1, weights=[0.2, 0.8]),
        generated("make_classification", n_samples=5, n_features=5, shift="random", scale="random", random_state=1),
        generated("make_classification", n_samples=4, n_features=8, n_informative=8, n_redundant=0, random_state=2),
        generated("make_friedman1", n_samples=4),
        generated("make_friedman1", n_samples=5, n_features=6, noise=2, random_state=3),
        generated("make_friedman2", n_samples=5, noise=0.5, random_state=6),
        generated("make_friedman3", n_samples=5, noise=0.1),
    ]


def split(labels, validation, test, shuffle=True, stratify=True, random_state=0):
    """Fractions are of all rows, so that the second split is given a number of rows."""
    n = len(labels)
    count = lambda part: math.ceil(part * n) if part < 1 else part
    rows, held = numpy.arange(n), {}
    for name, size in [("test", count(test)), ("validation", count(validation))]:
        held[name] = numpy.arange(0)
        if size:
            classes = numpy.array(labels)[rows] if stratify and shuffle else None
            rows, held[name] = train_test_split(
                rows, test_size=size, shuffle=shuffle, stratify=classes, random_state=random_state
            )
    return {
        "labels": labels,
        "validation": validation,
        "test": test,
        "shuffle": shuffle,
        "stratify": stratify,
        "random_state": random_state,
        "rows": [rows.tolist(), held["validation"].tolist(), held["test"].tolist()],
    }


def splits():
    random = numpy.random.RandomState(11)
    skewed = random.choice(4, size=60, p=[0.55, 0.25, 0.1, 0.1]).tolist()
    even = [i % 3 for i in range(30)]
    return [
        split(even, 0.2, 0.0, stratify=False),
        split(even, 0.25, 0.25, stratify=False, random_state=42),
        split(even, 0.07, 10, stratify=False, random_state=1),
        split(even, 0.2, 0.3, shuffle=False),
        split(even, 7, 1, shuffle=False),
        split(even, 0.2, 0.0),
        split(even, 0.2, 0.2, random_state=5),
        split(even, 4, 10, random_state=42),
        split(skewed, 0.25, 0.0),
        split(skewed, 0.15, 0.31, random_state=3),
        split(skewed, 11, 17, random_state=8),
    ]


def scaled(name, features, rest, **options):
    scaler = getattr(preprocessing, name)(**{k: tuple(v) if isinstance(v, list) else v for k, v in options.items()})
    train = scaler.fit_transform(features)
    return {
        "preprocess": {"type": name, **options},
        "train": features.tolist(),
        "rest": rest.tolist(),
        "scaled_train": train.ravel().tolist(),
        "scaled_rest": scaler.transform(rest).ravel().tolist(),
    }


def scalers():
    random = numpy.random.RandomState(5)
    features = random.normal(3, 10, (9, 4))
    features[:, 1] = 0.1  # constant, and not a sum of powers of two
    features[:, 2] = 1e8 + random.normal(0, 1e-3, 9)
    features[:, 3] = 5
    rest = random.normal(3, 30, (4, 4))
    return [
        scaled("StandardScaler", features, rest),
        scaled("StandardScaler", features, rest, with_mean=False),
        scaled("StandardScaler", features, rest, with_std=False),
        scaled("MinMaxScaler", features, rest),
        scaled("MinMaxScaler", features, rest, feature_range=[-1, 3], clip=True),
    ]


numbers = {"generators": generators(), "splits": splits(), "scalers": scalers()}
path = pathlib.Path(__file__).with_name("sklearn.json")
path.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")
