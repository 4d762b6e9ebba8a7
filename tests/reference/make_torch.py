#!/usr/bin/env python3
"""Writes torch.txt: whole trainings by PyTorch, each with the experiment file that has to give the same numbers.

    python tests/reference/make_torch.py        (PyTorch 2.13 and scikit-learn, from any folder)

A case is an experiment as a dictionary. `Training` builds it in PyTorch as a person would who reads the file with
PyTorch's documentation at hand, and `yaml` writes the file. What is kept: the loss of every epoch, a held back part's
loss where there is one, and all parameters at the end. Before a case is kept it is trained again from parameters that
are off by their last bit: where PyTorch's own numbers then move, nothing can be compared, and the file says so.
"""

import csv
import fnmatch
import itertools
import math
import pathlib
import random
import sys
import warnings

import numpy as np
import sklearn.datasets
import sklearn.model_selection
import sklearn.preprocessing
import torch
from torch import nn
from torch.optim import lr_scheduler, swa_utils

TOP = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = "tests/reference/samples.csv"
DTYPES = {"float64": torch.float64, "float32": torch.float32}
TOLERANCE = {"float64": 1e-9, "float32": 1e-4}
DIGITS = {"float64": 11, "float32": 7}

# ---------------------------------------------------------------------------------------------- data

CLASSES, BINARY, SIGN, NUMBER = "class", "binary", "sign", "y0"
NUMBERS, COUNTS = ["y0", "y1"], ["n0", "n1"]
SHARES, LOG_SHARES = ["p0", "p1", "p2"], ["l0", "l1", "l2"]
LABELS, LABEL_INDICES = ["t0", "t1", "t2"], ["m0", "m1", "m2"]
FEATURES = ["x0", "x1", "x2"]


