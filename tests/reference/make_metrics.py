"""Writes metrics.json: outputs of networks, targets, and what scikit-learn says of them. Run with scikit-learn 1.9.1.

Logits become probabilities as scipy.special has softmax and expit, and classes by the largest output: what the program
does for CrossEntropyLoss, BCELoss and BCEWithLogitsLoss.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from scipy.special import expit, softmax
from sklearn import metrics

assert sklearn.__version__ == "1.9.1"
warnings.simplefilter("ignore")  # zero_division and the like: their values are what is wanted
cases = []


def listed(value):
    return [float(v) for v in numpy.atleast_1d(value)]


def case(samples, metric, expected):
    cases.append({"samples": samples, "metric": metric, "expected": listed(expected)})


def averages(labels, binary):
    names = ["micro", "macro", "weighted", "none"] + (["binary"] if binary else [])
    return [(name, {"average": None if name == "none" else name, **({"labels": labels} if name == "none" else {})})
            for name in names]


def decided(samples, wanted, predicted, labels, multilabel=False):
    """All that looks at the classes that are decided for. Without labels, but where all classes have a value."""
    binary = len(labels) == 2 and not multilabel
    for name, options in averages(labels, binary):
        case(samples, {"type": "precision", "average": name}, metrics.precision_score(wanted, predicted, **options))
        case(samples, {"type": "recall", "average": name}, metrics.recall_score(wanted, predicted, **options))
        case(samples, {"type": "f1", "average": name}, metrics.f1_score(wanted, predicted, **options))
        case(samples, {"type": "jaccard", "average": name}, metrics.jaccard_score(wanted, predicted, **options))
        for beta in (0, 0.5, 2):
            case(samples, {"type": "fbeta", "beta": beta, "average": name},
                 metrics.fbeta_score(wanted, predicted, beta=beta, **options))
    if binary:
        for function in ("precision", "recall", "f1", "jaccard"):
            value = getattr(metrics, function + "_score")(wanted, predicted, pos_label=0)
            case(samples, {"type": function, "pos_label": "0"}, value)
        case(samples, {"type": "f1"}, metrics.f1_score(wanted, predicted))
    if multilabel:
        return
    case(samples, {"type": "accuracy"}, metrics.accuracy_score(wanted, predicted))
    for adjusted in (False, True):
        case(samples, {"type": "balanced_accuracy", "adjusted": adjusted},
             metrics.balanced_accuracy_score(wanted, predicted, adjusted=adjusted))
    case(samples, {"type": "matthews_corrcoef"}, metrics.matthews_corrcoef(wanted, predicted))
    for weights in ("none", "linear", "quadratic"):
        case(samples, {"type": "cohen_kappa", "weights": weights},
             metrics.cohen_kappa_score(wanted, predicted, labels=labels, weights=None if weights == "none" else weights))


def calibration(wanted, probabilities, n_bins):
    """Guo et al. 2017, equation 3: no metric of scikit-learn."""
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == wanted
    edges = numpy.arange(n_bins + 1) / n_bins
    total = 0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += inside.sum() * abs(right[inside].mean() - confidence[inside].mean())
    return total / len(wanted)


def probable(samples, wanted, probabilities, labels):
    """All that looks at probabilities, a column for each class."""
    case(samples, {"type": "log_loss"}, metrics.log_loss(wanted, probabilities, labels=labels))
    case(samples, {"type": "brier_score"}, metrics.brier_score_loss(wanted, probabilities, labels=labels))
    for n_bins in (1, 10, 15):
        case(samples, {"type": "expected_calibration_error", "n_bins": n_bins},
             calibration(wanted, probabilities, n_bins))
    if len(labels) == 2:
        positive = probabilities[:, 1]
        case(samples, {"type": "roc_auc"}, metrics.roc_auc_score(wanted, positive))
        case(samples, {"type": "average_precision"}, metrics.average_precision_score(wanted, positive))
        case(samples, {"type": "average_precision", "pos_label": "0"},
             metrics.average_precision_score(wanted, probabilities[:, 0], pos_label=0))
        return
    for average in ("macro", "weighted", "none"):
        of = None if average == "none" else average
        value = metrics.roc_auc_score(wanted, probabilities, multi_class="ovr", average=of, labels=labels)
        case(samples, {"type": "roc_auc", "multi_class": "ovr", "average": average}, value)
        one_hot = numpy.eye(len(labels))[wanted]
        case(samples, {"type": "average_precision", "average": average},
             metrics.average_precision_score(one_hot, probabilities, average=of))
        if of:
            value = metrics.roc_auc_score(wanted, probabilities, multi_class="ovo", average=of, labels=labels)
            case(samples, {"type": "roc_auc", "multi_class": "ovo", "average": average}, value)


def many_classes(random, rows, classes, spread, present=None, coarse=False):
    """Logits that know something of the class. `present`: the classes that occur in the target."""
    wanted = random.choice(present or classes, rows)
    logits = random.normal(0, spread, (rows, classes))
    logits[numpy.arange(rows), wanted] += 1
    if coarse:
        logits = numpy.round(logits)  # ties, in scores and in decisions
    samples = {"kind": "scores", "outputs": classes, "prediction": logits.ravel().tolist(), "classes": wanted.tolist()}
    labels = list(range(classes))
    decided(samples, wanted, logits.argmax(axis=1), labels)
    probabilities = softmax(logits, axis=1)
    probable(samples, wanted, probabilities, labels)
    if classes > 2:
        for k in (1, 2, classes - 1):
            case(samples, {"type": "top_k_accuracy", "k": k},
                 metrics.top_k_accuracy_score(wanted, logits, k=k, labels=labels))


def one_decision(random, rows, kind, coarse=False):
    wanted = random.choice(2, rows, p=[0.7, 0.3])
    logits = random.normal(0, 2, rows) + wanted
    logits = numpy.round(logits) if coarse else logits
    positive = expit(logits)
    samples = {"kind": kind, "outputs": 1, "prediction": (logits if kind == "logit" else positive).tolist(),
               "values": wanted.tolist()}
    decided(samples, wanted, (positive > 0.5).astype(int), [0, 1])
    probable(samples, wanted, numpy.stack([1 - positive, positive], axis=1), [0, 1])
    case(samples, {"type": "top_k_accuracy", "k": 1}, metrics.top_k_accuracy_score(wanted, positive, k=1))


def several_decisions(random, rows, columns):
    wanted = (random.random((rows, columns)) < numpy.linspace(0.1, 0.8, columns)).astype(int)
    logits = random.normal(0, 1, (rows, columns)) + wanted
    positive = expit(logits)
    samples = {"kind": "logit", "outputs": columns, "prediction": logits.ravel().tolist(),
               "values": wanted.ravel().tolist()}
    decided(samples, wanted, (positive > 0.5).astype(int), list(range(columns)), multilabel=True)
    for average in ("macro", "weighted", "none"):
        of = None if average == "none" else average
        case(samples, {"type": "roc_auc", "average": average}, metrics.roc_auc_score(wanted, positive, average=of))
        case(samples, {"type": "average_precision", "average": average},
             metrics.average_precision_score(wanted, positive, average=of))


def numbers(random, rows, outputs, offset=0.0, constant=False):
    wanted = random.normal(offset, 3, (rows, outputs))
    if constant:
        wanted[:] = 2.5
    else:
        wanted[0] = 0  # its percentage is of 2.2e-16
    predicted = wanted + random.normal(0.2, 1, (rows, outputs))
    samples = {"kind": "values", "outputs": outputs, "prediction": predicted.ravel().tolist(),
               "values": wanted.ravel().tolist()}
    case(samples, {"type": "mae"}, metrics.mean_absolute_error(wanted, predicted))
    case(samples, {"type": "rmse"}, metrics.mean_squared_error(wanted, predicted) ** 0.5)
    case(samples, {"type": "r2"}, metrics.r2_score(wanted, predicted))
    case(samples, {"type": "medae"}, metrics.median_absolute_error(wanted, predicted))
    case(samples, {"type": "mape"}, metrics.mean_absolute_percentage_error(wanted, predicted))
    case(samples, {"type": "explained_variance"}, metrics.explained_variance_score(wanted, predicted))
    for alpha in (0, 0.1, 0.5, 0.9, 1):
        case(samples, {"type": "pinball", "alpha": alpha}, metrics.mean_pinball_loss(wanted, predicted, alpha=alpha))
    if outputs == 1:
        case(samples, {"type": "max_error"}, metrics.max_error(wanted, predicted))


def weighted_classes(random, rows, classes):
    """Rows that count by a weight: sample_weight, which the one-vs-one area has not."""
    wanted = random.choice(classes, rows)
    logits = random.normal(0, 1, (rows, classes))
    logits[numpy.arange(rows), wanted] += 1
    weights = numpy.round(random.uniform(0.25, 3, rows), 2)
    samples = {"kind": "scores", "outputs": classes, "prediction": logits.ravel().tolist(), "classes": wanted.tolist(),
               "weights": weights.tolist()}
    probabilities, predicted, labels = softmax(logits, axis=1), logits.argmax(axis=1), list(range(classes))
    given = {"sample_weight": weights}
    for average in ("micro", "macro", "weighted"):
        for function in ("precision", "recall", "f1", "jaccard"):
            value = getattr(metrics, function + "_score")(wanted, predicted, average=average, **given)
            case(samples, {"type": function, "average": average}, value)
    case(samples, {"type": "balanced_accuracy"}, metrics.balanced_accuracy_score(wanted, predicted, **given))
    case(samples, {"type": "matthews_corrcoef"}, metrics.matthews_corrcoef(wanted, predicted, **given))
    for weights_of in ("none", "linear", "quadratic"):
        value = metrics.cohen_kappa_score(wanted, predicted, weights=None if weights_of == "none" else weights_of, **given)
        case(samples, {"type": "cohen_kappa", "weights": weights_of}, value)
    case(samples, {"type": "log_loss"}, metrics.log_loss(wanted, probabilities, **given))
    case(samples, {"type": "brier_score"}, metrics.brier_score_loss(wanted, probabilities, labels=labels, **given))
    for average in ("macro", "weighted"):
        value = metrics.roc_auc_score(wanted, probabilities, multi_class="ovr", average=average, **given)
        case(samples, {"type": "roc_auc", "average": average}, value)
        value = metrics.average_precision_score(numpy.eye(classes)[wanted], probabilities, average=average, **given)
        case(samples, {"type": "average_precision", "average": average}, value)
    case(samples, {"type": "top_k_accuracy", "k": 2}, metrics.top_k_accuracy_score(wanted, logits, k=2, **given))


def weighted_numbers(random, rows, outputs):
    wanted = random.normal(5, 3, (rows, outputs))
    predicted = wanted + random.normal(0.2, 1, (rows, outputs))
    weights = numpy.round(random.uniform(0.25, 3, rows), 2)
    samples = {"kind": "values", "outputs": outputs, "prediction": predicted.ravel().tolist(),
               "values": wanted.ravel().tolist(), "weights": weights.tolist()}
    given = {"sample_weight": weights}
    case(samples, {"type": "mape"}, metrics.mean_absolute_percentage_error(wanted, predicted, **given))
    case(samples, {"type": "explained_variance"}, metrics.explained_variance_score(wanted, predicted, **given))
    case(samples, {"type": "pinball", "alpha": 0.2}, metrics.mean_pinball_loss(wanted, predicted, alpha=0.2, **given))


random = numpy.random.RandomState(7)
many_classes(random, 61, 3, 1.0)
many_classes(random, 50, 5, 0.7, coarse=True)
many_classes(random, 40, 2, 1.5)
many_classes(random, 30, 4, 40.0)  # probabilities that are 0 and 1
one_decision(random, 45, "logit")
one_decision(random, 45, "probability")
one_decision(random, 60, "logit", coarse=True)
several_decisions(random, 35, 3)
numbers(random, 41, 1)
numbers(random, 40, 3, offset=100.0)
numbers(random, 8, 1, constant=True)
weighted_classes(random, 40, 3)
weighted_numbers(random, 30, 2)

# A class that is in no target but predicted, and one that is neither: only what does not name the labels.
wanted, predicted = [0, 0, 1, 1, 1, 3, 3], [0, 1, 1, 1, 2, 3, 0]
samples = {"kind": "scores", "outputs": 5, "prediction": numpy.eye(5)[predicted].ravel().tolist(), "classes": wanted}
for name in ("micro", "macro", "weighted"):
    for function in ("precision", "recall", "f1", "jaccard"):
        value = getattr(metrics, function + "_score")(wanted, predicted, average=name)
        case(samples, {"type": function, "average": name}, value)
case(samples, {"type": "balanced_accuracy"}, metrics.balanced_accuracy_score(wanted, predicted))
case(samples, {"type": "matthews_corrcoef"}, metrics.matthews_corrcoef(wanted, predicted))
case(samples, {"type": "cohen_kappa"}, metrics.cohen_kappa_score(wanted, predicted))

# The samples once, however many metrics look at them.
distinct = []
for entry in cases:
    if entry["samples"] not in distinct:
        distinct.append(entry["samples"])
    entry["samples"] = distinct.index(entry["samples"])
numbers_json = {"made_with": "scikit-learn " + sklearn.__version__, "samples": distinct, "cases": cases}
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(numbers_json, separators=(",", ":")) + "\n")
