"""Writes layers/*.json from the tables layers/*.yaml: each layer by itself, as PyTorch 2.13 on a CPU has it, with its
first parameters, output, gradients, three steps of SGD and an evaluation.

    python tests/reference/make_layers.py [TABLE …]

A case of a table has `layer` (as an experiment has it) and `shape` (of a sample), and may have `rows` (3) and `dtypes`.
PyTorch on an Intel processor draws other masks for Dropout and its like: run it on another one.
"""

import json
import math
import pathlib
import sys

import torch
import yaml
from torch import nn

FOLDER = pathlib.Path(__file__).parent / "layers"
DTYPES = {"float32": torch.float32, "float64": torch.float64}
# What a layer here infers and a module there is told, by the module's name for it.
INFERRED = {
    "Linear": "in_features",
    "Conv1d": "in_channels", "Conv2d": "in_channels",
    "ConvTranspose1d": "in_channels", "ConvTranspose2d": "in_channels",
    "BatchNorm1d": "num_features", "BatchNorm2d": "num_features",
    "InstanceNorm1d": "num_features", "InstanceNorm2d": "num_features",
    "GroupNorm": "num_channels",
}


class Residual(nn.Module):
    def __init__(self, layers, shortcut=None):
        super().__init__()
        self.layers, self.shortcut = layers, shortcut

    def forward(self, x):
        return self.layers(x) + (self.shortcut(x) if self.shortcut else x)


class Joined(nn.Module):
    def __init__(self, branches, join):
        super().__init__()
        self.branches, self.join = nn.ModuleList(branches), join

    def forward(self, x):
        return self.join([branch(x) for branch in self.branches])


JOINS = {"Concat": lambda outputs: torch.cat(outputs, 1), "Sum": sum}


class Variational(nn.Module):
    def __init__(self, mean, log_variance):
        super().__init__()
        self.mean, self.log_variance = mean, log_variance

    def forward(self, x):
        mean, log_variance = self.mean(x), self.log_variance(x)
        if not self.training:
            return mean
        return mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)


def tuples(value):
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def sequence(layers, shape):
    modules = []
    for layer in layers:
        made, shape = module(layer, shape)
        modules.append(made)
    return nn.Sequential(*modules)


def module(layer, shape):
    """The torch.nn module of a layer for samples of this shape, and the shape of what it gives."""
    options = {"type": layer} if isinstance(layer, str) else dict(layer)
    kind = options.pop("type")
    if kind == "Residual":
        layers = sequence(options["layers"], shape)
        made = Residual(layers, sequence(options["shortcut"], shape) if options.get("shortcut") else None)
    elif kind in JOINS:
        made = Joined([sequence(branch, shape) for branch in options["branches"]], JOINS[kind])
    elif kind == "Variational":
        made = Variational(sequence(options["mean"], shape), sequence(options["log_variance"], shape))
    else:
        options = {key: tuples(value) for key, value in options.items()}
        if kind in INFERRED:
            options.setdefault(INFERRED[kind], shape[0])
        if options.get("momentum") == "cumulative":
            options["momentum"] = None
        if kind == "Unflatten":
            options.setdefault("dim", 1)
        made = getattr(nn, kind)(**options)
    with torch.no_grad(), torch.random.fork_rng():
        training = made.training
        out = made.eval()(torch.zeros(2, *shape))
        made.train(training)
    return made, list(out.shape[1:])


def digits(number, dtype):
    if not math.isfinite(number):
        return str(number)
    return float(f"{number:.9g}" if dtype == "float32" else f"{number:.17g}")


def numbers(tensor, dtype):
    return [digits(x, dtype) for x in tensor.detach().flatten().tolist()]


def drawn(seed, shape, low, high):
    return torch.empty(shape).uniform_(low, high, generator=torch.Generator().manual_seed(seed))


def parameters_of(made, dtype):
    return [x for p in made.parameters() for x in numbers(p, dtype)]


def measured(case, dtype):
    torch.set_default_dtype(DTYPES[dtype])
    torch.manual_seed(0)
    made, _ = module(case["layer"], case["shape"])
    rows = case.get("rows", 3)
    first = parameters_of(made, dtype)
    x = drawn(1, [rows] + case["shape"], -2, 2).requires_grad_()
    torch.manual_seed(3)
    result = {"layer": case["layer"], "shape": case["shape"], "rows": rows, "dtype": dtype, "first": first}
    for step in range(3):
        made.zero_grad()
        x.grad = None
        out = made(x)
        (out * drawn(2, out.shape, -1, 1)).sum().backward()
        if step == 0:
            result["output"] = numbers(out, dtype)
            result["gradient"] = numbers(x.grad, dtype)
            result["by_parameters"] = [n for p in made.parameters() for n in numbers(p.grad, dtype)]
        with torch.no_grad():
            for p in made.parameters():
                p -= 0.1 * p.grad
    result["third"] = numbers(out, dtype)
    result["last"] = parameters_of(made, dtype)
    result["state"] = {
        name.replace("layers.", "").replace("branches.", ""): numbers(value, dtype)
        for name, value in made.named_buffers()
        if "num_batches" not in name
    }
    result["evaluated"] = numbers(made.eval()(x), dtype)
    return result


def main(names):
    torch.set_num_threads(1)
    for table in sorted(FOLDER.glob("*.yaml")):
        if names and table.stem not in names:
            continue
        lines = []
        for case in yaml.safe_load(table.read_text()):
            for dtype in case.get("dtypes", DTYPES):
                lines.append(json.dumps(measured(case, dtype), separators=(",", ":")))
        table.with_suffix(".json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1:])
