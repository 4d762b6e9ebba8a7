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
        self.given = options
        for name, value in {**self.defaults, **options}.items():
            setattr(self, name, value)
        self.t = 0

    def zeros(self, tensors):
        return [np.zeros_like(x) for x in tensors]

    def evaluated_at(self):
        """Where the result is, if it is not where gradients are taken."""
        return None


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


class LAMB(Rule):
    """arXiv:1904.00962, Algorithm 2 with φ(z) = z; LAMBC's clipping: arXiv:2011.13584."""

    defaults = {
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-6,
        "weight_decay": 0.0,
        "bias_correction": True,
        "trust_clip": False,
    }

    def step(self, x, g):
        if self.t == 0:
            self.m, self.v = self.zeros(x), self.zeros(x)
        self.t += 1
        b1, b2 = self.betas
        for i in range(len(x)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g[i]
            self.v[i] = b2 * self.v[i] + (1 - b2) * g[i] ** 2
            m, v = self.m[i], self.v[i]
            if self.bias_correction:
                m, v = m / (1 - b1**self.t), v / (1 - b2**self.t)
            r = m / (np.sqrt(v) + self.eps) + self.weight_decay * x[i]
            ratio = np.linalg.norm(x[i]) / np.linalg.norm(r) if np.any(x[i]) and np.any(r) else 1.0
            if self.trust_clip:
                ratio = min(ratio, 1.0)
            x[i] = x[i] - self.lr * ratio * r


class LARS(Rule):
    """arXiv:1708.03888, Algorithm 1; eps in the denominator as in its implementations."""

    defaults = {
        "lr": 1.0,
        "momentum": 0.9,
        "weight_decay": 0.0,
        "trust_coefficient": 1e-3,
        "eps": 1e-8,
        "exclude_bias_and_norm": False,
    }

    def step(self, w, g):
        if self.t == 0:
            self.v = self.zeros(w)
        self.t += 1
        for i in range(len(w)):
            beta, local = self.weight_decay, 1.0
            norm_w, norm_g = np.linalg.norm(w[i]), np.linalg.norm(g[i])
            if self.exclude_bias_and_norm and w[i].ndim == 1:
                beta = 0.0
            elif norm_w > 0 and norm_g > 0:
                local = self.trust_coefficient * norm_w / (norm_g + beta * norm_w + self.eps)
            self.v[i] = self.momentum * self.v[i] + self.lr * local * (g[i] + beta * w[i])
            w[i] = w[i] - self.v[i]


class Prodigy(Rule):
    """arXiv:2306.06101, Algorithm 4, its averages with their factor 1 - β3. The options are those that the authors'
    prodigyopt documents; its eps is scaled by the new d.
    """

    defaults = {
        "lr": 1.0,
        "betas": (0.9, 0.999),
        "beta3": None,
        "eps": 1e-8,
        "weight_decay": 0.0,
        "decouple": True,
        "use_bias_correction": False,
        "safeguard_warmup": False,
        "d0": 1e-6,
        "d_coef": 1.0,
        "growth_rate": math.inf,
    }

    def step(self, x, g):
        if self.t == 0:
            self.x0 = [p.copy() for p in x]
            self.m, self.v, self.s = self.zeros(x), self.zeros(x), self.zeros(x)
            self.r, self.d, self.highest = 0.0, self.d0, self.d0
        self.t += 1
        b1, b2 = self.betas
        b3 = math.sqrt(b2) if self.beta3 is None else self.beta3
        gamma, d = self.lr, self.d
        if self.use_bias_correction:
            gamma *= math.sqrt(1 - b2**self.t) / (1 - b1**self.t)
        if not self.decouple:
            g = [a + self.weight_decay * p for a, p in zip(g, x)]
        inner = sum(np.sum(a * (start - p)) for a, start, p in zip(g, self.x0, x))
        self.r = b3 * self.r + (1 - b3) * gamma * d**2 * inner
        weight = d**2 if self.safeguard_warmup else gamma * d**2
        for i in range(len(x)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * d * g[i]
            self.v[i] = b2 * self.v[i] + (1 - b2) * d**2 * g[i] ** 2
            self.s[i] = b3 * self.s[i] + (1 - b3) * weight * g[i]
        d_hat = self.d_coef * self.r / sum(np.sum(np.abs(s)) for s in self.s)
        self.highest = max(self.highest, d_hat)
        start = max(d, d_hat) if d == self.d0 else d
        self.d = min(self.highest, start * self.growth_rate)
        for i in range(len(x)):
            decay = gamma * d * self.weight_decay if self.decouple else 0.0
            x[i] = (1 - decay) * x[i] - gamma * d * self.m[i] / (np.sqrt(self.v[i]) + self.d * self.eps)


class SGD(Rule):
    """Plain descent with momentum, for the wrappers."""

    defaults = {"lr": 1e-3, "momentum": 0.0}

    def step(self, theta, g):
        if self.t == 0:
            self.b = self.zeros(theta)
        self.t += 1
        for k in range(len(theta)):
            self.b[k] = self.momentum * self.b[k] + g[k]
            theta[k] = theta[k] - self.lr * self.b[k]


class Adam(Rule):
    """arXiv:1412.6980, Algorithm 1, for the wrappers."""

    defaults = {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8}

    def step(self, theta, g):
        if self.t == 0:
            self.m, self.v = self.zeros(theta), self.zeros(theta)
        self.t += 1
        b1, b2 = self.betas
        for k in range(len(theta)):
            self.m[k] = b1 * self.m[k] + (1 - b1) * g[k]
            self.v[k] = b2 * self.v[k] + (1 - b2) * g[k] ** 2
            m, v = self.m[k] / (1 - b1**self.t), self.v[k] / (1 - b2**self.t)
            theta[k] = theta[k] - self.lr * m / (np.sqrt(v) + self.eps)


class Wrapper(Rule):
    """Whatever has another optimizer in it, whose learning rate is the one that counts."""

    @property
    def lr(self):
        return self.optimizer.lr

    @lr.setter
    def lr(self, value):
        self.optimizer.lr = value

    def evaluated_at(self):
        return self.optimizer.evaluated_at()


class Lookahead(Wrapper):
    """arXiv:1907.08610, Algorithm 1: inner loops of k steps from the slow weights."""

    defaults = {"k": 5, "alpha": 0.5}

    def step(self, theta, g):
        if self.t == 0:
            self.phi = [x.copy() for x in theta]
        self.optimizer.step(theta, g)
        self.t += 1
        if self.t % self.k == 0:
            for i in range(len(theta)):
                self.phi[i] = self.phi[i] + self.alpha * (theta[i] - self.phi[i])
                theta[i] = self.phi[i].copy()


class QHAdam(Rule):
    """arXiv:1810.06801, section 5: moments that are corrected, each mixed with the gradient."""

    defaults = {
        "lr": 1e-3,
        "betas": (0.9, 0.999),
        "nus": (1.0, 1.0),
        "eps": 1e-8,
        "weight_decay": 0.0,
        "decouple_weight_decay": False,
    }

    def step(self, theta, g):
        if self.t == 0:
            self.g, self.s = self.zeros(theta), self.zeros(theta)
        self.t += 1
        (b1, b2), (n1, n2) = self.betas, self.nus
        for k in range(len(theta)):
            grad = g[k]
            if self.decouple_weight_decay:
                theta[k] = theta[k] * (1 - self.lr * self.weight_decay)
            else:
                grad = grad + self.weight_decay * theta[k]
            self.g[k] = b1 * self.g[k] + (1 - b1) * grad
            self.s[k] = b2 * self.s[k] + (1 - b2) * grad**2
            g_hat, s_hat = self.g[k] / (1 - b1**self.t), self.s[k] / (1 - b2**self.t)
            root = np.sqrt((1 - n2) * grad**2 + n2 * s_hat)
            theta[k] = theta[k] - self.lr * ((1 - n1) * grad + n1 * g_hat) / (root + self.eps)


class AggMo(Rule):
    """arXiv:1804.00325, equations 3 and 4."""

    defaults = {"lr": 1e-3, "betas": (0.0, 0.9, 0.99), "weight_decay": 0.0}

    def step(self, theta, g):
        if self.t == 0:
            self.v = [self.zeros(theta) for _ in self.betas]
        self.t += 1
        for k in range(len(theta)):
            grad = g[k] + self.weight_decay * theta[k]
            for beta, v in zip(self.betas, self.v):
                v[k] = beta * v[k] - grad
            theta[k] = theta[k] + self.lr / len(self.betas) * sum(v[k] for v in self.v)


class MADGRAD(Rule):
    """arXiv:2101.11075, Algorithm 1; the authors' code adds eps to γ."""

    defaults = {"lr": 1e-2, "momentum": 0.9, "weight_decay": 0.0, "eps": 1e-6, "decouple_decay": False}

    def step(self, x, g):
        if self.t == 0:
            self.x0 = [p.copy() for p in x]
            self.s, self.v = self.zeros(x), self.zeros(x)
        self.t += 1
        gamma = self.lr + self.eps
        lamb = gamma * math.sqrt(self.t)
        for k in range(len(x)):
            grad = g[k] if self.decouple_decay else g[k] + self.weight_decay * x[k]
            self.s[k] = self.s[k] + lamb * grad
            self.v[k] = self.v[k] + lamb * grad**2
            z = self.x0[k] - self.s[k] / (np.cbrt(self.v[k]) + self.eps)
            shrink = gamma * self.weight_decay * x[k] if self.decouple_decay else 0.0
            x[k] = self.momentum * x[k] + (1 - self.momentum) * z - shrink


class SOAP(Rule):
    """arXiv:2409.11321, Algorithm 3 with the QR power iteration of Algorithm 4. From the authors' code: the first
    gradient only sets up L, R and their eigenvectors; eigenvectors are kept in the order of their eigenvalues; the
    moments are corrected for their start; a vector has no preconditioner unless it is asked for.
    """

    defaults = {
        "lr": 3e-3,
        "betas": (0.95, 0.95),
        "shampoo_beta": None,
        "eps": 1e-8,
        "weight_decay": 1e-2,
        "precondition_frequency": 10,
        "max_precond_dim": 10000,
        "precondition_1d": False,
        "normalize_grads": False,
        "correct_bias": True,
    }

    def sides(self, shape):
        """The dimensions of a tensor that have a preconditioner."""
        wanted = len(shape) == 2 or self.precondition_1d
        return [d for d in range(len(shape)) if wanted and shape[d] <= self.max_precond_dim]

    @staticmethod
    def covariance(g, side):
        flat = np.moveaxis(g, side, 0).reshape(g.shape[side], -1)
        return flat @ flat.T

    def turn(self, i, x):
        for side, q in self.q[i].items():
            x = np.moveaxis(np.tensordot(q.T, x, axes=(1, side)), 0, side)
        return x

    def turn_back(self, i, x):
        for side, q in self.q[i].items():
            x = np.moveaxis(np.tensordot(q, x, axes=(1, side)), 0, side)
        return x

    def step(self, w, g):
        b1, b2 = self.betas
        bs = b2 if self.shampoo_beta is None else self.shampoo_beta
        if self.t == 0:
            self.m, self.v = self.zeros(w), self.zeros(w)
            self.l = [{s: (1 - bs) * self.covariance(x, s) for s in self.sides(x.shape)} for x in g]
            self.q = [{s: np.linalg.eigh(l)[1][:, ::-1] for s, l in sides.items()} for sides in self.l]
            self.t = 1
            return
        t = self.t
        for i in range(len(w)):
            self.m[i] = b1 * self.m[i] + (1 - b1) * g[i]
            self.v[i] = b2 * self.v[i] + (1 - b2) * self.turn(i, g[i]) ** 2
            step = self.turn_back(i, self.turn(i, self.m[i]) / (np.sqrt(self.v[i]) + self.eps))
            size = self.lr * (math.sqrt(1 - b2**t) / (1 - b1**t) if self.correct_bias else 1.0)
            if self.normalize_grads:
                step = step / math.sqrt(np.mean(step**2))
            w[i] = w[i] - size * step
            w[i] = w[i] - self.lr * self.weight_decay * w[i]
            for side in self.l[i]:
                self.l[i][side] = bs * self.l[i][side] + (1 - bs) * self.covariance(g[i], side)
            if t % self.precondition_frequency == 0:
                self.refresh(i)
        self.t += 1

    def refresh(self, i):
        for side, l in self.l[i].items():
            q = self.q[i][side]
            estimated = np.array([q[:, j] @ l @ q[:, j] for j in range(len(q))])
            order = np.argsort(-estimated)
            self.v[i] = np.take(self.v[i], order, axis=side)
            self.q[i][side] = np.linalg.qr(l @ q[:, order])[0]


class SGDScheduleFree(Rule):
    """arXiv:2405.15682, equations 3 to 5: y interpolates, z descends, x averages. Weights as in schedulefree."""

    defaults = {
        "lr": 1.0,
        "momentum": 0.9,
        "weight_decay": 0.0,
        "warmup_steps": 0,
        "r": 0.0,
        "weight_lr_power": 2.0,
    }

    def direction(self, i, g, y):
        return g + self.weight_decay * y

    def beta(self):
        return self.momentum

    def step(self, y, g):
        if self.t == 0:
            self.z, self.x = [p.copy() for p in y], [p.copy() for p in y]
            self.v = self.zeros(y)
            self.weights, self.largest = [], 0.0
        self.t += 1
        t = self.t
        gamma = self.lr * min(1.0, t / self.warmup_steps) if self.warmup_steps else self.lr
        self.largest = max(self.largest, gamma)
        self.weights.append(t**self.r * self.largest**self.weight_lr_power)
        c = self.weights[-1] / math.fsum(self.weights)
        for i in range(len(y)):
            self.z[i] = self.z[i] - gamma * self.direction(i, g[i], y[i])
            self.x[i] = (1 - c) * self.x[i] + c * self.z[i]
            y[i] = (1 - self.beta()) * self.z[i] + self.beta() * self.x[i]

    def evaluated_at(self):
        return self.x


class AdamWScheduleFree(SGDScheduleFree):
    """arXiv:2405.15682, Algorithm 1; the second moment is corrected as in Adam, as in schedulefree 1.4."""

    defaults = {
        "lr": 2.5e-3,
        "betas": (0.9, 0.999),
        "eps": 1e-8,
        "weight_decay": 0.0,
        "warmup_steps": 0,
        "r": 0.0,
        "weight_lr_power": 2.0,
    }

    def direction(self, i, g, y):
        b2 = self.betas[1]
        self.v[i] = b2 * self.v[i] + (1 - b2) * g**2
        return g / (np.sqrt(self.v[i] / (1 - b2**self.t)) + self.eps) + self.weight_decay * y

    def beta(self):
        return self.betas[0]


class SAM(Wrapper):
    """arXiv:2010.01412, Algorithm 1; adaptive as in arXiv:2102.11600, equation 8, with η = 0."""

    defaults = {"rho": 0.05, "adaptive": False}

    def step(self, w, g):
        size = [np.abs(p) if self.adaptive else np.ones_like(p) for p in w]
        norm = math.sqrt(sum(np.sum((t * x) ** 2) for t, x in zip(size, g)))
        there = [p + self.rho * t**2 * x / norm for p, t, x in zip(w, size, g)]
        self.optimizer.step(w, split(self.gradient_at(join(there))))


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
    LAMB: [
        {},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.02, "trust_clip": True, "betas": (0.8, 0.95), "eps": 1e-3},
        {"lr": 0.02, "bias_correction": False, "betas": (0.9, 0.99)},
    ],
    LARS: [
        {},
        {"lr": 10.0, "weight_decay": 0.1},
        {"lr": 0.05, "momentum": 0.5, "trust_coefficient": 0.5, "eps": 0.0},
        {"lr": 0.02, "trust_coefficient": 0.3, "weight_decay": 0.05, "exclude_bias_and_norm": True},
    ],
    Prodigy: [
        {},
        {"d0": 1e-3, "weight_decay": 0.1, "use_bias_correction": True},
        {"d0": 1e-2, "d_coef": 0.5, "growth_rate": 1.1, "decouple": False, "weight_decay": 0.2},
        {"lr": 0.5, "d0": 1e-3, "beta3": 0.9, "safeguard_warmup": True, "eps": 1e-3},
        {"lr": 2.0, "d0": 1e-4, "betas": (0.8, 0.95), "d_coef": 2.0, "growth_rate": 1.5},
    ],
    Lookahead: [
        {"optimizer": SGD(lr=0.05, momentum=0.9)},
        {"optimizer": Adam(lr=0.1), "k": 3, "alpha": 0.8},
        {"optimizer": SGD(lr=0.1), "k": 10, "alpha": 0.2},
        {"optimizer": Lookahead(optimizer=Adam(lr=0.05, betas=(0.5, 0.9)), k=2, alpha=0.6), "k": 7},
    ],
    QHAdam: [
        {},
        {"lr": 0.05, "nus": (0.7, 1.0), "weight_decay": 0.1},
        {"lr": 0.02, "nus": (0.5, 0.8), "betas": (0.95, 0.98), "eps": 1e-3},
        {"lr": 0.05, "nus": (0.8, 0.3), "weight_decay": 0.2, "decouple_weight_decay": True},
    ],
    AggMo: [{}, {"lr": 0.02, "weight_decay": 0.1}, {"lr": 0.05, "betas": (0.5, 0.8)}, {"lr": 0.1, "betas": (0.9,)}],
    MADGRAD: [
        {},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "momentum": 0.0, "eps": 1e-3},
        {"lr": 0.02, "momentum": 0.5, "weight_decay": 0.2, "decouple_decay": True},
    ],
    SOAP: [
        {"lr": 0.02},
        {"lr": 0.05, "precondition_frequency": 3, "betas": (0.9, 0.99), "weight_decay": 0.1},
        {"lr": 0.02, "precondition_frequency": 1, "shampoo_beta": 0.8, "eps": 1e-4},
        {"lr": 0.02, "max_precond_dim": 3, "precondition_frequency": 7, "correct_bias": False},
        {"lr": 0.02, "max_precond_dim": 2, "precondition_frequency": 2},
        {"lr": 0.02, "max_precond_dim": 3, "precondition_1d": True, "precondition_frequency": 4},
        {"lr": 0.02, "normalize_grads": True, "precondition_frequency": 5, "weight_decay": 0.0},
    ],
    SGDScheduleFree: [
        {"lr": 0.05},
        {"lr": 0.1, "warmup_steps": 10, "weight_decay": 0.1},
        {"lr": 0.05, "momentum": 0.5, "r": 1.5, "warmup_steps": 20, "weight_lr_power": 1.0},
        {"lr": 0.02, "momentum": 0.0, "weight_lr_power": 0.0},
    ],
    AdamWScheduleFree: [
        {},
        {"lr": 0.1, "weight_decay": 0.1, "warmup_steps": 10},
        {"lr": 0.05, "betas": (0.5, 0.9), "r": 1.0, "eps": 1e-3},
        {"lr": 0.05, "betas": (0.95, 0.99), "warmup_steps": 60, "weight_lr_power": 1.0},
    ],
    SAM: [
        {"optimizer": SGD(lr=0.05, momentum=0.9)},
        {"optimizer": Adam(lr=0.05), "rho": 0.5},
        {"optimizer": SGD(lr=0.05), "rho": 1.0, "adaptive": True},
        {"optimizer": Lookahead(optimizer=SGD(lr=0.1), k=3), "rho": 0.2},
        {"optimizer": AdamWScheduleFree(lr=0.05), "rho": 0.3},
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
        rule.gradient_at = lambda w: gradient(w, noise[step])
        rule.step(theta, split(gradient(join(theta), noise[step])))
        if step + 1 in KEPT:
            points.append(join(theta).tolist())
    return points


def described(rule, options):
    """As it is written in YAML; an infinite number is the default and never among the options."""
    return {
        "type": rule.__name__,
        **{k: described(type(v), v.given) if isinstance(v, Rule) else v for k, v in options.items()},
    }


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
            written = described(rule, options)
            optimizer = rule(**options)
            points = trajectory(optimizer, start, noise, scheduled)
            cases.append({"optimizer": written, "scheduled": scheduled, "w": points})
            if optimizer.evaluated_at() is not None:
                cases[-1]["evaluated_at"] = join(optimizer.evaluated_at()).tolist()
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
