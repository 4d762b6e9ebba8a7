"""Writes sklearn.json: samples, splits and scaled features as scikit-learn makes them. Run with scikit-learn 1.9."""

import json
import math
import pathlib
import warnings

import numpy
from sklearn import datasets, decomposition, impute, preprocessing
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


def dense(values):
    return (values.toarray() if hasattr(values, "toarray") else values).ravel().tolist()


def scaled(name, features, rest, tolerance=1e-12, names=False, inverse=False, **options):
    """`tolerance` is relative to the largest value; `names` and `inverse` ask for these too."""
    made = {
        "log1p": lambda: preprocessing.FunctionTransformer(numpy.log1p, inverse_func=numpy.expm1),
        "PCA": lambda **given: decomposition.PCA(svd_solver="full", **given),
    }.get(name) or getattr(preprocessing, name)
    of_sklearn = {k: tuple(v) if k in ("feature_range", "quantile_range") else v for k, v in options.items()}
    if name in ("QuantileTransformer", "KBinsDiscretizer"):
        of_sklearn = {"random_state": 0, **of_sklearn}
    if of_sklearn.get("subsample") == "all":
        of_sklearn["subsample"] = None
    with warnings.catch_warnings(action="ignore"):
        scaler = made(**of_sklearn)
        train = scaler.fit_transform(features)
    one = {
        "preprocess": {"type": name, **options},
        "train": features.tolist(),
        "rest": rest.tolist(),
        "scaled_train": dense(train),
        "scaled_rest": dense(scaler.transform(rest)),
    }
    if tolerance != 1e-12:
        one["tolerance"] = tolerance
    if names:
        one["names"] = scaler.get_feature_names_out().tolist()
    if inverse:
        one["inverse"] = dense(scaler.inverse_transform(scaler.transform(rest)))
    return one


def ordinal(features, categories=None):
    """Cells are texts; here they are numbered as the source does it, sorted."""
    encoder = preprocessing.OrdinalEncoder(categories=categories or "auto")
    sorted_ones = [sorted(set(column)) for column in features.T]
    number = lambda rows: [[sorted_ones[j].index(cell) for j, cell in enumerate(row)] for row in rows]
    options = {"categories": categories} if categories else {}
    return {
        "preprocess": {"type": "OrdinalEncoder", **options},
        "categories": sorted_ones,
        "train": number(features),
        "rest": number(features[:3]),
        "scaled_train": dense(encoder.fit_transform(features)),
        "scaled_rest": dense(encoder.transform(features[:3])),
    }


