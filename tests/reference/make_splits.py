"""Writes splits.json: the folds of scikit-learn's splitters. Run with scikit-learn 1.9 and NumPy 2."""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn import model_selection as ms

assert sklearn.__version__.startswith("1.9."), sklearn.__version__
warnings.filterwarnings("ignore", "The least populated class")  # some classes are tiny on purpose

SPLITTERS = {
    "kfold": ms.KFold,
    "stratified_kfold": ms.StratifiedKFold,
    "group_kfold": ms.GroupKFold,
    "repeated_kfold": ms.RepeatedKFold,
    "repeated_stratified_kfold": ms.RepeatedStratifiedKFold,
    "shuffle_split": ms.ShuffleSplit,
    "stratified_shuffle_split": ms.StratifiedShuffleSplit,
}


def splitter_of(method, options, rows, grouped):
    arguments = {"n_splits": options["n_splits"], "random_state": options["random_state"]}
    if method.startswith("repeated"):
        arguments["n_repeats"] = options["n_repeats"]
    elif method.endswith("shuffle_split"):
        part = options["validation"]
        arguments["test_size"] = part if part < 1 else int(part)
    else:
        arguments["shuffle"] = options.get("shuffle", True)
        if not arguments["shuffle"]:
            arguments["random_state"] = None
    if grouped and method == "shuffle_split":
        return ms.GroupShuffleSplit(**arguments)
    return SPLITTERS[method](**arguments)


def test_part(rows, labels, groups, options):
    """The test part as train_test_split takes it, by groups where there are some."""
    size = options.get("test", 0)
    state = options["random_state"]
    if not size:
        return rows, rows[:0]
    if groups is not None:
        drawn = ms.GroupShuffleSplit(n_splits=1, test_size=size, random_state=state)
        left, held = next(drawn.split(rows, groups=groups))
        return rows[left], rows[held]
    if not options.get("shuffle", True):
        return ms.train_test_split(rows, test_size=size, shuffle=False)
    return ms.train_test_split(rows, test_size=size, stratify=labels, random_state=state)


def case(method, rows, labels=None, groups=None, every=1, **options):
    """Of many folds every so many, and always the last."""
    options = {"n_splits": 5, "random_state": 0, **options}
    labels = None if labels is None else numpy.array(labels)
    groups = None if groups is None else numpy.array(groups)
    rest, test = test_part(numpy.arange(rows), labels, groups, options)
    splitter = splitter_of(method, options, rest, groups is not None)
    folds = list(
        splitter.split(
            rest,
            None if labels is None else labels[rest],
            None if groups is None else groups[rest],
        )
    )
    shown = sorted({*range(0, len(folds), every), len(folds) - 1})
    return {
        "method": method,
        "rows": rows,
        "options": options,
        "labels": None if labels is None else labels.tolist(),
        "groups": None if groups is None else groups.tolist(),
        "folds": len(folds),
        "test": test.tolist(),
        "parts": [[i, rest[folds[i][0]].tolist(), rest[folds[i][1]].tolist()] for i in shown],
    }


def first_split(rows, groups, validation, test, random_state):
    """train_test_split by groups: fractions are of all of them."""
    groups = numpy.array(groups)
    count = len(numpy.unique(groups))
    size = lambda part: int(numpy.ceil(part * count)) if part < 1 else int(part)
    rest, held = numpy.arange(rows), {}
    for name, part in [("test", test), ("validation", validation)]:
        held[name] = rest[:0]
        if part:
            drawn = ms.GroupShuffleSplit(n_splits=1, test_size=size(part), random_state=random_state)
            left, out = next(drawn.split(rest, groups=groups[rest]))
            rest, held[name] = rest[left], rest[out]
    return {
        "rows": rows,
        "groups": groups.tolist(),
        "validation": validation,
        "test": test,
        "random_state": random_state,
        "parts": [rest.tolist(), held["validation"].tolist(), held["test"].tolist()],
    }


