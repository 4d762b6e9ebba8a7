"""Writes newer_optim.json: trajectories of the optimizers that PyTorch does not have, for tests/optim.

Each is the pseudo-code of its paper written out with numpy, tensor by tensor and in the paper's order, as a
derivation of its own: nothing here follows lib/optim. Where an option is not in the paper, it is what the authors'
implementation documents. Run with numpy: python make_newer_optim.py
"""

import json
import math
import pathlib

import numpy as np

STEPS = 50
KEPT = [1, 2, 7, 20, 50]
# Two matrices and two vectors, as two layers have them. In the flat vector they lie one after another.
SHAPES = [(4, 3), (4,), (2, 3), (2,)]


class Rule:
    """One optimizer on a list of tensors. `lr` may change from step to step."""

    def __init__(self, **options):
        for name, value in {**self.defaults, **options}.items():
            setattr(self, name, value)
        self.t = 0

    def zeros(self, tensors):
        return [np.zeros_like(x) for x in tensors]


class Lion(Rule):
    """arXiv:2302.06675, Algorithm 2."""

    defaults = {"lr": 1e-4, "betas": (0.9, 0.99), "weight_decay": 0.0}

    def step(self, theta, g):
        if self.t == 0:
            self.m = self.zeros(theta)
        self.t += 1
        b1, b2 = self.betas
        for k in range(len(theta)):
            c = b1 * self.m[k] + (1 - b1) * g[k]
            theta[k] = theta[k] - self.lr * (np.sign(c) + self.weight_decay * theta[k])
            self.m[k] = b2 * self.m[k] + (1 - b2) * g[k]


class AdEMAMix(Rule):
    """arXiv:2409.03137, Algorithm 1 with the schedulers of its section 3."""

    defaults = {
        "lr": 1e-3,
        "betas": (0.9, 0.999, 0.9999),
        "alpha": 5.0,
        "beta3_warmup": None,
        "alpha_warmup": None,
        "eps": 1e-8,
        "weight_decay": 0.0,
    }

    def step(self, theta, g):
        if self.t == 0:
            self.m1, self.m2, self.nu = self.zeros(theta), self.zeros(theta), self.zeros(theta)
        self.t += 1
        t = self.t
        b1, b2, b3 = self.betas
        alpha = self.alpha if self.alpha_warmup is None else min(t * self.alpha / self.alpha_warmup, self.alpha)
        if self.beta3_warmup is not None:
            part = t / self.beta3_warmup
            ln_s, ln_3 = math.log(b1), math.log(b3)
            b3 = min(math.exp(ln_s * ln_3 / ((1 - part) * ln_3 + part * ln_s)), b3) if part < 1 else b3
        for k in range(len(theta)):
            self.m1[k] = b1 * self.m1[k] + (1 - b1) * g[k]
            self.m2[k] = b3 * self.m2[k] + (1 - b3) * g[k]
            self.nu[k] = b2 * self.nu[k] + (1 - b2) * g[k] ** 2
            m1_hat, nu_hat = self.m1[k] / (1 - b1**t), self.nu[k] / (1 - b2**t)
            update = (m1_hat + alpha * self.m2[k]) / (np.sqrt(nu_hat) + self.eps)
            theta[k] = theta[k] - self.lr * (update + self.weight_decay * theta[k])


