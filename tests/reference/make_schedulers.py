"""Writes schedulers.json: the learning rates of PyTorch's schedulers, for tests/optim.

Run with PyTorch 2.13: python make_schedulers.py. A schedule that PyTorch doesn't have is written out here, from
the source that its declaration names.
"""

import json
import math
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler, swa_utils

LR = 0.1



def nested(spec):
    if "type" in spec:
        return spec
    return {"type": "SequentialLR" if "milestones" in spec else "ChainedScheduler", **spec}


def chain(schedulers):
    return {"schedulers": [nested(s) for s in schedulers]}


def sequence(schedulers, milestones):
    return {**chain(schedulers), "milestones": milestones}


def constant():
    return {"type": "ConstantLR", "factor": 0.4, "total_iters": 3}


def linear():
    return {"type": "LinearLR", "start_factor": 0.25, "total_iters": 5}


def exponential():
    return {"type": "ExponentialLR", "gamma": 0.9}


def polynomial():
    return {"type": "PolynomialLR", "total_iters": 8, "power": 2.0}


def step(size):
    return {"type": "StepLR", "step_size": size, "gamma": 0.5}


def cyclic():
    return {"type": "CyclicLR", "base_lr": 0.02, "max_lr": 0.3, "step_size_up": 3}


def one_cycle(steps):
    return {"type": "OneCycleLR", "max_lr": 0.5, "total_steps": steps}