random = numpy.random.RandomState(7)
skewed = random.choice(4, size=43, p=[0.55, 0.25, 0.1, 0.1]).tolist()
backwards = [3, 3, 2, 2, 2, 1, 0, 0, 0, 0, 1, 2, 3, 1, 0, 2]  # the last class comes first
tiny = [0] * 11 + [1] * 7 + [2] * 2 + [3]
even = [i % 3 for i in range(30)]
uneven_groups = random.choice(9, size=40, p=[0.3, 0.2, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05]).tolist()
tied_groups = [i // 2 for i in range(24)]
many_groups = random.randint(0, 30, 75).tolist()
two_sizes = [i // 3 if i < 30 else 10 + (i - 30) for i in range(40)]

folds = [
    case("kfold", 10),
    case("kfold", 11, n_splits=3, random_state=42),
    case("kfold", 7, n_splits=7, random_state=1),
    case("kfold", 23, n_splits=4, shuffle=False),
    case("kfold", 23, n_splits=4, shuffle=False, test=5),
    case("kfold", 40, n_splits=5, test=0.2, random_state=3),
    case("kfold", 43, skewed, n_splits=4, test=0.2, random_state=5),
    case("kfold", 300, n_splits=10, random_state=4294967295, every=4),
    case("kfold", 2, n_splits=2),
    case("stratified_kfold", 30, even),
    case("stratified_kfold", 30, even, n_splits=7, random_state=11),
    case("stratified_kfold", 43, skewed, n_splits=3, random_state=2),
    case("stratified_kfold", 43, skewed, n_splits=5, shuffle=False),
    case("stratified_kfold", 16, backwards, n_splits=3),
    case("stratified_kfold", 16, backwards, n_splits=3, shuffle=False),
    case("stratified_kfold", 21, tiny, n_splits=4, random_state=9),
    case("stratified_kfold", 21, tiny, n_splits=11, random_state=9, every=3),
    case("stratified_kfold", 43, skewed, n_splits=3, test=0.25, random_state=6),
    case("stratified_kfold", 30, even, n_splits=5, test=6, random_state=1),
    case("group_kfold", 40, groups=uneven_groups, n_splits=4),
    case("group_kfold", 40, groups=uneven_groups, n_splits=3, random_state=8),
    case("group_kfold", 40, groups=uneven_groups, n_splits=4, shuffle=False),
    case("group_kfold", 24, groups=tied_groups, n_splits=5, shuffle=False),
    case("group_kfold", 24, groups=tied_groups, n_splits=12, random_state=5, every=5),
    case("group_kfold", 40, groups=two_sizes, n_splits=3, shuffle=False),
    case("group_kfold", 75, groups=many_groups, n_splits=7, shuffle=False, every=2),
    case("group_kfold", 75, groups=many_groups, n_splits=7, random_state=1, every=2),
    case("group_kfold", 75, groups=many_groups, n_splits=4, test=0.2, random_state=12),
    case("repeated_kfold", 11, n_splits=3, n_repeats=3),
    case("repeated_kfold", 20, n_splits=2, n_repeats=10, random_state=17, every=6),
    case("repeated_kfold", 26, n_splits=5, n_repeats=2, test=0.2, random_state=17, every=3),
    case("repeated_stratified_kfold", 43, skewed, n_splits=3, n_repeats=3, random_state=4, every=2),
    case("repeated_stratified_kfold", 16, backwards, n_splits=2, n_repeats=4),
    case("shuffle_split", 20, n_splits=4, validation=0.25),
    case("shuffle_split", 21, n_splits=6, validation=0.1, random_state=5),
    case("shuffle_split", 21, n_splits=3, validation=8, random_state=5),
    case("shuffle_split", 30, n_splits=3, validation=6, test=0.3, random_state=2),
    case("shuffle_split", 40, groups=uneven_groups, n_splits=4, validation=0.3, random_state=3),
    case("shuffle_split", 10, n_splits=1, validation=0.5),
    case("stratified_shuffle_split", 43, skewed, n_splits=4, validation=0.2, random_state=1),
    case("stratified_shuffle_split", 30, even, n_splits=3, validation=7, random_state=13),
]

grouped = [
    first_split(40, uneven_groups, 0.2, 0.0, 0),
    first_split(40, uneven_groups, 0.25, 0.2, 3),
    first_split(24, tied_groups, 2, 3, 9),
    first_split(75, many_groups, 0.15, 0.15, 42),
    first_split(75, many_groups, 0.1, 7, 1),
]

path = pathlib.Path(__file__).with_name("splits.json")
path.write_text(json.dumps({"folds": folds, "grouped": grouped}, separators=(",", ":")) + "\n")