class Adan(Rule):
    """arXiv:2208.06677, Algorithm 1; its β is 1 - β here, and moments are debiased as in the authors' code."""

    defaults = {"lr": 1e-3, "betas": (0.98, 0.92, 0.99), "eps": 1e-8, "weight_decay": 0.0, "no_prox": False}

    def step(self, theta, g):
        if self.t == 0:
            self.m, self.v, self.n = self.zeros(theta), self.zeros(theta), self.zeros(theta)
            self.before = [x.copy() for x in g]
        self.t += 1
        b1, b2, b3 = (1 - b for b in self.betas)
        c1, c2, c3 = (1 - b**self.t for b in self.betas)
        for k in range(len(theta)):
            change = g[k] - self.before[k]
            self.m[k] = (1 - b1) * self.m[k] + b1 * g[k]
            self.v[k] = (1 - b2) * self.v[k] + b2 * change
            self.n[k] = (1 - b3) * self.n[k] + b3 * (g[k] + (1 - b2) * change) ** 2
            eta = self.lr / (np.sqrt(self.n[k] / c3) + self.eps)
            move = eta * (self.m[k] / c1 + (1 - b2) * self.v[k] / c2)
            decay = self.weight_decay * self.lr
            theta[k] = (1 - decay) * theta[k] - move if self.no_prox else (theta[k] - move) / (1 + decay)
            self.before[k] = g[k].copy()


class ADOPT(Rule):
    """arXiv:2411.02853, Algorithm 2; clipped with c_t = t^(1/4), t counting the steps that move from 1."""

    defaults = {
        "lr": 1e-3,
        "betas": (0.9, 0.9999),
        "eps": 1e-6,
        "weight_decay": 0.0,
        "decouple": False,
        "clip": True,
        "maximize": False,
    }

    def step(self, theta, g):
        b1, b2 = self.betas
        g = [-x if self.maximize else x for x in g]
        if not self.decouple:
            g = [x + self.weight_decay * p for x, p in zip(g, theta)]
        if self.t == 0:
            self.m, self.v = self.zeros(theta), [x**2 for x in g]
            self.t = 1
            return
        for k in range(len(theta)):
            if self.decouple:
                theta[k] = theta[k] - self.lr * self.weight_decay * theta[k]
            normed = g[k] / np.maximum(np.sqrt(self.v[k]), self.eps)
            if self.clip:
                c = self.t**0.25
                normed = np.clip(normed, -c, c)
            self.m[k] = b1 * self.m[k] + (1 - b1) * normed
            theta[k] = theta[k] - self.lr * self.m[k]
            self.v[k] = b2 * self.v[k] + (1 - b2) * g[k] ** 2
        self.t += 1


class AdaBelief(Rule):
    """arXiv:2010.07468, Algorithm 2; rectified as in arXiv:1908.03265, Algorithm 2."""

    defaults = {
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-16,
        "weight_decay": 0.0,
        "amsgrad": False,
        "weight_decouple": True,
        "fixed_decay": False,
        "rectify": True,
        "degenerated_to_sgd": True,
    }

    def step(self, theta, g):
        if self.t == 0:
            self.m, self.s, self.largest = self.zeros(theta), self.zeros(theta), self.zeros(theta)
        self.t += 1
        t = self.t
        b1, b2 = self.betas
        for k in range(len(theta)):
            grad = g[k]
            if self.weight_decouple:
                rate = self.weight_decay if self.fixed_decay else self.lr * self.weight_decay
                theta[k] = theta[k] * (1 - rate)
            else:
                grad = grad + self.weight_decay * theta[k]
            self.m[k] = b1 * self.m[k] + (1 - b1) * grad
            self.s[k] = b2 * self.s[k] + (1 - b2) * (grad - self.m[k]) ** 2 + self.eps
            self.largest[k] = np.maximum(self.largest[k], self.s[k])
            m_hat = self.m[k] / (1 - b1**t)
            if not self.rectify:
                s = self.largest[k] if self.amsgrad else self.s[k]
                theta[k] = theta[k] - self.lr * m_hat / (np.sqrt(s / (1 - b2**t)) + self.eps)
                continue
            rho_inf = 2 / (1 - b2) - 1
            rho = rho_inf - 2 * t * b2**t / (1 - b2**t)
            if rho >= 5:
                r = math.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
                root = math.sqrt(1 - b2**t)
                theta[k] = theta[k] - self.lr * r * root * m_hat / (np.sqrt(self.s[k]) + self.eps)
            elif self.degenerated_to_sgd:
                theta[k] = theta[k] - self.lr * m_hat


