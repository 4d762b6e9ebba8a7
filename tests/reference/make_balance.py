"""Writes balance.json: the orders of PyTorch's WeightedRandomSampler and scikit-learn's balanced class weights.
Run with PyTorch 2.13 and scikit-learn 1.9 at hand."""

import json
import pathlib

import numpy
import sklearn
import torch
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


result = {
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
