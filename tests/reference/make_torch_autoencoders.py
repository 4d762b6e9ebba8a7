#!/usr/bin/env python3
"""Writes torch_autoencoders.txt: trainings by PyTorch in which a sample is its own target, layers add to the loss, or a
penalty on weights does, each with the experiment file that has to give the same numbers.

    python tests/reference/make_torch_autoencoders.py        (PyTorch 2.13, from any folder)

The form is that of torch.txt. A case is an experiment as a dictionary; `train` is what a person writes who reads it with
PyTorch's documentation at hand. Kept are the losses of every epoch and all parameters after 20 steps.
"""

import csv
import fnmatch
import json
import pathlib

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

TOP = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = "tests/reference/samples.csv"
DTYPES = {"float64": torch.float64, "float32": torch.float32}
DIGITS = {"float64": 11, "float32": 7}
STEPS, BATCH, HELD_BACK = 20, 10, 6
WIDE = ["x0", "x1", "x2", "y0", "y1", "p0", "p1", "p2"]
UNIT = ["p0", "p1", "p2", "t0", "t1", "t2"]


class Variational(nn.Module):
    """Adds the divergence of each sample to `self.divergence`."""

    def __init__(self, mean, log_variance, kl_weight):
        super().__init__()
        self.mean, self.log_variance, self.kl_weight = mean, log_variance, kl_weight

    def forward(self, x):
        mean, log_variance = self.mean(x), self.log_variance(x)
        kl = -0.5 * (1 + log_variance - mean.pow(2) - log_variance.exp())
        self.divergence = self.kl_weight * kl.flatten(1).sum(1)
        if not self.training:
            return mean
        return mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def linear(outputs):
    return {"type": "Linear", "out_features": outputs}


def variational(latent, **more):
    return {"type": "Variational", "mean": [linear(latent)], "log_variance": [linear(latent)], **more}


def sequence(layers, width):
    modules = []
    for layer in layers:
        options = {"type": layer} if isinstance(layer, str) else dict(layer)
        kind = options.pop("type")
        if kind == "Linear":
            modules.append(nn.Linear(width, **options))
            width = options["out_features"]
        elif kind == "Variational":
            mean, latent = sequence(options["mean"], width)
            modules.append(Variational(mean, sequence(options["log_variance"], width)[0], options.get("kl_weight", 1)))
            width = latent
        elif kind == "Residual":
            modules.append(Residual(*sequence(options["layers"], width)[0]))
        else:
            modules.append(getattr(nn, kind)(**options))
    return nn.Sequential(*modules), width


def penalty(config, model):
    if config is None:
        return 0
    parts = config if isinstance(config, list) else [config if isinstance(config, dict) else {"factor": config}]
    total = 0
    for part in parts:
        patterns = part.get("parameters", "*weight")
        patterns = patterns if isinstance(patterns, list) else [patterns]
        for name, p in model.named_parameters():
            if any(fnmatch.fnmatch(name, pattern) for pattern in patterns):
                total = total + part["factor"] / 2 * p.pow(2).sum()
    return total


def columns(names, dtype):
    with open(TOP / SAMPLES, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return torch.tensor([[float(row[name]) for name in names] for row in rows], dtype=dtype)


def train(case, dtype):
    torch.set_default_dtype(dtype)
    names, held = case["features"], HELD_BACK
    x = columns(names, torch.float64)
    if case.get("scaled"):
        x = (x - x[:-held].mean(0)) / x[:-held].std(0, correction=0)
    x = x.to(dtype)
    y = columns([case["target"]], dtype) if "target" in case else x
    w = columns(["n1"], dtype)[:, 0] if case.get("weighted") else torch.ones(len(x), dtype=dtype)
    torch.manual_seed(0)
    model, _ = sequence(case["network"], x.shape[1])
    loss = getattr(nn, case["loss"])(reduction="none", **case.get("loss_options", {}))
    reduction = case.get("reduction", "mean")
    optimizer = getattr(torch.optim, case["optimizer"][0])(model.parameters(), **case["optimizer"][1])

    def value(x, y, w):
        values = loss(model(x), y)
        by_sample = values.mean(1) if reduction == "mean" else values.sum(1)
        for module in model.modules():
            if isinstance(module, Variational):
                by_sample = by_sample + module.divergence
        total = (w * by_sample).sum()
        return (total if reduction == "sum" else total / w.sum()) + penalty(case.get("l2"), model)

    data = TensorDataset(x[:-held], y[:-held], w[:-held])
    loader = DataLoader(data, batch_size=BATCH, shuffle=True)
    together = case.get("accumulate", 1)
    train_loss, val_loss, step = [], [], 0
    while step < STEPS:
        model.train()
        sums = [0.0, 0]
        batches = list(enumerate(loader)) if together == 1 else None
        for i, batch in batches or enumerate(loader):
            if step == STEPS:
                break
            if together == 1 or i % together == 0:
                optimizer.zero_grad()
            got = value(*batch)
            last = len(loader) - len(loader) % together
            (got / (together if i < last else len(loader) % together)).backward()
            sums[0] += got.item() * len(batch[0])
            sums[1] += len(batch[0])
            if (i + 1) % together == 0 or i + 1 == len(loader):
                optimizer.step()
                step += 1
        train_loss.append(sums[0] / sums[1])
        model.eval()
        with torch.no_grad():
            val_loss.append(value(x[-held:], y[-held:], w[-held:]).item())
    parameters = [v for p in model.parameters() for v in p.detach().flatten().tolist()]
    return {"train_loss": train_loss, "val_loss": val_loss, "parameters": parameters}


def yaml(case):
    data = {"type": "csv", "path": SAMPLES, "features": case["features"], "target": case.get("target", "input"),
            "split": {"validation": HELD_BACK, "shuffle": False}}
    if case.get("scaled"):
        data["preprocess"] = ["StandardScaler"]
    if case.get("weighted"):
        data["sample_weight"] = "n1"
    training = {"iterations": STEPS, "batch_size": BATCH}
    if case.get("accumulate"):
        training["accumulate_gradients"] = case["accumulate"]
    if case.get("l2") is not None:
        training["l2"] = case["l2"]
    loss = {"type": case["loss"], **case.get("loss_options", {})}
    if "reduction" in case:
        loss["reduction"] = case["reduction"]
    keys = {"data": data, "network": case["network"], "loss": loss,
            "optimizer": {"type": case["optimizer"][0], **case["optimizer"][1]}, "training": training}
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items())