CASES = {
    Lion: [{}, {"lr": 0.01, "weight_decay": 0.1}, {"lr": 0.02, "betas": (0.5, 0.8)}],
    AdEMAMix: [
        {},
        {"lr": 0.02, "alpha": 2.0, "weight_decay": 0.1},
        {"lr": 0.01, "alpha_warmup": 30, "beta3_warmup": 40},
        {"lr": 0.02, "betas": (0.8, 0.95, 0.99), "eps": 1e-3, "alpha": 8.0, "beta3_warmup": 80},
    ],
    Adan: [
        {},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "no_prox": True},
        {"lr": 0.02, "betas": (0.9, 0.5, 0.95), "eps": 1e-3},
    ],
    ADOPT: [
        {},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "decouple": True, "betas": (0.5, 0.99)},
        {"lr": 0.001, "clip": False, "eps": 0.01},
        {"lr": 0.01, "maximize": True, "weight_decay": 0.2},
    ],
    AdaBelief: [
        {},
        {"lr": 0.05, "rectify": False},
        {"lr": 0.05, "rectify": False, "amsgrad": True, "betas": (0.9, 0.7), "eps": 1e-8},
        {"lr": 0.05, "betas": (0.8, 0.95), "weight_decay": 0.1},
        {"lr": 0.01, "weight_decay": 0.01, "fixed_decay": True, "degenerated_to_sgd": False},
        {"lr": 0.02, "weight_decay": 0.1, "weight_decouple": False, "eps": 1e-4},
    ],
}


def split(flat):
    tensors, at = [], 0
    for shape in SHAPES:
        size = math.prod(shape)
        tensors.append(flat[at : at + size].reshape(shape).copy())
        at += size
    return tensors


def join(tensors):
    return np.concatenate([x.reshape(-1) for x in tensors])


def gradient(w, noise):
    """Not linear, with parameters that hold on to each other."""
    return w * w * w / 2 - np.roll(w, 1) / 4 + noise


def rate(lr, step):
    """A learning rate that changes, as a scheduler has it."""
    return lr * (1 - step / (2 * STEPS))


def trajectory(rule, start, noise, scheduled):
    theta = split(start)
    base, points = rule.lr, []
    for step in range(STEPS):
        rule.lr = rate(base, step) if scheduled else base
        rule.step(theta, split(gradient(join(theta), noise[step])))
        if step + 1 in KEPT:
            points.append(join(theta).tolist())
    return points


def described(rule, options):
    return {"type": rule.__name__, **options}


def main():
    random = np.random.RandomState(0)
    size = sum(math.prod(shape) for shape in SHAPES)
    # Noise with few digits is the same number in float32 and in the file.
    start = np.round(random.normal(size=size) * 64) / 64
    noise = np.round(random.normal(size=(STEPS, size)) * 16) / 64
    cases = []
    for rule, sets in CASES.items():
        for i, options in enumerate(sets):
            scheduled = i == 1
            points = trajectory(rule(**options), start, noise, scheduled)
            cases.append({"optimizer": described(rule, options), "scheduled": scheduled, "w": points})
    made = {
        "made_with": f"numpy {np.__version__}, make_newer_optim.py",
        "gradient": "w^3 / 2 - roll(w, 1) / 4 + noise",
        "scheduled": f"lr * (1 - (step - 1) / {2 * STEPS})",
        "shapes": SHAPES,
        "kept_steps": KEPT,
        "start": start.tolist(),
    }
    lines = [f'"{key}": {json.dumps(value)}' for key, value in made.items()]
    for key, rows in (("noise", noise.tolist()), ("trajectories", cases)):
        lines.append(f'"{key}": [\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]")
    path = pathlib.Path(__file__).with_name("newer_optim.json")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
