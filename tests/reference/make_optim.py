"""Writes optim.json: what PyTorch's optimizers do, for tests/optim.

Run with PyTorch 2.13: python make_optim.py
"""

import json
import math
import pathlib

import torch

STEPS = 30
RECORDED = [1, 2, 3, 5, 10, 20, 30]
SIZE = 12
VECTOR = [7]

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
    "NAdam": [
        {},
        {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-3, "momentum_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.02, "maximize": True, "weight_decay": 0.1},
        {"lr": 0.05, "betas": [0.3, 0.9], "momentum_decay": 0.0},
    ],
    "RAdam": [
        {},
        {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-3},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.01, "maximize": True, "weight_decay": 0.1},
        {"lr": 0.05, "betas": [0.3, 0.6]},
    ],
    "Adamax": [
        {},
        {"lr": 0.05, "betas": [0.8, 0.6], "eps": 1e-2},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.02, "maximize": True, "weight_decay": 0.1},
        {"lr": 0.05, "betas": [0.3, 0.9]},
    ],
    "Adadelta": [
        {},
        {"lr": 0.5, "rho": 0.6, "eps": 1e-3},
        {"lr": 2.0, "weight_decay": 0.1},
        {"maximize": True, "weight_decay": 0.1},
    ],
    "Rprop": [
        {},
        {"lr": 0.05, "etas": [0.3, 1.5]},
        {"lr": 0.1, "step_sizes": [0.01, 0.2]},
        {"lr": 0.001, "maximize": True},
    ],
    "ASGD": [
        {},
        {"lr": 0.05, "lambd": 0.1, "alpha": 0.5},
        {"lr": 0.05, "t0": 5, "weight_decay": 0.1},
        {"lr": 0.002, "maximize": True, "t0": 10, "lambd": 1e-2},
    ],
    "Adafactor": [
        {},
        {"lr": 0.1, "beta2_decay": -0.5, "d": 1.5},
        {"lr": 0.1, "eps": [1e-2, 0.1], "weight_decay": 0.1},
        {"lr": 0.05, "shapes": [[3, 4]]},
        {"lr": 0.1, "eps": [0.3, 1e-3], "beta2_decay": -0.3, "shapes": [[4, 2], [4]]},
        {"lr": 0.1, "d": 2.0, "weight_decay": 0.2, "maximize": True, "shapes": [[2, 3], [6, 1]]},
        {"lr": 0.2, "shapes": [[2, 2, 3]]},
    ],
    "Muon": [
        {"shapes": [[3, 4]]},
        {"lr": 0.1, "weight_decay": 0.0, "nesterov": False, "shapes": [[4, 3]]},
        {"lr": 0.05, "momentum": 0.3, "adjust_lr_fn": "match_rms_adamw", "shapes": [[2, 3], [3, 2]]},
        {"lr": 0.1, "ns_steps": 3, "ns_coefficients": [2.0, -1.5, 0.5], "shapes": [[6, 2]]},
        {"lr": 0.05, "momentum": 0.0, "eps": 10.0, "shapes": [[2, 6]]},
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


def trajectory(name, options, shapes, start, noise, how):
    sizes = [math.prod(shape) for shape in shapes]
    size = sum(sizes)
    tensors = [torch.nn.Parameter(t.reshape(s).clone()) for t, s in zip(start[:size].split(sizes), shapes)]
    kind = Momentum if name == "Momentum" else getattr(torch.optim, name)
    optimizer = kind(tensors, **options, **how)
    points = []
    for step in range(STEPS):
        w = torch.cat([t.data.flatten() for t in tensors])
        for t, g in zip(tensors, gradient(w, noise[step][:size]).split(sizes)):
            t.grad = g.reshape(t.shape).clone()
        optimizer.step()
        points.append(torch.cat([t.data.flatten() for t in tensors]).tolist())
    return points


def checked(name, options, shapes, start, noise):
    """The single-tensor path, which must agree with the others that PyTorch may choose."""
    if name == "Momentum":
        return trajectory(name, options, shapes, start, noise, {})
    points = trajectory(name, options, shapes, start, noise, {"foreach": False} if name != "Muon" else {})
    others = [{}] if name == "Muon" else [{}, {"foreach": True}]
    tolerance = 1e-12 if start.dtype is torch.float64 else 3e-6
    for how in others:
        other = trajectory(name, options, shapes, start, noise, how)
        torch.testing.assert_close(torch.tensor(other), torch.tensor(points), rtol=tolerance, atol=tolerance)
    return points


LBFGS = [
    {"max_iter": 4},
    {"lr": 0.3, "max_iter": 5, "history_size": 3},
    {"max_iter": 1, "lr": 0.5},
    {"line_search_fn": "strong_wolfe", "max_iter": 3},
    {"line_search_fn": "strong_wolfe", "max_iter": 6, "history_size": 2, "lr": 3.0},
    {"line_search_fn": "strong_wolfe", "max_iter": 4, "max_eval": 5, "lr": 0.1},
    {"line_search_fn": "strong_wolfe", "tolerance_change": 1e-3, "tolerance_grad": 1e-2, "lr": 20.0},
]


def lbfgs(options, start, noise):
    """Several iterations per step on w^4 / 8 + noise·w + (w - roll(w, 1))^2 / 4; evaluations up to each step."""
    w = torch.nn.Parameter(start[:7].clone())
    optimizer = torch.optim.LBFGS([w], **options)
    points, evaluations, counted = [], 0, []
    for step in range(STEPS):

        def closure():
            nonlocal evaluations
            evaluations += 1
            x, row = w.data, noise[step][:7]
            before, after = x.roll(1), x.roll(-1)
            w.grad = x * x * x / 2 + row + (x - before) / 2 - (after - x) / 2
            return (x * x * x * x / 8 + row * x + (x - before) * (x - before) / 4).sum()

        optimizer.step(closure)
        points.append(w.tolist())
        counted.append(evaluations)
    return points, counted


def lbfgs_case(options, start, noise):
    """As long as the last bit of the start decides nothing: mini-batches that change make L-BFGS chaotic."""
    points, counted = lbfgs(options, start, noise)
    others, _ = lbfgs(options, start * (1 + 3e-16), noise)
    apart = [max(abs(a - b) for a, b in zip(p, q)) for p, q in zip(points, others)]
    kept = [step for step in RECORDED if max(apart[:step]) < 1e-11]
    case = {"optimizer": {"type": "LBFGS", **options}, "evaluations": counted[kept[-1] - 1]}
    return {**case, "w": [points[step - 1] for step in kept]}


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
            shapes = options.pop("shapes", [VECTOR])
            for text, dtype in (("float64", torch.float64), ("float32", torch.float32)):
                torch.set_default_dtype(dtype)
                points = checked(name, options, shapes, start.to(dtype), noise.to(dtype))
                case = {"optimizer": {"type": name, **options}, "dtype": text}
                if shapes != [VECTOR]:
                    case["shapes"] = shapes
                cases.append({**case, "w": shortest([points[step - 1] for step in RECORDED], dtype)})
    quasi_newton = []
    torch.set_default_dtype(torch.float64)
    for options in LBFGS:
        quasi_newton.append(lbfgs_case(options, start, noise))
    torch.set_default_dtype(torch.float32)
    made = {
        "made_with": f"PyTorch {torch.__version__}, make_optim.py",
        "gradient": "w^3 / 2 - roll(w, 1) / 4 + noise",
        "steps": " ".join(map(str, RECORDED)),
        "start": start.tolist(),
        "noise": noise.tolist(),
        "trajectories": cases,
        "lbfgs": quasi_newton,
    }
    lines = [f'"{key}": {json.dumps(value)}' for key, value in made.items() if not isinstance(value, list)]
    for key in ("start", "noise", "trajectories", "lbfgs"):
        rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in made[key])
        lines.append(f'"{key}": [\n{rows}\n]')
    path = pathlib.Path(__file__).with_name("optim.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
