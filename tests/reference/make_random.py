"""Writes random.json: what PyTorch's and NumPy's generators draw. Run with PyTorch 2.13 and NumPy at hand."""

import json
import pathlib

import numpy
import torch
from torch.utils.data import DataLoader


def torch_case(seed, dtype, draw, n):
    """Two draws in a row, so that what one leaves behind (a cached value) is seen in the next."""
    torch.manual_seed(seed)
    values = [draw(torch.empty(n, dtype=dtype)), draw(torch.empty(3, dtype=dtype))]
    return {"seed": seed, "n": n, "values": torch.cat(values).double().tolist()}


def loader_orders(seed, n, batch_size, epochs):
    torch.manual_seed(seed)
    loader = DataLoader(range(n), batch_size=batch_size, shuffle=True)
    orders = [[int(i) for batch in loader for i in batch] for _ in range(epochs)]
    return {"seed": seed, "n": n, "orders": orders, "next": int(torch.empty((), dtype=torch.int64).random_())}


def torch_numbers():
    dtypes = {"float32": torch.float32, "float64": torch.float64}
    cases = {"uniform": {}, "normal": {}}
    for name, dtype in dtypes.items():
        cases["uniform"][name] = [
            torch_case(seed, dtype, lambda t: t.uniform_(-0.37, 0.61), n)
            for seed, n in [(0, 5), (2**40 + 7, 40), (1, 700)]
        ]
        cases["normal"][name] = [
            torch_case(seed, dtype, lambda t: t.normal_(0.3, 0.7), n)
            for seed, n in [(0, 1), (1, 4), (2, 15), (3, 16), (4, 17), (5, 40), (6, 48), (2**40 + 7, 400)]
        ]
    cases["permutation"] = []
    for seed, n in [(0, 0), (0, 1), (0, 2), (3, 10), (2**63 - 1, 100)]:
        torch.manual_seed(seed)
        cases["permutation"].append({"seed": seed, "n": n, "values": torch.randperm(n).tolist()})
    torch.manual_seed(9)
    cases["int64"] = [int(torch.empty((), dtype=torch.int64).random_()) for _ in range(5)]
    cases["loader"] = [loader_orders(0, 10, 3, 3), loader_orders(42, 33, 16, 4)]
    torch.set_default_dtype(torch.float64)
    cases["loader"].append(loader_orders(7, 12, 12, 2))
    torch.set_default_dtype(torch.float32)
    return cases


def random_split(rows, fractions, seed):
    """Rows of torch.utils.data.random_split for [train, validation, test]; the last may be missing."""
    parts = torch.utils.data.random_split(range(rows), fractions, generator=torch.Generator().manual_seed(seed))
    validation, test = (*fractions[1:], 0)[:2]
    indices = [list(part.indices) for part in parts] + [[]]
    return {"rows": rows, "validation": validation, "test": test, "random_state": seed, "parts": indices[:3]}


def splits():
    cases = [(50, [0.8, 0.2], 42), (53, [0.8, 0.2], 0), (57, [0.7, 0.15, 0.15], 1), (50, [0.7, 0.15, 0.15], 2),
             (11, [0.6, 0.2, 0.2], 3), (29, [0.34, 0.33, 0.33], 4), (20, [13, 4, 3], 5), (20, [19, 1], 6)]
    return [random_split(*case) for case in cases]


def numpy_numbers():
    cases = []
    for seed in [0, 1, 42, 2**32 - 1]:
        random = numpy.random.RandomState(seed)
        case = {"seed": seed}
        case["random_sample"] = random.random_sample(5).tolist()
        case["normal"] = random.normal(1.0, 2.0, 7).tolist()
        case["uniform"] = random.uniform(-1.0, 3.0, 5).tolist()
        case["randint"] = random.randint(-3, 100, 20).tolist()
        case["randint_wide"] = random.randint(0, 2**40, 5).tolist()
        case["randint_single"] = random.randint(7, 8, 2).tolist()
        values = numpy.arange(15)
        random.shuffle(values)
        case["shuffle"] = values.tolist()
        case["permutation"] = random.permutation(20).tolist()
        case["normal_after"] = random.normal(size=2).tolist()
        cases.append(case)
    return cases


numbers = {"torch": torch_numbers(), "numpy": numpy_numbers(), "splits": splits()}
path = pathlib.Path(__file__).with_name("random.json")
path.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")