def preprocessors():
    random = numpy.random.RandomState(17)
    features = random.normal(3, 10, (23, 3))
    features[:, 1] = numpy.round(features[:, 1] / 5)  # several rows have the same value
    features[:, 2] = random.exponential(100, 23) + 0.5
    features = numpy.round(features, 3)
    rest = random.normal(3, 20, (7, 3))
    rest[:3] = features[:3]
    rest[:, 2] = numpy.abs(rest[:, 2]) + 0.1
    rest = numpy.round(rest, 3)
    constant = numpy.column_stack([features, numpy.full(23, 7.5)])
    constant_rest = numpy.column_stack([rest, numpy.full(7, 7.25)])
    zeros = features.copy()
    zeros[4] = 0
    positive, positive_rest = numpy.abs(features) + 0.01, numpy.abs(rest) + 0.01
    many = numpy.round(random.lognormal(0, 1, (80, 2)), 3)
    wide = random.normal(0, 1, (6, 9)) * numpy.arange(1, 10)
    tall = random.normal(0, 1, (60, 5)) @ random.normal(0, 1, (5, 5)) + 10
    cells = numpy.array(
        [["small", "b"], ["large", "a"], ["medium", "b"], ["small", "c"], ["medium", "a"]], dtype=object)
    power = {"tolerance": 1e-7, "inverse": True}
    return [
        scaled("RobustScaler", constant, constant_rest, inverse=True),
        scaled("RobustScaler", constant, constant_rest, with_centering=False, quantile_range=[10, 80]),
        scaled("RobustScaler", features, rest, with_scaling=False),
        scaled("RobustScaler", features, rest, unit_variance=True, inverse=True),
        scaled("MaxAbsScaler", zeros, rest, inverse=True),
        scaled("MaxAbsScaler", features * [1, 0, 1], rest, clip=True),
        scaled("Normalizer", zeros, rest),
        scaled("Normalizer", zeros, rest, norm="l1"),
        scaled("Normalizer", zeros, rest, norm="max"),
        scaled("PowerTransformer", constant, constant_rest, **power),
        scaled("PowerTransformer", features, rest, standardize=False, **power),
        scaled("PowerTransformer", -positive, -positive_rest, **power),
        scaled("PowerTransformer", positive, positive_rest, method="box-cox", **power),
        scaled("PowerTransformer", many, many[:5], method="box-cox", standardize=False, **power),
        scaled("PowerTransformer", many, many[:5], **power),
        scaled("QuantileTransformer", features, rest, inverse=True),
        scaled("QuantileTransformer", features, rest, n_quantiles=6, inverse=True),
        scaled("QuantileTransformer", features, rest, n_quantiles=9, output_distribution="normal", inverse=True),
        scaled("QuantileTransformer", many, many[:5], n_quantiles=20, subsample=30, random_state=4),
        scaled("QuantileTransformer", many, many[:5], n_quantiles=1, subsample="all"),
        scaled("PolynomialFeatures", features, rest, names=True),
        scaled("PolynomialFeatures", features, rest, names=True, degree=3, include_bias=False),
        scaled("PolynomialFeatures", features, rest, names=True, degree=3, interaction_only=True),
        scaled("PolynomialFeatures", features, rest, names=True, degree=[2, 4], include_bias=False),
        scaled("PolynomialFeatures", features, rest, names=True, degree=[2, 9], interaction_only=True),
        scaled("PolynomialFeatures", features, rest, names=True, degree=0),
        scaled("KBinsDiscretizer", constant, constant_rest),
        scaled("KBinsDiscretizer", features, rest, n_bins=[3, 8, 4], encode="onehot-dense"),
        scaled("KBinsDiscretizer", features, rest, n_bins=4, encode="ordinal", strategy="uniform"),
        scaled("KBinsDiscretizer", features, rest, n_bins=7, encode="ordinal", quantile_method="linear"),
        scaled("KBinsDiscretizer", features, rest, n_bins=3, encode="ordinal", strategy="kmeans"),
        scaled("KBinsDiscretizer", many, many[:40], n_bins=9, encode="ordinal", strategy="kmeans"),
        scaled("KBinsDiscretizer", many, many[:40], n_bins=6, encode="ordinal", subsample=11, random_state=2),
        scaled("log1p", positive, positive_rest, inverse=True),
        scaled("PCA", tall, tall[:4] + 1, tolerance=1e-7, names=True),
        scaled("PCA", tall, tall[:4] + 1, tolerance=1e-7, names=True, n_components=2, whiten=True),
        scaled("PCA", tall, tall[:4] + 1, tolerance=1e-7, names=True, n_components=0.9),
        scaled("PCA", wide, wide[:2] - 1, tolerance=1e-7, names=True, n_components=4),
        scaled("PCA", wide, wide[:2] - 1, tolerance=1e-7, n_components=0.7, whiten=True),
        ordinal(cells),
        ordinal(cells, [["small", "medium", "large"], ["c", "b", "a", "z"]]),
    ]


def imputed(strategy, features, **options):
    imputer = impute.SimpleImputer(strategy=strategy, **options).fit(features)
    return {
        "missing": {"strategy": strategy, **options},
        "train": [[None if math.isnan(value) else value for value in row] for row in features.tolist()],
        "filled": dense(imputer.transform(features)),
    }


def imputers():
    random = numpy.random.RandomState(23)
    features = numpy.round(random.normal(0, 2, (16, 3)), 1)
    features[:, 2] = numpy.round(features[:, 2])
    features[random.uniform(size=features.shape) < 0.3] = math.nan
    return [
        imputed("mean", features),
        imputed("median", features),
        imputed("median", features[:15]),
        imputed("most_frequent", features),
        imputed("constant", features),
        imputed("constant", features, fill_value=-7.5),
    ]


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


numbers = {
    "generators": generators(),
    "splits": splits(),
    "scalers": scalers() + preprocessors(),
    "imputers": imputers(),
}
path = pathlib.Path(__file__).with_name("sklearn.json")
path.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")