DENSE = [linear(5), "Tanh", linear(3), "Tanh", linear(8)]
VAE = [linear(6), "Tanh", variational(3), linear(6), "Tanh", linear(8)]
UNIT_VAE = [linear(6), "ReLU", variational(2, kl_weight=0.5), linear(6), "ReLU", linear(6)]
WITHIN = [linear(4), {"type": "Residual", "layers": ["Tanh", variational(4)]}, linear(8)]
TWICE = [linear(6), variational(4), "Tanh", variational(2, kl_weight=2), linear(8)]
SGD = ("SGD", {"lr": 0.05, "momentum": 0.9})
ADAM = ("Adam", {"lr": 0.01})


def cases():
    wide = {"features": WIDE, "scaled": True, "loss": "MSELoss", "optimizer": SGD}
    yield "autoencoder", {**wide, "network": DENSE}
    yield "autoencoder, Adam", {**wide, "network": DENSE, "optimizer": ADAM}
    for loss, options in (("L1Loss", {}), ("HuberLoss", {"delta": 0.5}), ("SmoothL1Loss", {"beta": 0.5}),
                          ("MSELoss", {})):
        for reduction in ("sum", "batchmean"):
            yield (f"autoencoder, {loss} {reduction}",
                   {**wide, "network": DENSE, "loss": loss, "loss_options": options, "reduction": reduction,
                    "optimizer": ("SGD", {"lr": 0.003})})
    unit = {"features": UNIT, "loss": "BCEWithLogitsLoss", "optimizer": ADAM}
    for reduction in ("mean", "sum", "batchmean"):
        yield (f"autoencoder, BCEWithLogitsLoss {reduction}",
               {**unit, "network": [linear(4), "ReLU", linear(6)], "reduction": reduction})
        yield (f"autoencoder, BCELoss {reduction}",
               {**unit, "network": [linear(4), "ReLU", linear(6), "Sigmoid"], "loss": "BCELoss", "reduction": reduction})
        yield f"variational, MSELoss {reduction}", {**wide, "network": VAE, "optimizer": ADAM, "reduction": reduction}
        yield f"variational, BCEWithLogitsLoss {reduction}", {**unit, "network": UNIT_VAE, "reduction": reduction}
        yield (f"variational with weights, {reduction}",
               {**wide, "network": VAE, "optimizer": ADAM, "reduction": reduction, "weighted": True})
    yield "variational within Residual", {**wide, "network": WITHIN, "optimizer": ADAM, "reduction": "batchmean"}
    yield "variational twice", {**wide, "network": TWICE, "optimizer": ADAM, "reduction": "batchmean"}
    number = {**wide, "features": WIDE[:3], "target": "y0", "network": [linear(5), "Tanh", linear(1)]}
    yield "l2", {**number, "l2": 0.01}
    yield "l2 of all parameters", {**number, "l2": {"factor": 0.02, "parameters": "*"}}
    yield "l2 of one layer", {**number, "l2": {"factor": 0.1, "parameters": "0.*"}}
    yield "l2 of two patterns", {**number, "l2": {"factor": 0.1, "parameters": ["2.bias", "0.weight"]}}
    yield "l2, two factors", {**number, "l2": [{"factor": 0.1, "parameters": "0.weight"}, {"factor": 0.01}]}
    yield "l2, accumulated", {**number, "l2": 0.05, "accumulate": 3}
    yield "l2 with Adam", {**number, "l2": 0.05, "optimizer": ADAM}
    yield "variational with l2", {**wide, "network": VAE, "optimizer": ADAM, "reduction": "batchmean", "l2": 0.02}


def main():
    torch.set_num_threads(1)
    lines = ["made by make_torch_autoencoders.py with PyTorch " + torch.__version__]
    for name, case in cases():
        lines += ["", "case " + name, yaml(case).rstrip()]
        for dtype, torch_dtype in DTYPES.items():
            lines.append(dtype)
            for key, numbers in train(case, torch_dtype).items():
                lines.append(" ".join([key] + [f"{n:.{DIGITS[dtype]}g}" for n in numbers]))
    (TOP / "tests/reference/torch_autoencoders.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