# Options of each scheduler, and how many rates are kept: enough to pass every corner.
CASES = {
    "StepLR": [
        ({"step_size": 10}, 40),
        ({"step_size": 7, "gamma": 0.5}, 40),
        ({"step_size": 1, "gamma": 0.9}, 40),
        ({"step_size": 15, "gamma": 1.5}, 40),
    ],
    "MultiStepLR": [
        ({"milestones": [5, 20, 33]}, 40),
        ({"milestones": [10, 10, 30], "gamma": 0.5}, 40),
        ({"milestones": [1, 39], "gamma": 0.3}, 45),
        ({"milestones": [0, 8, 100], "gamma": 2.0}, 20),
    ],
    "ConstantLR": [
        ({}, 10),
        ({"factor": 0.25, "total_iters": 12}, 20),
        ({"factor": 0.5, "total_iters": 0}, 5),
        ({"factor": 1.0, "total_iters": 3}, 6),
    ],
    "LinearLR": [
        ({}, 10),
        ({"start_factor": 0.001, "total_iters": 20}, 30),
        ({"start_factor": 1.0, "end_factor": 0.0, "total_iters": 15}, 20),
        ({"start_factor": 0.7, "end_factor": 0.2, "total_iters": 1}, 5),
        ({"start_factor": 0.5, "total_iters": 0}, 5),
    ],
    "ExponentialLR": [({"gamma": 0.9}, 40), ({"gamma": 0.5}, 60), ({"gamma": 1.05}, 40), ({"gamma": 1.0}, 5)],
    "PolynomialLR": [
        ({}, 10),
        ({"total_iters": 30, "power": 2.0}, 40),
        ({"total_iters": 20, "power": 0.5}, 25),
        ({"total_iters": 12, "power": 0.0}, 20),
        ({"total_iters": 0}, 4),
    ],
    "CosineAnnealingLR": [
        ({"T_max": 10}, 45),
        ({"T_max": 30, "eta_min": 0.01}, 100),
        ({"T_max": 1}, 6),
        ({"T_max": 7, "eta_min": 0.3}, 40),
        ({"T_max": 2, "eta_min": 1e-4}, 12),
    ],
    "CosineAnnealingWarmRestarts": [
        ({"T_0": 10}, 35),
        ({"T_0": 5, "T_mult": 2, "eta_min": 0.001}, 80),
        ({"T_0": 1, "T_mult": 3}, 45),
        ({"T_0": 1}, 4),
    ],
    "LambdaLR": [
        ({"lr_lambda": "0.95 ** epoch"}, 40),
        ({"lr_lambda": "0.5 ** (epoch // 7) if epoch % 2 == 0 else 0.3"}, 30),
        ({"lr_lambda": "min((epoch + 1) / 10, 1 / sqrt(epoch + 1))"}, 30),
        ({"lr_lambda": "lambda e: 1 + 0.5 * math.cos(math.pi * e / 8)"}, 20),
        ({"lr_lambda": "2"}, 3),
    ],
    "MultiplicativeLR": [
        ({"lr_lambda": "0.95"}, 40),
        ({"lr_lambda": "1 - 1 / (epoch + 1)"}, 30),
        ({"lr_lambda": "0.5 if epoch % 5 == 0 else 1"}, 30),
    ],
    "CyclicLR": [
        ({"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 5}, 25),
        ({"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 4, "step_size_down": 7, "mode": "triangular2"}, 60),
        ({"base_lr": 0.1, "max_lr": 0.5, "step_size_up": 3, "mode": "exp_range", "gamma": 0.95}, 30),
        ({"base_lr": 0.1, "max_lr": 0.5, "step_size_up": 6, "cycle_momentum": False}, 20),
        ({"base_lr": 0.0, "max_lr": 1.0, "step_size_up": 4, "base_momentum": 0.5, "max_momentum": 0.99}, 20),
        ({"base_lr": 0.1, "max_lr": 0.5, "step_size_up": 4, "scale_fn": "0.5 ** (x - 1)"}, 30),
        (
            {
                "base_lr": 0.1,
                "max_lr": 0.5,
                "step_size_up": 4,
                "step_size_down": 2,
                "scale_fn": "1 / (1 + x)",
                "scale_mode": "iterations",
            },
            30,
        ),
        ({"base_lr": 0.01, "max_lr": 0.02}, 10),
    ],
    "OneCycleLR": [
        ({"max_lr": 1.0, "total_steps": 30}, 30),
        ({"max_lr": 0.5, "epochs": 5, "steps_per_epoch": 7, "interval": "iteration"}, 35),
        ({"max_lr": 0.5, "total_steps": 40, "three_phase": True}, 40),
        ({"max_lr": 0.5, "total_steps": 40, "three_phase": True, "anneal_strategy": "linear"}, 40),
        ({"max_lr": 0.3, "total_steps": 25, "anneal_strategy": "linear", "pct_start": 0.5}, 25),
        ({"max_lr": 0.3, "total_steps": 20, "div_factor": 10.0, "final_div_factor": 100.0}, 20),
        ({"max_lr": 0.3, "total_steps": 20, "base_momentum": 0.6, "max_momentum": 0.8}, 20),
        ({"max_lr": 0.3, "total_steps": 20, "cycle_momentum": False, "pct_start": 0.0}, 20),
        ({"max_lr": 0.3, "total_steps": 1}, 1),
        ({"max_lr": 0.3}, 25),
    ],
    "SequentialLR": [
        (sequence([constant(), exponential()], [4]), 20),
        (sequence([linear(), {"type": "CosineAnnealingLR", "T_max": 15}], [5]), 40),
        (sequence([linear(), step(3), polynomial()], [3, 10]), 25),
        (sequence([exponential(), {"type": "SWALR", "swa_lr": 0.5, "anneal_epochs": 6}], [7]), 20),
        (sequence([exponential(), {"type": "SWALR", "swa_lr": 0.01, "anneal_epochs": 0}], [5]), 9),
        (sequence([exponential(), {"type": "MultiplicativeLR", "lr_lambda": "0.8"}], [6]), 15),
        (sequence([{"type": "LambdaLR", "lr_lambda": "(epoch + 1) / 6"}, linear()], [6]), 15),
        (sequence([{"type": "MultiplicativeLR", "lr_lambda": "0.9"}, constant()], [6]), 15),
        (sequence([linear(), {"type": "CosineAnnealingWarmRestarts", "T_0": 4, "T_mult": 2}], [5]), 40),
        (sequence([linear(), {"type": "MultiStepLR", "milestones": [0, 3, 5], "gamma": 0.5}], [5]), 15),
        (sequence([linear(), cyclic()], [5]), 20),
        (sequence([cyclic(), exponential()], [5]), 12),
        (sequence([linear(), one_cycle(15)], [5]), 20),
        (sequence([one_cycle(8), exponential()], [8]), 15),
        (sequence([linear(), {"type": "OneCycleLR", "max_lr": 0.5}], [5]), 22),
        (sequence([constant(), exponential(), step(2)], [4, 4]), 10),
        (sequence([constant(), exponential()], [0]), 6),
        (sequence([chain([linear(), exponential()]), step(3)], [6]), 15),
        (sequence([chain([{"type": "CosineAnnealingLR", "T_max": 6}, constant(), polynomial()]), step(3)], [6]), 15),
        (sequence([chain([{"type": "CosineAnnealingLR", "T_max": 1}, step(2)]), step(3)], [6]), 15),
        (sequence([chain([{"type": "SWALR", "swa_lr": 0.5}, {"type": "MultiplicativeLR", "lr_lambda": "0.9"}]), step(3)], [6]), 12),
        (sequence([sequence([linear(), exponential()], [3]), step(3)], [8]), 15),
        (sequence([{"type": "InverseLR", "gamma": 0.1}, {"type": "InverseSqrtLR"}], [4]), 10),
    ],
    "ChainedScheduler": [
        (chain([constant(), exponential()]), 20),
        (chain([linear(), {"type": "CosineAnnealingLR", "T_max": 10, "eta_min": 0.01}]), 45),
        (chain([{"type": "CosineAnnealingLR", "T_max": 8}, step(5), linear()]), 30),
        (chain([polynomial(), {"type": "MultiStepLR", "milestones": [0, 2, 2, 6], "gamma": 0.5}]), 15),
        (chain([exponential(), {"type": "LambdaLR", "lr_lambda": "0.9 ** epoch"}]), 15),
        (chain([{"type": "LambdaLR", "lr_lambda": "0.9 ** epoch"}, step(3)]), 15),
        (chain([{"type": "MultiplicativeLR", "lr_lambda": "0.9"}, {"type": "SWALR", "swa_lr": 0.05}]), 15),
        (chain([linear(), cyclic()]), 15),
        (chain([cyclic(), exponential()]), 15),
        (chain([one_cycle(12), exponential()]), 12),
        (chain([exponential(), one_cycle(12)]), 12),
        (chain([{"type": "CosineAnnealingWarmRestarts", "T_0": 3}, exponential()]), 12),
        (chain([constant(), chain([exponential(), step(2)])]), 12),
        (chain([sequence([linear(), exponential()], [5]), step(4)]), 15),
        (chain([step(4), sequence([linear(), exponential()], [5])]), 15),
    ],
    "SWALR": [
        ({"swa_lr": 0.05}, 15),
        ({"swa_lr": 0.5, "anneal_epochs": 20, "anneal_strategy": "linear"}, 25),
        ({"swa_lr": 0.01, "anneal_epochs": 0}, 5),
        ({"swa_lr": 0.02, "anneal_epochs": 1, "anneal_strategy": "cos"}, 5),
    ],
    "WarmupLR": [
        ({}, 8),
        ({"total_iters": 20, "start_factor": 0.01, "shape": "exponential"}, 25),
        ({"total_iters": 15, "start_factor": 0.2, "shape": "cosine"}, 20),
        ({"total_iters": 0}, 3),
    ],
    "InverseSqrtLR": [
        ({}, 20),
        ({"num_warmup_steps": 10}, 40),
        ({"num_warmup_steps": 5, "timescale": 3}, 30),
        ({"timescale": 7}, 20),
    ],
    "WarmupStableDecayLR": [
        ({"num_warmup_steps": 5, "num_decay_steps": 10}, 30),
        ({"num_warmup_steps": 5, "num_decay_steps": 10, "num_stable_steps": 3, "min_lr_ratio": 0.1}, 25),
        ({"num_warmup_steps": 6, "num_decay_steps": 6, "warmup_type": "cosine", "decay_type": "linear"}, 20),
        ({"num_warmup_steps": 6, "num_decay_steps": 6, "warmup_type": "1-sqrt", "decay_type": "1-sqrt"}, 20),
        ({"num_warmup_steps": 0, "num_decay_steps": 12, "num_cycles": 1.5}, 20),
    ],
    "REXLR": [({}, 20), ({"total_steps": 12}, 20)],
    "InverseLR": [({}, 20), ({"gamma": 0.5, "power": 1.0}, 30), ({"gamma": 0.1, "power": 2.0}, 30)],
}


def warmup_factor(e, total_iters=5, start_factor=0.1, shape="linear"):
    """MMCV's get_warmup_lr, whose k is how much is missing from the regular rate."""
    if e >= total_iters:
        return 1.0
    if shape == "exponential":
        return start_factor ** (1 - e / total_iters)
    if shape == "linear":
        return 1 - (1 - e / total_iters) * (1 - start_factor)
    return 1 - (1 + math.cos(math.pi * e / total_iters)) / 2 * (1 - start_factor)


def inverse_sqrt_factor(e, num_warmup_steps=0, timescale=None):
    """transformers.optimization._get_inverse_sqrt_schedule_lr_lambda."""
    timescale = timescale or num_warmup_steps or 10_000
    if e < num_warmup_steps:
        return float(e) / float(max(1, num_warmup_steps))
    shift = timescale - num_warmup_steps
    return 1.0 / math.sqrt((e + shift) / timescale)


def wsd_factor(
    e,
    length,
    num_warmup_steps,
    num_decay_steps,
    num_stable_steps=None,
    warmup_type="linear",
    decay_type="cosine",
    min_lr_ratio=0,
    num_cycles=0.5,
):
    """transformers.optimization._get_wsd_scheduler_lambda."""
    if num_stable_steps is None:
        num_stable_steps = length - num_warmup_steps - num_decay_steps
    if e < num_warmup_steps:
        progress = float(e) / float(max(1, num_warmup_steps))
        factor = {
            "linear": progress,
            "cosine": 0.5 * (1.0 - math.cos(math.pi * progress)),
            "1-sqrt": 1.0 - math.sqrt(1.0 - progress),
        }[warmup_type]
        return max(0.0, factor * (1.0 - min_lr_ratio) + min_lr_ratio)
    if e < num_warmup_steps + num_stable_steps:
        return 1.0
    if e < num_warmup_steps + num_stable_steps + num_decay_steps:
        progress = float(e - num_warmup_steps - num_stable_steps) / float(max(1, num_decay_steps))
        factor = {
            "linear": 1.0 - progress,
            "cosine": 0.5 * (1.0 + math.cos(math.pi * float(num_cycles) * 2.0 * progress)),
            "1-sqrt": 1.0 - math.sqrt(progress),
        }[decay_type]
        return max(0.0, factor * (1.0 - min_lr_ratio) + min_lr_ratio)
    return min_lr_ratio


def rex_factor(e, length, total_steps=None):
    """Equation 1 of the paper, with z = e / T."""
    z = min(1, e / (total_steps or length))
    return (1 - z) / (1 / 2 + 1 / 2 * (1 - z))


def inverse_factor(e, gamma=1e-4, power=0.75):
    return (1 + gamma * e) ** -power


FACTORS = {"WarmupLR": warmup_factor, "InverseSqrtLR": inverse_sqrt_factor, "InverseLR": inverse_factor}
FACTORS_OF_LENGTH = {"WarmupStableDecayLR": wsd_factor, "REXLR": rex_factor}


def function(text, variable):
    words = {name: getattr(math, name) for name in ("cos", "sqrt", "exp", "log")}
    return eval(text if text.startswith("lambda") else f"lambda {variable}: {text}", {"math": math, **words})


def make(spec, optimizer, length):
    options = {key: value for key, value in spec.items() if key not in ("type", "interval")}
    name = spec["type"]
    if name in FACTORS:
        return lr_scheduler.LambdaLR(optimizer, lambda e: FACTORS[name](e, **options))
    if name in FACTORS_OF_LENGTH:
        return lr_scheduler.LambdaLR(optimizer, lambda e: FACTORS_OF_LENGTH[name](e, length, **options))
    if "lr_lambda" in options:
        options["lr_lambda"] = function(options["lr_lambda"], "epoch")
    if "scale_fn" in options:
        options["scale_fn"] = function(options["scale_fn"], "x")
    if name == "OneCycleLR" and not {"total_steps", "epochs"} & set(options):
        options["total_steps"] = length
    if name == "SequentialLR":
        bounds = [0, *options["milestones"], length]
        lengths = [max(1, end - begin) for begin, end in zip(bounds, bounds[1:])]
        options["schedulers"] = [make(s, optimizer, n) for s, n in zip(options["schedulers"], lengths)]
    if name == "ChainedScheduler":
        return lr_scheduler.ChainedScheduler([make(s, optimizer, length) for s in options["schedulers"]])
    return getattr(swa_utils if name == "SWALR" else lr_scheduler, name)(optimizer, **options)


def rates(spec, steps):
    """The rate and the momentum of each step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=LR)
    scheduler = make(spec, optimizer, steps)
    group = optimizer.param_groups[0]
    found = []
    for _ in range(steps):
        found.append((group["lr"], group["momentum"]))
        optimizer.step()
        if len(found) < steps:
            scheduler.step()
    return zip(*found)


# Options of ReduceLROnPlateau; VALUES is what it watches.
PLATEAUS = [
    {"patience": 2},
    {"patience": 0, "factor": 0.5, "cooldown": 2},
    {"patience": 1, "mode": "max", "factor": 0.3},
    {"patience": 1, "threshold": 0.2, "threshold_mode": "abs"},
    {"patience": 1, "mode": "max", "threshold": 0.1, "threshold_mode": "abs", "min_lr": 0.004},
    {"patience": 0, "threshold": 0.3, "factor": 0.9, "eps": 0.007},
    {},
]
VALUES = [
    *[1.0, 0.8, 0.7, 0.7, 0.71, 0.69999, 0.72, 0.5, 0.5, 0.6, 0.4, 0.41, 0.42, 0.43, 0.44, 0.45, 0.3, 0.31],
    *[0.32, 0.5, 0.6, 0.7, 0.9, 1.2, 1.2, 1.3, 1.3, 1.25, 1.5, 1.4, 1.45, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2],
]


def plateau(options):
    """The rate of each epoch; the last one is after all values."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=LR)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    found = [LR]
    for value in VALUES:
        optimizer.step()
        scheduler.step(value)
        found.append(optimizer.param_groups[0]["lr"])
    return found


# What an optimizer does with a schedule that moves its momentum, and with one that watches its loss.
RUNS = [
    ({"type": "SGD", "lr": 1.0}, {"type": "OneCycleLR", "max_lr": 0.002, "total_steps": 40}),
    (
        {"type": "SGD", "lr": 1.0, "momentum": 0.5, "nesterov": True},
        {"type": "CyclicLR", "base_lr": 0.0001, "max_lr": 0.001, "step_size_up": 7, "base_momentum": 0.0},
    ),
    ({"type": "RMSprop"}, {"type": "CyclicLR", "base_lr": 0.001, "max_lr": 0.01, "step_size_up": 5}),
    ({"type": "Adam"}, {"type": "OneCycleLR", "max_lr": 0.1, "total_steps": 40, "three_phase": True}),
    ({"type": "AdamW"}, {"type": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "mode": "triangular2"}),
    ({"type": "NAdam"}, {"type": "OneCycleLR", "max_lr": 0.05, "total_steps": 40}),
    ({"type": "RAdam"}, {"type": "OneCycleLR", "max_lr": 0.05, "total_steps": 40}),
    ({"type": "Adamax"}, {"type": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4}),
    ({"type": "Adam", "lr": 0.02}, sequence([linear(), cyclic()], [5]) | {"type": "SequentialLR"}),
    ({"type": "Adam", "lr": 0.5}, {"type": "ReduceLROnPlateau", "patience": 1, "factor": 0.5}),
]


def trajectory(optimizer_spec, spec, steps=40):
    """On rosenbrock, (1 - x)² + 100 (y - x²)², from (-1.2, 1)."""
    w = torch.nn.Parameter(torch.tensor([-1.2, 1.0], dtype=torch.float64))
    options = {key: value for key, value in optimizer_spec.items() if key != "type"}
    optimizer = getattr(torch.optim, optimizer_spec["type"])([w], **options, foreach=False)
    scheduler = make(spec, optimizer, steps)
    points = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2
        loss.backward()
        optimizer.step()
        scheduler.step(*([loss.item()] if spec["type"] == "ReduceLROnPlateau" else []))
        points.append(w.tolist())
    return points


def table(name, rows):
    return f'"{name}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"


def main():
    warnings.simplefilter("ignore")
    torch.set_default_dtype(torch.float64)
    cases = []
    for name, sets in CASES.items():
        for options, steps in sets:
            spec = {"type": name, **options}
            lr, momentum = rates(spec, steps)
            moved = {"momentum": momentum} if any(momentum) else {}
            cases.append({"scheduler": spec, "lr": lr, **moved})
    plateaus = [{"scheduler": {"type": "ReduceLROnPlateau", **options}, "lr": plateau(options)} for options in PLATEAUS]
    runs = [{"optimizer": o, "scheduler": s, "w": trajectory(o, s)} for o, s in RUNS]
    parts = [
        f'"made_with": "PyTorch {torch.__version__}, make_schedulers.py"',
        f'"base_lr": {LR}',
        table("cases", cases),
        f'"values": {json.dumps(VALUES)}',
        table("plateaus", plateaus),
        table("runs", runs),
    ]
    pathlib.Path(__file__).with_name("schedulers.json").write_text("{" + ",\n".join(parts) + "}\n")


main()