def write_samples():
    """Thirty samples with a target for every loss, in few digits."""
    draw = random.Random(7)
    rows = []
    for i in range(30):
        x = [round(draw.gauss(0, 1), 2) for _ in range(3)]
        score = x[0] - 0.5 * x[1] + 0.3 * draw.gauss(0, 1)
        shares = [draw.randint(1, 8) for _ in range(3)]
        p = [round(s / sum(shares), 3) for s in shares]
        p[2] = round(1 - p[0] - p[1], 3)
        labels = draw.sample(range(3), draw.randint(1, 3))
        rows.append(
            dict(
                zip(FEATURES, x),
                **{"class": "abc"[0 if score < -0.5 else 1 if score < 0.5 else 2]},
                binary=int(score > 0.1),
                sign=1 if score > 0 else -1,
                y0=round(score, 2),
                y1=round(x[1] * x[2] + 0.2 * draw.gauss(0, 1), 2),
                n0=int(abs(score) * 2),
                n1=draw.randint(0, 5),
                **{f"p{k}": p[k] for k in range(3)},
                **{f"l{k}": round(math.log(p[k]), 4) for k in range(3)},
                **{f"t{k}": draw.randint(0, 1) for k in range(3)},
                **{f"m{k}": label for k, label in enumerate(labels + [-1] * (3 - len(labels)))},
            )
        )
    with open(TOP / SAMPLES, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def samples(target, **more):
    return {"type": "csv", "path": SAMPLES, "features": FEATURES, "target": target, **more}


def read_csv(path, features=None, target=None):
    with open(TOP / path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    target = target or list(rows[0])[-1]
    features = features or [name for name in rows[0] if name != target]
    columns = target if isinstance(target, list) else [target]
    x = np.array([[float(row[name]) for name in features] for row in rows])
    y = [[row[name] for name in columns] for row in rows]
    return x, np.array(y if isinstance(target, list) else [cell for (cell,) in y])


def load(config):
    options = {k: v for k, v in config.items() if k not in ("type", "split", "preprocess")}
    if config["type"] == "csv":
        return read_csv(**options)
    if config["type"] == "inline":
        return np.array(options["features"], dtype=float), np.array(options["target"])
    make = getattr(sklearn.datasets, config["type"])
    return make(**{"random_state": 0, **options})[:2]


CLASS_LOSSES = ("CrossEntropyLoss", "NLLLoss", "MultiMarginLoss")
BINARY_LOSSES = ("BCELoss", "BCEWithLogitsLoss")
SIGN_LOSSES = ("SoftMarginLoss", "HingeEmbeddingLoss")


def as_target(y, loss, dtype):
    one_column = y.ndim == 1
    if one_column and loss in CLASS_LOSSES:
        return torch.from_numpy(np.unique(y, return_inverse=True)[1])
    if one_column and loss in BINARY_LOSSES:
        y = np.unique(y, return_inverse=True)[1]
    y = torch.from_numpy(y.astype(float))
    if loss == "MultiLabelMarginLoss":
        return y.long()
    return (y[:, None] if one_column else y).to(dtype)


def parts(config, loss, dtype):
    """(x, y) of training and of validation."""
    x, y = load(config)
    split = config.get("split")
    held = None
    if split:
        is_class = y.ndim == 1 and loss in CLASS_LOSSES + BINARY_LOSSES + SIGN_LOSSES
        stratify = y if is_class else None
        x, held_x, y, held_y = sklearn.model_selection.train_test_split(
            x, y, test_size=split["validation"], random_state=split.get("random_state", 0), stratify=stratify
        )
        held = held_x, held_y
    for scaler in config.get("preprocess", []):
        scaler = getattr(sklearn.preprocessing, scaler)().fit(x)
        x = scaler.transform(x)
        held = held and (scaler.transform(held[0]), held[1])
    known = y if held is None else np.concatenate([y, held[1]])
    targets = as_target(known, loss, dtype)
    training = torch.from_numpy(x).to(dtype), targets[: len(x)]
    return training, held and (torch.from_numpy(held[0]).to(dtype), targets[len(x) :])


# ---------------------------------------------------------------------------------------------- network


def named(component):
    return {"type": component} if isinstance(component, str) else dict(component)


class Residual(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.layers(x)


class Branches(nn.Module):
    def __init__(self, branches, together):
        super().__init__()
        self.branches = nn.ModuleList(nn.Sequential(*layers) for layers in branches)
        self.together = together

    def forward(self, x):
        return self.together([branch(x) for branch in self.branches])


class Builder:
    """Constructs modules in the order of the file; explicit initialisers run after all of them."""

    def __init__(self):
        self.initialisers = []

    def build(self, layers, shape):
        modules = []
        for layer in layers:
            module = self.layer(named(layer), shape)
            modules.append(module)
            # Shapes are found by trying: nothing here draws.
            shape = module.eval()(torch.zeros(2, *shape)).shape[1:]
            module.train()
        return modules, shape

    def layer(self, options, shape):
        kind = options.pop("type")
        if kind == "Residual":
            return Residual(self.build(options["layers"], shape)[0])
        if kind in ("Sum", "Concat"):
            branches = [self.build(layers, shape)[0] for layers in options["branches"]]
            return Branches(branches, sum if kind == "Sum" else lambda outputs: torch.cat(outputs, 1))
        if kind == "Linear":
            wanted = [(name, options.pop(name + "_init", None)) for name in ("weight", "bias")]
            module = nn.Linear(shape[-1], **options)
            self.initialisers += [(getattr(module, name), named(init)) for name, init in wanted if init]
            return module
        if kind == "BatchNorm1d":
            options = {"num_features": shape[0], **options}
            if options.get("momentum") == "cumulative":
                options["momentum"] = None
        if kind in ("LayerNorm", "RMSNorm"):
            options = {"normalized_shape": shape[-1], **options}
        if kind in ("Softmax", "LogSoftmax", "Softmin"):
            options = {"dim": -1, **options}
        return getattr(nn, kind)(**options)

    def initialise(self):
        for tensor, options in self.initialisers:
            function = getattr(nn.init, options.pop("type") + "_")
            if isinstance(options.get("gain"), str):
                options["gain"] = nn.init.calculate_gain(options["gain"])
            function(tensor, **options)


# ---------------------------------------------------------------------------------------------- optimizer


def with_betas(options):
    return {k: tuple(v) if isinstance(v, list) else v for k, v in options.items()}


class Several:
    """Optimizers side by side, each with some of the parameters."""

    def __init__(self, optimizers):
        self.optimizers = optimizers

    def zero_grad(self):
        for optimizer in self.optimizers:
            optimizer.zero_grad()

    def step(self):
        for optimizer in self.optimizers:
            optimizer.step()


def make_optimizer(config, model, how):
    options = named(config)
    groups = options.pop("groups", [])
    kind = getattr(torch.optim, options.pop("type"))
    members = [[] for _ in range(len(groups) + 1)]
    for name, parameter in model.named_parameters():
        fits = (i for i, g in enumerate(groups) if any(fnmatch.fnmatch(name, p) for p in g["parameters"]))
        members[next(fits, -1)].append(parameter)
    how = how if kind not in (torch.optim.LBFGS, torch.optim.Muon) else {}
    main, others = [], []
    for group, tensors in zip(groups, members):
        own = with_betas({k: v for k, v in group.items() if k != "parameters"})
        if own.pop("frozen", False):
            for tensor in tensors:
                tensor.requires_grad_(False)
        elif "type" in own:
            others.append(getattr(torch.optim, own.pop("type"))(tensors, **own, **how))
        else:
            main.append({"params": tensors, **own})
    main.insert(0, {"params": members[-1]})
    if len(main) == 1:
        main = main[0]["params"]
    optimizer = kind(main, **with_betas(options), **how)
    return Several([optimizer, *others]) if others else optimizer


def expression(text):
    return lambda epoch: eval(text, vars(math) | {"math": math, "min": min, "max": max, "epoch": epoch})


def make_scheduler(config, optimizer, length):
    options = named(config)
    for key in ("interval", "monitor"):
        options.pop(key, None)
    kind = options.pop("type")
    if "lr_lambda" in options:
        options["lr_lambda"] = expression(options["lr_lambda"])
    if "schedulers" in options:
        options["schedulers"] = [make_scheduler(s, optimizer, length) for s in options["schedulers"]]
    if kind == "OneCycleLR" and "total_steps" not in options and "epochs" not in options:
        options["total_steps"] = length
    if kind == "ChainedScheduler":
        return lr_scheduler.ChainedScheduler(**options)
    return getattr(swa_utils if kind == "SWALR" else lr_scheduler, kind)(optimizer, **options)


# ---------------------------------------------------------------------------------------------- averaging


class Averaging:
    """The model that is evaluated: AveragedModel, once it has been told to take in the weights."""

    def __init__(self, config, model, steps_per_epoch):
        options = named(config)
        is_ema = options.pop("type") == "EMA"
        how = {"multi_avg_fn": swa_utils.get_ema_multi_avg_fn(options.pop("decay", 0.999))} if is_ema else {}
        self.model, self.averaged = model, swa_utils.AveragedModel(model, **how)
        self.interval = options.pop("interval", "iteration" if is_ema else "epoch")
        self.every, self.update_bn = options.pop("every", 1), options.pop("update_bn", True)
        start = options.pop("start_epoch", 1)
        self.first = start if self.interval == "epoch" else (start - 1) * steps_per_epoch + 1
        self.first = options.pop("start_iteration", self.first)

    def after(self, interval, number):
        if interval == self.interval and number >= self.first and (number - self.first) % self.every == 0:
            self.averaged.update_parameters(self.model)

    def evaluated(self, batches):
        if self.averaged.n_averaged == 0:
            return self.model
        if self.update_bn:
            swa_utils.update_bn(batches, self.averaged)
        return self.averaged


# ---------------------------------------------------------------------------------------------- training


class Training:
    """An experiment by PyTorch."""

    def __init__(self, experiment, dtype, nudge=0.0, how=None):
        torch.set_default_dtype(DTYPES[dtype])
        torch.manual_seed(experiment.get("seed", 0))
        loss = named(experiment["loss"])
        self.loss_name = loss.pop("type")
        for key in ("weight", "pos_weight"):
            if key in loss:
                loss[key] = torch.tensor(loss[key])
        self.loss = getattr(nn, self.loss_name)(**loss)
        (self.x, self.y), self.held = parts(experiment["data"], self.loss_name, DTYPES[dtype])
        builder = Builder()
        self.model = nn.Sequential(*builder.build(experiment["network"], self.x.shape[1:])[0])
        builder.initialise()
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter.mul_(1 + nudge)
        self.options = experiment["training"]
        self.optimizer = make_optimizer(experiment["optimizer"], self.model, how or {"foreach": False})
        self.scheduler, self.each_step = None, False
        if "scheduler" in experiment:
            self.each_step = named(experiment["scheduler"]).get("interval") == "iteration"
            length = self.steps() if self.each_step else self.options["epochs"]
            self.scheduler = make_scheduler(experiment["scheduler"], self.optimizer, length)
        self.averaging = None
        if "averaging" in self.options:
            self.averaging = Averaging(self.options["averaging"], self.model, self.steps() // self.options["epochs"])
        self.steps_done = 0
        self.watched = named(experiment.get("scheduler", {"type": ""})).get("monitor")
        self.losses, self.held_losses = [], []

    def loader(self):
        size = self.options.get("batch_size", 32)
        return torch.utils.data.DataLoader(
            torch.utils.data.TensorDataset(self.x, self.y),
            batch_size=len(self.x) if size == "full" else size,
            shuffle=self.options.get("shuffle") != "none",
            drop_last=self.options.get("drop_last", False),
        )

    def steps(self):
        together = self.options.get("accumulate_gradients", 1)
        return math.ceil(len(self.loader()) / together) * self.options["epochs"]

    def value(self, x, y, model=None):
        output = (model or self.model)(x)
        if self.loss_name == "GaussianNLLLoss":
            k = y.shape[1]
            return self.loss(output[:, :k], y, output[:, k:])
        return self.loss(output, y)

    def clip(self):
        parameters = [p for p in self.model.parameters() if p.requires_grad]
        norm = self.options.get("clip_grad_norm")
        if norm:
            torch.nn.utils.clip_grad_norm_(parameters, **(norm if isinstance(norm, dict) else {"max_norm": norm}))
        if "clip_grad_value" in self.options:
            torch.nn.utils.clip_grad_value_(parameters, self.options["clip_grad_value"])

    def closure(self, x, y):
        def evaluate():
            self.optimizer.zero_grad()
            loss = self.value(x, y)
            loss.backward()
            self.clip()
            self.first_loss = loss.item() if self.first_loss is None else self.first_loss
            return loss

        return evaluate

    def after_step(self):
        self.steps_done += 1
        if self.averaging:
            self.averaging.after("iteration", self.steps_done)
        if self.scheduler and self.each_step:
            self.scheduler.step()

    def epoch(self, loader):
        together = self.options.get("accumulate_gradients", 1)
        total = count = 0
        self.model.train()
        for i, (x, y) in enumerate(loader, 1):
            if isinstance(self.optimizer, torch.optim.LBFGS):
                self.first_loss = None
                self.optimizer.step(self.closure(x, y))
                loss = self.first_loss
            else:
                if (i - 1) % together == 0:
                    self.optimizer.zero_grad()
                value = self.value(x, y)
                (value / together).backward()
                if i % together == 0 or i == len(loader):
                    self.clip()
                    self.optimizer.step()
                loss = value.item()
            if i % together == 0 or i == len(loader):
                self.after_step()
            total += loss * len(x)
            count += len(x)
        self.losses.append(total / count)

    def run(self):
        loader = self.loader()
        for epoch in range(1, self.options["epochs"] + 1):
            batches = list(loader)
            self.epoch(batches)
            model = self.model
            if self.averaging:
                self.averaging.after("epoch", epoch)
                model = self.averaging.evaluated(batches)
            if self.held:
                model.eval()
                with torch.no_grad():
                    self.held_losses.append(self.value(*self.held, model).item())
            if isinstance(self.scheduler, lr_scheduler.ReduceLROnPlateau):
                watched = self.held_losses if self.held and self.watched != "train_loss" else self.losses
                self.scheduler.step(watched[-1])
            elif self.scheduler and not self.each_step:
                self.scheduler.step()
        return self.numbers()

    def numbers(self):
        parameters = [v for p in self.model.parameters() for v in p.detach().flatten().tolist()]
        return {"train_loss": self.losses, "val_loss": self.held_losses, "parameters": parameters}


# ---------------------------------------------------------------------------------------------- cases

TANH = [{"type": "Linear", "out_features": 4}, "Tanh"]
SOFT = [{"type": "Linear", "out_features": 4}, "SiLU"]


def linear(n, **more):
    return {"type": "Linear", "out_features": n, **more}


def base(n):
    """Experiments to put a component in, in turn."""
    return [
        {
            "data": samples(CLASSES),
            "network": TANH + [linear(3)],
            "loss": "CrossEntropyLoss",
            "optimizer": {"type": "SGD", "lr": 0.1},
            "training": {"epochs": 8, "batch_size": 8},
        },
        {
            "data": samples(NUMBERS),
            "network": SOFT + [linear(2)],
            "loss": "MSELoss",
            "optimizer": {"type": "SGD", "lr": 0.05},
            "training": {"epochs": 10, "batch_size": 10},
        },
        {
            "data": samples(BINARY, split={"validation": 0.2}),
            "network": TANH + [linear(1)],
            "loss": "BCEWithLogitsLoss",
            "optimizer": {"type": "SGD", "lr": 0.1, "momentum": 0.9},
            "training": {"epochs": 16, "batch_size": 12},
        },
    ][n % 3]


class Cases:
    def __init__(self):
        self.all, self.families = [], {}

    def add(self, family, name, **changes):
        n = len(self.all)
        self.families[family] = self.families.get(family, 0) + 1
        experiment = {"seed": n, **base(n), **changes}
        self.all.append((f"{family}: {name}", experiment))


OPTIMIZERS = {
    "SGD": [
        {},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.05, "momentum": 0.9},
        {"lr": 0.05, "momentum": 0.8, "dampening": 0.3},
        {"lr": 0.03, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02},
        {"lr": 0.005, "momentum": 0.5, "maximize": True},
        {"lr": 0.1, "momentum": 0.7, "dampening": 0.5, "weight_decay": 0.05},
    ],
    "Adagrad": [
        {},
        {"lr": 0.1},
        {"lr": 0.1, "lr_decay": 0.1},
        {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.02, "maximize": True, "weight_decay": 0.1, "lr_decay": 0.01},
    ],
    "RMSprop": [
        {},
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-4},
        {"lr": 0.005, "alpha": 0.95, "momentum": 0.9},
        {"lr": 0.01, "centered": True, "weight_decay": 0.1, "eps": 1e-3},
        {"lr": 0.01, "centered": True, "momentum": 0.7, "alpha": 0.4, "eps": 1e-2},
        {"lr": 0.003, "maximize": True, "weight_decay": 0.05},
        {"lr": 0.01, "weight_decay": 0.01},
    ],
    "Adam": [
        {},
        {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3},
        {"lr": 0.02, "weight_decay": 0.1},
        {"lr": 0.02, "amsgrad": True, "betas": [0.9, 0.6]},
        {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.005, "maximize": True, "amsgrad": True, "weight_decay": 0.1},
        {"lr": 0.02, "betas": [0.3, 0.9]},
        {"lr": 0.05},
    ],
    "AdamW": [
        {},
        {"lr": 0.02, "weight_decay": 0.3},
        {"lr": 0.02, "betas": [0.5, 0.9], "eps": 1e-4, "weight_decay": 0.0},
        {"lr": 0.02, "amsgrad": True, "betas": [0.9, 0.7]},
        {"lr": 0.005, "maximize": True},
        {"lr": 0.05},
    ],
    "NAdam": [
        {},
        {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3, "momentum_decay": 0.1},
        {"lr": 0.02, "weight_decay": 0.1},
        {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.005, "maximize": True, "weight_decay": 0.1},
        {"lr": 0.02, "betas": [0.3, 0.9], "momentum_decay": 0.0},
    ],
    "RAdam": [
        {},
        {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3},
        {"lr": 0.02, "weight_decay": 0.1},
        {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.005, "maximize": True, "weight_decay": 0.1},
        {"lr": 0.02, "betas": [0.3, 0.9]},
    ],
    "Adamax": [
        {},
        {"lr": 0.02, "betas": [0.8, 0.6], "eps": 1e-2},
        {"lr": 0.02, "weight_decay": 0.1},
        {"lr": 0.005, "maximize": True, "weight_decay": 0.1},
        {"lr": 0.02, "betas": [0.3, 0.9]},
    ],
    "Adadelta": [
        {},
        {"lr": 0.5, "rho": 0.6, "eps": 1e-3},
        {"lr": 2.0, "weight_decay": 0.1},
        {"maximize": True, "weight_decay": 0.1},
        {"rho": 0.95, "eps": 1e-4},
    ],
    "Rprop": [
        {},
        {"lr": 0.02, "etas": [0.3, 1.5]},
        {"lr": 0.02, "step_sizes": [0.01, 0.1]},
        {"lr": 0.001, "maximize": True},
        {"lr": 0.005, "etas": [0.6, 1.1]},
    ],
    "ASGD": [
        {},
        {"lr": 0.05, "lambd": 0.1, "alpha": 0.5},
        {"lr": 0.05, "t0": 5, "weight_decay": 0.1},
        {"lr": 0.002, "maximize": True, "t0": 10, "lambd": 1e-2},
        {"lr": 0.1, "lambd": 0.01},
    ],
    "Adafactor": [
        {},
        {"lr": 0.05, "beta2_decay": -0.5, "d": 1.5},
        {"lr": 0.05, "eps": [1e-2, 0.1], "weight_decay": 0.1},
        {"lr": 0.02, "d": 2.0, "weight_decay": 0.2, "maximize": True},
        {"lr": 0.1, "eps": [0.3, 1e-3], "beta2_decay": -0.3},
    ],
    "LBFGS": [
        {"max_iter": 2, "lr": 0.1},
        {"max_iter": 1, "lr": 0.1},
        {"max_iter": 4, "lr": 0.1, "tolerance_grad": 1e-3, "tolerance_change": 1e-4},
        {"line_search_fn": "strong_wolfe", "max_iter": 1},
        {"line_search_fn": "strong_wolfe", "max_iter": 2, "lr": 0.5},
        {"line_search_fn": "strong_wolfe", "max_iter": 2, "history_size": 2, "tolerance_grad": 1e-2},
    ],
}

MUON = [
    {},
    {"lr": 0.02, "weight_decay": 0.0, "nesterov": False},
    {"lr": 0.02, "momentum": 0.3, "adjust_lr_fn": "match_rms_adamw"},
    {"lr": 0.02, "ns_steps": 3, "ns_coefficients": [2.0, -1.5, 0.5]},
    {"lr": 0.02, "momentum": 0.0, "eps": 10.0, "adjust_lr_fn": "original"},
]

NO_DECAY = [{"parameters": ["*.bias"], "weight_decay": 0.0}]
GROUPS = [
    {"type": "AdamW", "lr": 0.02, "weight_decay": 0.3, "groups": NO_DECAY},
    {"type": "SGD", "lr": 0.1, "momentum": 0.9, "weight_decay": 0.1, "groups": NO_DECAY},
    {"type": "SGD", "lr": 0.1, "groups": [{"parameters": ["0.*"], "lr": 0.01}]},
    {"type": "Adam", "lr": 0.02, "groups": [{"parameters": ["2.*"], "lr": 0.002, "betas": [0.5, 0.9]}]},
    {"type": "Adam", "lr": 0.02, "groups": [{"parameters": ["0.*"], "frozen": True}]},
    {"type": "SGD", "lr": 0.1, "momentum": 0.5, "groups": [{"parameters": ["*.bias"], "frozen": True}]},
    {"type": "RMSprop", "lr": 0.01, "groups": [{"parameters": ["0.weight"], "momentum": 0.5}, {"parameters": ["*.bias"], "lr": 0.03}]},
    {"type": "NAdam", "lr": 0.02, "groups": [{"parameters": ["*.weight"], "weight_decay": 0.1}]},
    {"type": "Muon", "lr": 0.02, "groups": [{"parameters": ["*.bias"], "type": "AdamW", "lr": 0.01}]},
    {"type": "Muon", "lr": 0.05, "groups": [{"parameters": ["*.bias", "2.*"], "type": "Adam", "lr": 0.01}]},
    {"type": "Adagrad", "lr": 0.1, "groups": [{"parameters": ["0.*"], "type": "SGD", "lr": 0.1}]},
    {"type": "Adafactor", "lr": 0.05, "groups": [{"parameters": ["*.bias"], "lr": 0.01, "d": 2.0}]},
]


def nest(kind, schedulers, **more):
    return {"type": kind, "schedulers": schedulers, **more}


def cosine(t, **more):
    return {"type": "CosineAnnealingLR", "T_max": t, **more}


WARM = {"type": "LinearLR", "start_factor": 0.1, "total_iters": 4}
STEP = {"type": "StepLR", "step_size": 3, "gamma": 0.5}
EXP = {"type": "ExponentialLR", "gamma": 0.9}

# Rules that stand without a momentum, and whether they end by themselves.
SCHEDULERS = [
    {"type": "StepLR", "step_size": 3},
    {"type": "StepLR", "step_size": 5, "gamma": 0.5},
    {"type": "StepLR", "step_size": 1, "gamma": 0.95},
    {"type": "MultiStepLR", "milestones": [2, 5, 7]},
    {"type": "MultiStepLR", "milestones": [3, 3, 9], "gamma": 0.7},
    {"type": "MultiStepLR", "milestones": [0, 4, 100], "gamma": 0.5},
    {"type": "ConstantLR"},
    {"type": "ConstantLR", "factor": 0.25, "total_iters": 3},
    {"type": "LinearLR"},
    {"type": "LinearLR", "start_factor": 0.001, "total_iters": 6},
    {"type": "LinearLR", "start_factor": 1.0, "end_factor": 0.0, "total_iters": 7},
    {"type": "ExponentialLR", "gamma": 0.9},
    {"type": "ExponentialLR", "gamma": 1.02},
    {"type": "PolynomialLR"},
    {"type": "PolynomialLR", "total_iters": 7, "power": 2.0},
    {"type": "PolynomialLR", "total_iters": 9, "power": 0.5},
    cosine(8),
    cosine(5, eta_min=0.01),
    cosine(2, eta_min=1e-3),
    {"type": "CosineAnnealingWarmRestarts", "T_0": 4},
    {"type": "CosineAnnealingWarmRestarts", "T_0": 2, "T_mult": 2, "eta_min": 0.001},
    {"type": "LambdaLR", "lr_lambda": "0.95 ** epoch"},
    {"type": "LambdaLR", "lr_lambda": "min((epoch + 1) / 5, 1 / sqrt(epoch + 1))"},
    {"type": "LambdaLR", "lr_lambda": "1 if epoch < 3 else 0.1"},
    {"type": "MultiplicativeLR", "lr_lambda": "0.95"},
    {"type": "MultiplicativeLR", "lr_lambda": "1 - 1 / (epoch + 2)"},
    {"type": "SWALR", "swa_lr": 0.02},
    {"type": "SWALR", "swa_lr": 0.02, "anneal_epochs": 4, "anneal_strategy": "linear"},
    {"type": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 3, "cycle_momentum": False},
    {"type": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 2, "step_size_down": 4, "mode": "triangular2", "cycle_momentum": False},
    {"type": "OneCycleLR", "max_lr": 0.1, "cycle_momentum": False},
    {"type": "OneCycleLR", "max_lr": 0.1, "three_phase": True, "cycle_momentum": False, "anneal_strategy": "linear"},
    nest("SequentialLR", [WARM, cosine(5)], milestones=[4]),
    nest("SequentialLR", [WARM, STEP, EXP], milestones=[3, 6]),
    nest("SequentialLR", [{"type": "ConstantLR", "factor": 0.1, "total_iters": 2}, EXP], milestones=[2]),
    nest("ChainedScheduler", [WARM, EXP]),
    nest("ChainedScheduler", [{"type": "ConstantLR", "factor": 0.5, "total_iters": 4}, STEP]),
]

MOVING_MOMENTUM = [
    {"type": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 3},
    {"type": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "mode": "exp_range", "gamma": 0.95, "base_momentum": 0.5, "max_momentum": 0.95},
    {"type": "OneCycleLR", "max_lr": 0.1},
    {"type": "OneCycleLR", "max_lr": 0.05, "pct_start": 0.4, "div_factor": 10, "final_div_factor": 100.0, "base_momentum": 0.7, "max_momentum": 0.9},
    {"type": "OneCycleLR", "max_lr": 0.05, "three_phase": True, "anneal_strategy": "linear"},
]

PLATEAU = [
    {"factor": 0.5, "patience": 0, "threshold": 0.05},
    {"factor": 0.5, "patience": 1, "threshold": 0.1, "cooldown": 1},
    {"factor": 0.3, "patience": 0, "threshold": 0.02, "threshold_mode": "abs", "min_lr": 0.01},
    {"factor": 0.5, "patience": 2, "threshold": 0.3},
    {"factor": 0.5, "patience": 1, "mode": "max", "monitor": "train_loss"},
    {"factor": 0.7, "patience": 0, "threshold": 0.1, "monitor": "train_loss"},
]

WEIGHTS = [0.5, 2.0, 1.25]
SOFTPLUS_MEANS = [{"type": "Concat", "branches": [[linear(2)], [linear(2), "Softplus"]]}]

# Loss, target columns, what stands behind the hidden layer, rate.
LOSSES = [
    (["CrossEntropyLoss"], CLASSES, [linear(3)], [{}, {"weight": WEIGHTS}, {"label_smoothing": 0.1}, {"ignore_index": 1}, {"weight": WEIGHTS, "label_smoothing": 0.2, "ignore_index": 2}]),
    (["CrossEntropyLoss"], SHARES, [linear(3)], [{}, {"weight": WEIGHTS}, {"label_smoothing": 0.2}]),
    (["NLLLoss"], CLASSES, [linear(3), "LogSoftmax"], [{}, {"weight": WEIGHTS}, {"ignore_index": 0}]),
    (["BCELoss"], BINARY, [linear(1), "Sigmoid"], [{}, {"weight": [0.7]}]),
    (["BCELoss"], LABELS, [linear(3), "Sigmoid"], [{}, {"weight": WEIGHTS}]),
    (["BCEWithLogitsLoss"], BINARY, [linear(1)], [{}, {"pos_weight": [2.5]}, {"weight": [0.5], "pos_weight": [0.3]}]),
    (["BCEWithLogitsLoss"], LABELS, [linear(3)], [{}, {"pos_weight": WEIGHTS}]),
    (["SoftMarginLoss"], SIGN, [linear(1)], [{}]),
    (["MultiMarginLoss"], CLASSES, [linear(3)], [{}, {"p": 2}, {"margin": 0.3}, {"weight": WEIGHTS, "p": 2, "margin": 2.0}]),
    (["MultiLabelMarginLoss"], LABEL_INDICES, [linear(3)], [{}]),
    (["MultiLabelSoftMarginLoss"], LABELS, [linear(3)], [{}, {"weight": WEIGHTS}]),
    (["HingeEmbeddingLoss"], SIGN, [linear(1)], [{}, {"margin": 0.3}]),
    (["L1Loss", "MSELoss"], NUMBER, [linear(1)], [{}]),
    (["L1Loss", "MSELoss"], NUMBERS, [linear(2)], [{}]),
    (["SmoothL1Loss"], NUMBERS, [linear(2)], [{}, {"beta": 0.3}, {"beta": 2.0}, {"beta": 0}]),
    (["HuberLoss"], NUMBERS, [linear(2)], [{}, {"delta": 0.3}, {"delta": 2.5}]),
    (["PoissonNLLLoss"], COUNTS, [linear(2)], [{}, {"full": True}]),
    (["PoissonNLLLoss"], COUNTS, [linear(2), "Softplus"], [{"log_input": False}, {"log_input": False, "full": True, "eps": 1e-3}]),
    (["GaussianNLLLoss"], NUMBERS, SOFTPLUS_MEANS, [{}, {"full": True}, {"eps": 1e-2}]),
    (["KLDivLoss"], SHARES, [linear(3), "LogSoftmax"], [{}, {"reduction": "batchmean"}]),
    (["KLDivLoss"], LOG_SHARES, [linear(3), "LogSoftmax"], [{"log_target": True}]),
]

ACTIVATIONS = [
    ("ELU", {}, {"alpha": 0.5}), ("CELU", {}, {"alpha": 2.0}), ("SELU", {}), ("GELU", {}, {"approximate": "tanh"}),
    ("ReLU", {}), ("ReLU6", {}), ("LeakyReLU", {}, {"negative_slope": 0.2}), ("PReLU", {}, {"num_parameters": 4, "init": 0.1}),
    ("Sigmoid", {}), ("LogSigmoid", {}), ("Hardsigmoid", {}), ("SiLU", {}), ("Mish", {}), ("Hardswish", {}), ("Tanh", {}),
    ("Hardtanh", {}, {"min_val": -0.3, "max_val": 0.7}), ("Tanhshrink", {}), ("Softplus", {}, {"beta": 2.0, "threshold": 1.0}),
    ("Softsign", {}), ("Softshrink", {}, {"lambd": 0.1}), ("Hardshrink", {}, {"lambd": 0.1}),
    ("Threshold", {"threshold": 0.1, "value": 0.5}), ("GLU", {}), ("Softmin", {}), ("Softmax", {}), ("LogSoftmax", {}), ("Identity", {}),
]

INITIALISERS = [
    {"type": "uniform", "a": -0.5, "b": 0.5}, {"type": "uniform", "a": 0.0, "b": 0.3}, {"type": "normal", "std": 0.3}, {"type": "normal", "mean": 0.1, "std": 0.5},
    {"type": "trunc_normal", "std": 0.4}, {"type": "trunc_normal", "mean": 0.1, "std": 0.5, "a": -0.4, "b": 0.8},
    {"type": "constant", "val": 0.2}, {"type": "ones"}, {"type": "eye"}, {"type": "xavier_uniform"}, {"type": "xavier_uniform", "gain": "tanh"},
    {"type": "xavier_normal"}, {"type": "xavier_normal", "gain": 1.5}, {"type": "kaiming_uniform"}, {"type": "kaiming_uniform", "a": 0.3, "mode": "fan_out"},
    {"type": "kaiming_uniform", "nonlinearity": "relu"}, {"type": "kaiming_normal"}, {"type": "kaiming_normal", "mode": "fan_out", "nonlinearity": "tanh"},
    {"type": "orthogonal"}, {"type": "orthogonal", "gain": 1.3}, {"type": "orthogonal", "gain": "relu"}, {"type": "sparse", "sparsity": 0.4, "std": 0.5}, {"type": "sparse", "sparsity": 0.1, "std": 0.3},
]

NORMS = [
    {"type": "BatchNorm1d"}, {"type": "BatchNorm1d", "eps": 1e-2, "momentum": 0.3}, {"type": "BatchNorm1d", "affine": False},
    {"type": "BatchNorm1d", "momentum": "cumulative"}, {"type": "BatchNorm1d", "track_running_stats": False},
    {"type": "LayerNorm"}, {"type": "LayerNorm", "eps": 1e-2}, {"type": "LayerNorm", "elementwise_affine": False}, {"type": "LayerNorm", "bias": False},
    {"type": "RMSNorm"}, {"type": "RMSNorm", "eps": 1e-3}, {"type": "RMSNorm", "elementwise_affine": False},
]

BLOCKS = [
    [{"type": "Residual", "layers": [linear(4), "ReLU", linear(4)]}],
    [{"type": "Residual", "layers": [linear(4), "SiLU"]}, {"type": "Residual", "layers": ["LayerNorm", linear(4), "GELU"]}],
    [{"type": "Residual", "layers": ["BatchNorm1d", linear(4), "ELU", linear(4)]}],
    [{"type": "Sum", "branches": [[linear(3)], [linear(3), "Tanh"]]}],
    [{"type": "Sum", "branches": [[], [linear(4)], [linear(4, bias=False), "Sigmoid"]]}],
    [{"type": "Concat", "branches": [[linear(2)], [linear(2), "Tanh"]]}],
    [{"type": "Concat", "branches": [[], [linear(2)]]}],
    [{"type": "Residual", "layers": [{"type": "Concat", "branches": [[linear(2)], [linear(2), "SiLU"]]}]}],
    [{"type": "Residual", "layers": [linear(4, weight_init="orthogonal", bias_init="zeros")]}],
    ["PReLU", {"type": "RMSNorm"}, linear(5, bias=False)],
]

TRAININGS = [
    {"epochs": 2, "batch_size": 1}, {"epochs": 32, "batch_size": "full"}, {"epochs": 10, "batch_size": 7, "drop_last": True}, {"epochs": 10, "batch_size": 8, "drop_last": True},
    {"epochs": 10, "batch_size": 9, "shuffle": "none"}, {"epochs": 30, "batch_size": 64}, {"epochs": 5, "batch_size": 4}, {"epochs": 3, "batch_size": 2},
    {"epochs": 10, "batch_size": 8, "clip_grad_norm": 0.3}, {"epochs": 10, "batch_size": 8, "clip_grad_norm": {"max_norm": 0.2, "norm_type": "inf"}},
    {"epochs": 10, "batch_size": 8, "clip_grad_norm": {"max_norm": 0.5, "norm_type": 1.0}}, {"epochs": 10, "batch_size": 8, "clip_grad_norm": {"max_norm": 0.4, "norm_type": 3.0}},
    {"epochs": 10, "batch_size": 8, "clip_grad_value": 0.05}, {"epochs": 10, "batch_size": 8, "clip_grad_norm": 0.3, "clip_grad_value": 0.1},
    {"epochs": 10, "batch_size": 4, "accumulate_gradients": 2}, {"epochs": 16, "batch_size": 4, "accumulate_gradients": 3, "clip_grad_norm": 0.3}, {"epochs": 16, "batch_size": 3, "accumulate_gradients": 4},
]

AVERAGINGS = [
    {"type": "EMA"},
    {"type": "EMA", "decay": 0.9},
    {"type": "EMA", "decay": 0.5, "start_iteration": 7},
    {"type": "EMA", "decay": 0.25, "interval": "epoch", "every": 2, "start_epoch": 2},
    {"type": "EMA", "decay": 0.8, "update_bn": False},
    {"type": "SWA"},
    {"type": "SWA", "start_epoch": 4},
    {"type": "SWA", "interval": "iteration", "every": 3, "start_iteration": 10},
    {"type": "SWA", "interval": "iteration", "start_epoch": 5, "update_bn": False},
]
SWA_SCHEDULE = {"type": "SWALR", "swa_lr": 0.02, "anneal_epochs": 3, "anneal_strategy": "linear"}
SCALED = {"preprocess": ["StandardScaler"]}
GENERATED = [
    ({"type": "make_moons", "n_samples": 40, "noise": 0.2}, "CrossEntropyLoss", 2),
    ({"type": "make_moons", "n_samples": 41, "noise": 0.1, "random_state": 3, **SCALED}, "BCEWithLogitsLoss", 1),
    ({"type": "make_circles", "n_samples": 40, "noise": 0.05, "factor": 0.5}, "CrossEntropyLoss", 2),
    ({"type": "make_circles", "n_samples": 50, "random_state": 1, "split": {"validation": 0.2}}, "BCEWithLogitsLoss", 1),
    ({"type": "make_blobs", "n_samples": 45, **SCALED}, "CrossEntropyLoss", 3),
    ({"type": "make_blobs", "n_samples": 40, "n_features": 3, "centers": 4, "cluster_std": 2.0, "random_state": 5, "preprocess": ["MinMaxScaler"]}, "MultiMarginLoss", 4),
    ({"type": "make_regression", "n_samples": 40, "n_features": 4, "n_informative": 2, "noise": 1.0, **SCALED}, "SmoothL1Loss", 1),
    ({"type": "make_regression", "n_samples": 40, "n_features": 3, "n_informative": 3, "n_targets": 2, "random_state": 2}, "L1Loss", 2),
    ({"type": "make_classification", "n_samples": 48, "n_features": 5, "n_informative": 3, "n_redundant": 1, "n_classes": 3, "n_clusters_per_class": 1}, "CrossEntropyLoss", 3),
    ({"type": "make_classification", "n_samples": 40, "n_features": 6, "random_state": 9, "split": {"validation": 10, "random_state": 4}, **SCALED}, "CrossEntropyLoss", 2),
    ({"type": "make_friedman1", "n_samples": 40, "n_features": 5, "noise": 0.5, **SCALED}, "HuberLoss", 1),
    ({"type": "make_friedman2", "n_samples": 40, "random_state": 1, **SCALED}, "L1Loss", 1),
    ({"type": "make_friedman3", "n_samples": 40, "random_state": 2, "noise": 0.1, "split": {"validation": 0.25, "random_state": 1}, **SCALED}, "MSELoss", 1),
    ({"type": "csv", "path": "experiments/data/iris.csv", "split": {"validation": 0.2}, **SCALED}, "CrossEntropyLoss", 3),
    ({"type": "csv", "path": "experiments/data/wine.csv", "split": {"validation": 0.3, "random_state": 7}, **SCALED}, "CrossEntropyLoss", 3),
    ({"type": "csv", "path": "experiments/data/diabetes.csv", "split": {"validation": 0.5}, **SCALED}, "SmoothL1Loss", 1),
]


def text(options):
    return yaml(options)[1:-1]


def optimizer_cases(cases):
    for name, sets in OPTIMIZERS.items():
        for options, _ in itertools.product(sets, range(1 if name == "LBFGS" else 2)):
            changes = {"optimizer": {"type": name, **options}}
            if name == "LBFGS":
                changes["training"] = {"epochs": 30, "batch_size": "full"}
            cases.add("optimizer", f"{name} {text(options)}", **changes)
    for options in MUON:
        cases.add("optimizer", f"Muon {text(options)}", optimizer={"type": "Muon", **options},
                  data=samples(CLASSES), loss="CrossEntropyLoss", network=[linear(5, bias=False), "Tanh", linear(3, bias=False)])
    for options in GROUPS:
        cases.add("groups", text(options), optimizer=options)
    for options, scheduler in zip(GROUPS[:4], [STEP, cosine(8), EXP, WARM]):
        cases.add("groups", f"{text(options)} with {scheduler['type']}", optimizer=options, scheduler=scheduler)


BESIDE_SCHEDULES = [{"type": "SGD", "lr": 0.1}, {"type": "Adam", "lr": 0.02}, {"type": "SGD", "lr": 0.05, "momentum": 0.9}, {"type": "AdamW", "lr": 0.02}, {"type": "RMSprop", "lr": 0.01}]


def scheduler_cases(cases):
    for i, scheduler in enumerate(SCHEDULERS):
        for interval in ({}, {"interval": "iteration"}):
            optimizer = BESIDE_SCHEDULES[(i + len(interval)) % len(BESIDE_SCHEDULES)]
            name = f"{text(scheduler)} {interval.get('interval', 'epoch')}"
            cases.add("scheduler", name, scheduler={**scheduler, **interval}, optimizer=optimizer)
    for scheduler in MOVING_MOMENTUM:
        for optimizer in ({"type": "SGD", "lr": 0.1, "momentum": 0.9}, {"type": "Adam", "lr": 0.02}):
            for interval in ({}, {"interval": "iteration"}):
                cases.add("scheduler", text(scheduler), scheduler={**scheduler, **interval}, optimizer=optimizer)
    for options in PLATEAU:
        for optimizer in ({"type": "SGD", "lr": 0.3}, {"type": "Adam", "lr": 0.05}):
            cases.add("scheduler", f"ReduceLROnPlateau {text(options)}", scheduler={"type": "ReduceLROnPlateau", **options}, optimizer=optimizer)


def loss_cases(cases):
    for names, target, ending, sets in LOSSES:
        for name, options, reduction in itertools.product(names, sets, ("mean", "sum")):
            if "reduction" in options and reduction == "sum":
                continue
            loss = {"type": name, **options, **({} if reduction == "mean" else {"reduction": "sum"})}
            rate = 0.05 if reduction == "mean" else 0.005
            cases.add("loss", text(loss), loss=loss, data=samples(target), network=TANH + ending,
                      optimizer={"type": "SGD", "lr": rate, "momentum": 0.5}, training={"epochs": 8, "batch_size": 8})


def network_cases(cases):
    for name, *sets in ACTIVATIONS:
        for options, again in itertools.product(sets, range(2)):
            layer = {"type": name, **options} if options else name
            cases.add("activation", f"{name} {text(options)}", network=[linear(4), layer, *([linear(4), layer] if again else []), linear(3)],
                      data=samples(CLASSES), loss="CrossEntropyLoss")
    for init in INITIALISERS:
        cases.add("initialiser", text(init), network=[linear(4, weight_init=init), "Tanh", linear(3)], data=samples(CLASSES), loss="CrossEntropyLoss")
        bias = init if init["type"] in ("uniform", "normal", "constant", "ones", "trunc_normal") else "zeros"
        cases.add("initialiser", f"{text(init)} twice", network=[linear(5, weight_init=init, bias_init=bias), "SiLU", linear(2, weight_init=init)],
                  data=samples(NUMBERS), loss="MSELoss", optimizer={"type": "SGD", "lr": 0.02})
    for norm in NORMS:
        for hidden in (["Tanh"], []):
            network = [linear(4), *([norm] if hidden else []), *(hidden or [norm, "SiLU"]), linear(3)]
            cases.add("normalisation", text(norm), network=network, data=samples(CLASSES, split={"validation": 0.2}), loss="CrossEntropyLoss",
                      training={"epochs": 12, "batch_size": 8})
    for block in BLOCKS:
        for optimizer in ({"type": "SGD", "lr": 0.05}, {"type": "Adam", "lr": 0.01}):
            cases.add("block", yaml(block), network=[linear(4), *block, linear(2)], data=samples(NUMBERS, split={"validation": 6}), loss="MSELoss", optimizer=optimizer,
                      training={"epochs": 12, "batch_size": 8})


def training_cases(cases):
    for training in TRAININGS:
        for optimizer in ({"type": "SGD", "lr": 0.05, "momentum": 0.5}, {"type": "AdamW", "lr": 0.01}):
            cases.add("training", f"{text(training)} {optimizer['type']}", training=training, optimizer=optimizer)
    for data, loss, outputs in GENERATED:
        for network in (TANH + [linear(outputs)], SOFT + [linear(4), "ReLU", linear(outputs)]):
            cases.add("data", text(data), data=data, loss=loss, network=network, training={"epochs": 10, "batch_size": 10}, optimizer={"type": "Adam", "lr": 0.01})


SMOOTH = ["Tanh", "SiLU", "GELU", "Sigmoid", "Softplus", "ELU", "Mish", "Softsign", "LogSigmoid"]


def mixed_cases(cases, count):
    """Components put together at random: what one of them alone does not show."""
    draw = random.Random(5)
    endings = [loss for loss in LOSSES if loss[0] != ["GaussianNLLLoss"]]
    for i in range(count):
        names, target, ending, sets = draw.choice(endings)
        norm = draw.choice([[], [], [draw.choice(NORMS)]])
        # A bias before BatchNorm1d has no gradient but rounding, which Adam and its like would blow up.
        bias = {"bias": False} if "BatchNorm1d" in str(norm) else {}
        first = linear(draw.randint(3, 5), **bias, **draw.choice([{}, {"weight_init": draw.choice(INITIALISERS)}]))
        network = [first, *norm, draw.choice(SMOOTH)]
        if draw.random() < 0.3:
            width = network[0]["out_features"]
            network.append({"type": "Residual", "layers": [linear(width), draw.choice(SMOOTH)]})
        name = draw.choice(["SGD", "Adagrad", "RMSprop", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "Adadelta", "ASGD"])
        optimizer = {"type": name, **draw.choice([o for o in OPTIMIZERS[name] if "maximize" not in o])}
        training = {"epochs": draw.choice([10, 11, 12]), "batch_size": draw.choice([5, 7, 8])}
        training |= draw.choice([{}, {}, {"drop_last": True}, {"clip_grad_norm": 0.5}, {"clip_grad_value": 0.2}])
        changes = {"loss": {"type": draw.choice(names), **draw.choice(sets)}, "network": network + ending, "optimizer": optimizer, "training": training}
        if draw.random() < 0.6:
            interval = draw.choice([{}, {"interval": "iteration"}])
            changes["scheduler"] = {**draw.choice(SCHEDULERS), **interval}
        held = draw.choice([{}, {"split": {"validation": 0.2}}])
        cases.add("mixed", str(i + 1), data=samples(target, **held, **draw.choice([{}, SCALED])), **changes)


def averaging_cases(cases):
    for averaging in AVERAGINGS:
        training = {"epochs": 12, "batch_size": 8, "averaging": averaging}
        for target, ending, loss in ((CLASSES, linear(3), "CrossEntropyLoss"), (NUMBERS, linear(2), "MSELoss")):
            data = samples(target, split={"validation": 0.2})
            cases.add("averaging", f"{text(averaging)} with SWALR", data=data, network=TANH + [ending], loss=loss,
                      training=training, optimizer={"type": "SGD", "lr": 0.1, "momentum": 0.5}, scheduler=SWA_SCHEDULE)
            # A bias before BatchNorm1d has no gradient but rounding, which Adam would blow up.
            network = [linear(4, bias=False), "BatchNorm1d", "SiLU", ending]
            cases.add("averaging", f"{text(averaging)} of BatchNorm1d", data=data, network=network, loss=loss,
                      training=training, optimizer={"type": "Adam", "lr": 0.01})


MASKED = [
    [linear(6), "ReLU", "Dropout", linear(3)],
    [{"type": "Dropout", "p": 0.2}, linear(5), "Tanh", {"type": "Dropout", "p": 0.45}, linear(3)],
    [linear(5), "SELU", {"type": "AlphaDropout", "p": 0.1}, linear(3)],
    [linear(5), "SELU", {"type": "FeatureAlphaDropout", "p": 0.3}, linear(3)],
    [linear(5), "RReLU", linear(4), {"type": "RReLU", "lower": 0.2, "upper": 0.7}, linear(3)],
    [linear(4), {"type": "Residual", "layers": [{"type": "Dropout", "p": 0.3}, linear(4), "SiLU"]}, linear(3)],
    [{"type": "Concat", "branches": [["Dropout", linear(2)], ["RReLU"], [{"type": "Dropout", "p": 0.1}]]}, linear(3)],
    [linear(5), "SiLU", {"type": "Dropout", "p": 0}, linear(3)],
]


def masked_cases(cases):
    """Networks that draw masks: from the generator that shuffles, in training alone, in closures and update_bn too."""
    data = samples(CLASSES, split={"validation": 0.2})
    trainings = [{}, {"drop_last": True, "clip_grad_norm": 0.5}, {"shuffle": "none", "accumulate_gradients": 2}]
    for i, network in enumerate(MASKED):
        for optimizer in ({"type": "SGD", "lr": 0.1, "momentum": 0.5}, {"type": "Adam", "lr": 0.02}):
            training = {"epochs": 20, "batch_size": 7, **trainings[(i + len(optimizer)) % 3]}
            cases.add("masks", text(network), network=network, data=data, loss="CrossEntropyLoss", optimizer=optimizer, training=training)
    network = [linear(4), "Tanh", {"type": "Dropout", "p": 0.2}, linear(3)]
    cases.add("masks", "in LBFGS' closures", network=network, data=data, loss="CrossEntropyLoss",
              optimizer={"type": "LBFGS", "lr": 0.005, "max_iter": 2}, training={"epochs": 30, "batch_size": "full"})
    for averaging in ({"type": "EMA", "decay": 0.8}, {"type": "SWA", "start_epoch": 4}, {"type": "EMA", "decay": 0.8, "update_bn": False}):
        network = [linear(4, bias=False), "BatchNorm1d", "SiLU", {"type": "Dropout", "p": 0.3}, linear(3)]
        training = {"epochs": 12, "batch_size": 8, "averaging": averaging}
        cases.add("masks", f"beside {text(averaging)}", network=network, data=data, loss="CrossEntropyLoss",
                  optimizer={"type": "SGD", "lr": 0.1}, training=training)


# ---------------------------------------------------------------------------------------------- writing


def yaml(value):
    """One line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {yaml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and any(c in value for c in "*:{}[],&#?|<>=!%@`"):
        return f'"{value}"'
    return str(value)


def off(ours, theirs):
    """The largest difference, as a share of the value or, for parameters, of the largest of them."""
    worst = 0.0
    for key, values in ours.items():
        scale = max(map(abs, values), default=0) if key == "parameters" else 0
        for a, b in zip(values, theirs[key]):
            if a != b:
                worst = max(worst, abs(a - b) / max(abs(a), scale) if math.isfinite(a + b) else math.inf)
    return worst


LEFT_OUT = {
    "optimizer: Muon ": "Muon multiplies in bfloat16, where the order of a sum, PyTorch's own affair, once decides a rounding",
}


def result(name, experiment, dtype):
    if name in LEFT_OUT:
        return [f"left out: {dtype}; {LEFT_OUT[name]}"]
    numbers = Training(experiment, dtype).run()
    bit = 2**-52 if dtype == "float64" else 2**-23
    again = Training(experiment, dtype, nudge=bit).run()
    apart = off(numbers, again)
    assert Training(experiment, dtype).steps() >= 30, name
    if not apart < TOLERANCE[dtype] / 5:
        print(f"{name} ({dtype}) is left out", file=sys.stderr)
        return [f"left out: {dtype}, where PyTorch's own numbers move by {apart:.1e} with the last bit of the first weights"]
    lines = [dtype]
    for key, values in numbers.items():
        if values:
            lines.append(f"{key} " + " ".join(f"{v:.{DIGITS[dtype]}g}" for v in values))
    return lines


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    write_samples()
    cases = Cases()
    optimizer_cases(cases)
    scheduler_cases(cases)
    loss_cases(cases)
    network_cases(cases)
    training_cases(cases)
    mixed_cases(cases, 120)
    averaging_cases(cases)
    masked_cases(cases)
    lines = [f"Made by make_torch.py with PyTorch {torch.__version__}."]
    for n, (name, experiment) in enumerate(cases.all):
        lines += ["", f"case {name}"]
        lines += [f"{key}: {yaml(value)}" for key, value in experiment.items()]
        lines += result(name, experiment, "float64")
        if n % 3 == 0:
            lines += result(name, experiment, "float32")
    (TOP / "tests/reference/torch.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(cases.all)} cases:", cases.families)


if __name__ == "__main__":
    main()
