"""Writes optim.json: what PyTorch's optimizers do, for tests/optim.

Run with PyTorch 2.13: python make_optim.py
"""

import json
import pathlib

import torch

STEPS = 30
SIZE = 7

OPTIMIZERS = {
    "SGD": [
        {},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "momentum": 0.9},
        {"lr": 0.05, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.01},
        {"lr": 0.03, "momentum": 0.9, "nesterov": True, "weight_decay": 0.02},
        {"lr": 0.002, "momentum": 0.5, "maximize": True, "weight_decay": 0.1},
    ],
    "Momentum": [
        {},
        {"lr": 0.1},
        {"lr": 0.3, "beta": 0.5},
        {"lr": 0.2, "beta": 0.99},
        {"lr": 0.05, "beta": 0.0},
    ],
    "Adagrad": [
        {},
        {"lr": 0.1, "lr_decay": 0.1},
        {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3},
        {"lr": 0.2, "weight_decay": 0.1},
        {"lr": 0.05, "maximize": True, "weight_decay": 0.3, "lr_decay": 0.01},
    ],
    "RMSprop": [
        {},
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-4},
        {"lr": 0.01, "alpha": 0.95, "momentum": 0.9},
        {"lr": 0.01, "centered": True, "weight_decay": 0.1},
        {"lr": 0.01, "centered": True, "momentum": 0.7, "alpha": 0.4},
        {"lr": 0.01, "maximize": True, "weight_decay": 0.05},
    ],
    "Adam": [
        {},
        {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-3},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "amsgrad": True, "betas": [0.9, 0.6]},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.02, "maximize": True, "amsgrad": True, "weight_decay": 0.1},
        {"lr": 0.05, "betas": [0.3, 0.9]},
    ],
    "AdamW": [
        {},
        {"lr": 0.05, "weight_decay": 0.3},
        {"lr": 0.05, "betas": [0.5, 0.9], "eps": 1e-4, "weight_decay": 0.0},
        {"lr": 0.05, "amsgrad": True, "betas": [0.9, 0.7]},
        {"lr": 0.02, "maximize": True},
    ],
}


class Momentum:
    """S_t = (1 - beta) g_t + beta S_{t-1}, S_0 = 0; w_t = w_{t-1} - lr S_t."""

    def __init__(self, parameters, lr=1e-3, beta=0.9):
        self.w, self.lr, self.beta = parameters[0], lr, beta
        self.average = torch.zeros_like(self.w)

    def step(self):
        self.average = (1 - self.beta) * self.w.grad + self.beta * self.average
        self.w.data = self.w.data - self.lr * self.average


def gradient(w, noise):
    """Not linear, with parameters that hold on to each other. Only sums and products: the same everywhere."""
    return w * w * w / 2 - w.roll(1) / 4 + noise


def trajectory(name, options, start, noise):
    w = torch.nn.Parameter(start.clone())
    kind = Momentum if name == "Momentum" else getattr(torch.optim, name)
    slow = {} if name == "Momentum" else {"foreach": False}
    optimizer = kind([w], **options, **slow)
    points = []
    for step in range(STEPS):
        w.grad = gradient(w.data, noise[step])
        optimizer.step()
        points.append(w.tolist())
    return points


def shortest(tensor, dtype):
    """The numbers of a float32 with the digits that it has."""
    return tensor if dtype is torch.float64 else [[float(f"{x:.9g}") for x in row] for row in tensor]


def main():
    torch.manual_seed(0)
    # Noise with few digits is the same number in float32 and in the file.
    start = (torch.randn(SIZE, dtype=torch.float64) * 64).round() / 64
    noise = (torch.randn(STEPS, SIZE, dtype=torch.float64) * 16).round() / 64
    cases = []
    for name, sets in OPTIMIZERS.items():
        for options in sets:
            for text, dtype in (("float64", torch.float64), ("float32", torch.float32)):
                points = trajectory(name, options, start.to(dtype), noise.to(dtype))
                cases.append({"optimizer": {"type": name, **options}, "dtype": text, "w": shortest(points, dtype)})
    made = {
        "made_with": f"PyTorch {torch.__version__}, make_optim.py",
        "gradient": "w^3 / 2 - roll(w, 1) / 4 + noise",
        "start": start.tolist(),
        "noise": noise.tolist(),
        "trajectories": cases,
    }
    lines = [f'"{key}": {json.dumps(value)}' for key, value in made.items() if not isinstance(value, list)]
    for key in ("start", "noise", "trajectories"):
        rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in made[key])
        lines.append(f'"{key}": [\n{rows}\n]')
    path = pathlib.Path(__file__).with_name("optim.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
