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


def inverse_factor(e, gamma=1e-4, power=0.75):
    return (1 + gamma * e) ** -power


FACTORS = {"WarmupLR": warmup_factor, "InverseSqrtLR": inverse_sqrt_factor, "InverseLR": inverse_factor}


def make(spec, optimizer):
    options = {key: value for key, value in spec.items() if key != "type"}
    name = spec["type"]
    if name in FACTORS:
        return lr_scheduler.LambdaLR(optimizer, lambda e: FACTORS[name](e, **options))
    return getattr(swa_utils if name == "SWALR" else lr_scheduler, name)(optimizer, **options)


def rates(spec, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=LR)
    scheduler = make(spec, optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def main():
    warnings.simplefilter("ignore")
    cases = []
    for name, sets in CASES.items():
        for options, steps in sets:
            spec = {"type": name, **options}
            cases.append({"scheduler": spec, "lr": rates(spec, steps)})
    rows = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    made = f'{{"made_with": "PyTorch {torch.__version__}, make_schedulers.py",\n"base_lr": {LR},\n"cases": [\n{rows}\n]}}\n'
    pathlib.Path(__file__).with_name("schedulers.json").write_text(made)


main()
