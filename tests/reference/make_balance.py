"""Writes balance.json: the orders of PyTorch's WeightedRandomSampler and scikit-learn's balanced class weights.
Run with PyTorch 2.13 and scikit-learn 1.9 at hand."""

import json
import pathlib

import numpy
import sklearn
import torch
from sklearn import metrics
from sklearn.utils.class_weight import compute_class_weight
from torch.utils.data import DataLoader, WeightedRandomSampler

assert torch.__version__.startswith("2.13"), torch.__version__
assert sklearn.__version__.startswith("1.9"), sklearn.__version__


def sampler(seed, labels, num_samples=None, weights=None, batch_size=4, drop_last=False, epochs=3):
    """Indices of some epochs; without weights they are 1 / rows of the class, as scripts write it."""
    labels = torch.tensor(labels)
    counts = torch.bincount(labels)
    of_class = torch.tensor(weights, dtype=torch.float64) if weights else 1.0 / counts.double()
    loader = DataLoader(range(len(labels)), batch_size=batch_size, drop_last=drop_last,
                        sampler=WeightedRandomSampler(of_class[labels], num_samples or len(labels), replacement=True))
    torch.manual_seed(seed)
    orders = [[int(i) for batch in loader for i in batch] for _ in range(epochs)]
    return {"seed": seed, "labels": labels.tolist(), "weights": weights, "num_samples": num_samples,
            "batch_size": batch_size, "drop_last": drop_last, "orders": orders,
            "next": int(torch.empty((), dtype=torch.int64).random_())}


def labels(seed, n, shares):
    return numpy.random.RandomState(seed).choice(len(shares), n, p=shares).tolist()


def class_weights(values):
    classes = numpy.unique(values)
    return {"labels": values, "weights": compute_class_weight("balanced", classes=classes, y=values).tolist()}


def losses_at_start():
    """A network as it is drawn, its loss over all rows at once."""
    rows = 17
    random = numpy.random.RandomState(6)
    features = random.normal(size=(rows, 2)).round(3)
    target = random.choice(3, rows, p=[0.6, 0.3, 0.1])
    x, y = torch.tensor(features), torch.tensor(target)
    torch.set_default_dtype(torch.float64)
    balanced = compute_class_weight("balanced", classes=numpy.unique(target), y=target).tolist()
    cases = []
    for options, loss in [
        ("{type: CrossEntropyLoss, weight: [1, 2.5, 4]}", torch.nn.CrossEntropyLoss(torch.tensor([1.0, 2.5, 4.0]))),
        ("{type: CrossEntropyLoss, weight: balanced}", torch.nn.CrossEntropyLoss(torch.tensor(balanced))),
        ("{type: CrossEntropyLoss, weight: {2: 4, 1: 2.5}}", torch.nn.CrossEntropyLoss(torch.tensor([1.0, 2.5, 4.0]))),
        ("{type: CrossEntropyLoss, ignore_index: 1}", torch.nn.CrossEntropyLoss(ignore_index=1)),
        ("{type: CrossEntropyLoss, weight: balanced, label_smoothing: 0.1}",
         torch.nn.CrossEntropyLoss(torch.tensor(balanced), label_smoothing=0.1)),
        ("{type: NLLLoss, weight: balanced}", torch.nn.NLLLoss(torch.tensor(balanced))),
        ("{type: MultiMarginLoss, weight: balanced}", torch.nn.MultiMarginLoss(weight=torch.tensor(balanced))),
        ("CrossEntropyLoss", torch.nn.CrossEntropyLoss()),
    ]:
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 3))
        cases.append({"loss": options, "value": loss(model(x), y).item()})
    binary = (target > 0).astype(float)
    positive = torch.tensor([(binary == 0).sum() / (binary == 1).sum()])
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
    bce = torch.nn.BCEWithLogitsLoss(pos_weight=positive)(model(x), torch.tensor(binary).reshape(-1, 1)).item()
    torch.set_default_dtype(torch.float32)
    return {"features": features.tolist(), "target": target.tolist(), "cases": cases,
            "binary_target": binary.astype(int).tolist(), "binary": bce}


def sample_weights():
    """Two steps of gradient descent on a weighted loss; losses and metrics before each of them."""
    rows = 12
    random = numpy.random.RandomState(8)
    features = random.normal(size=(rows, 2)).round(3)
    weights = random.choice([0, 0.5, 1, 3], rows)
    classes = random.choice(3, rows)
    numbers = (features @ [1.5, -2] + random.normal(size=rows)).round(3)
    torch.set_default_dtype(torch.float64)
    x, w = torch.tensor(features), torch.tensor(weights)
    balanced = torch.tensor(compute_class_weight("balanced", classes=numpy.unique(classes), y=classes))
    y, c = torch.tensor(numbers).reshape(-1, 1), torch.tensor(classes)
    none = {"reduction": "none"}

    def cross_entropy(output):
        each = torch.nn.functional.cross_entropy(output, c, weight=balanced, **none)
        return (w * each).sum() / (w * balanced[c]).sum()

    def mean(loss):
        return lambda output: (w[:, None] * loss(output, y, **none)).sum() / w.sum()

    def summed(output):
        return (w[:, None] * torch.nn.functional.l1_loss(output, y, **none)).sum()

    def regression(output):
        got = output.detach().numpy()[:, 0]
        return {"mae": metrics.mean_absolute_error(numbers, got, sample_weight=weights),
                "rmse": metrics.root_mean_squared_error(numbers, got, sample_weight=weights),
                "r2": metrics.r2_score(numbers, got, sample_weight=weights)}

    def accuracy(output):
        return {"accuracy": metrics.accuracy_score(classes, output.detach().numpy().argmax(1), sample_weight=weights)}

    cases = []
    for options, outputs, loss, measure in [
        ("{type: CrossEntropyLoss, weight: balanced}", 3, cross_entropy, accuracy),
        ("MSELoss", 1, mean(torch.nn.functional.mse_loss), regression),
        ("{type: L1Loss, reduction: sum}", 1, summed, regression),
    ]:
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, outputs))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        steps = []
        for _ in range(3):
            output = model(x)
            value = loss(output)
            steps.append({"loss": value.item(), **measure(output)})
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
        cases.append({"loss": options, "outputs": outputs, "steps": steps})
    torch.set_default_dtype(torch.float32)
    table = [[*row, weight] for row, weight in zip(features.tolist(), weights.tolist())]
    return {"features": table, "classes": classes.tolist(), "numbers": numbers.tolist(), "cases": cases}


result = {
    "sample_weights": sample_weights(),
    "losses_at_start": losses_at_start(),
    "sampler": [
        sampler(0, labels(0, 23, [0.8, 0.2])),
        sampler(42, labels(1, 300, [0.9, 0.07, 0.03]), batch_size=32, drop_last=True),
        sampler(7, labels(2, 40, [0.5, 0.5]), num_samples=11, weights=[1.0, 3.5]),
        sampler(2**40 + 7, labels(3, 30, [0.5, 0.5]), num_samples=70, weights=[0.0, 2.0], batch_size=16),
    ],
    "class_weights": [class_weights(labels(4, 500, [0.7, 0.2, 0.1])), class_weights(labels(5, 60, [0.9, 0.1]))],
}
path = pathlib.Path(__file__).with_name("balance.json")
path.write_text(json.dumps(result, indent=None, separators=(",", ":")).replace('},{', '},\n{') + "\n")
