"""Trains one case by another program and tells how long a step takes: started by bench/run, in a Python that has it.

    opponents.py SETTING CASE      CASE is the experiment as JSON

Prints the losses of the first steps as a line of JSON. Then, for every line that it is sent, it trains as many steps
as the line says and prints the seconds that they took and the peak of memory so far in MiB.
"""
import itertools
import json
import os
import pathlib
import resource
import sys
import time

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/reference"))


def batches_of(training, count):
    """The mini-batches of so many steps, in the order that the seed gives, laid out before anything is timed."""
    loader = training.loader()
    passes = itertools.chain.from_iterable(iter(loader) for _ in itertools.count())
    return list(itertools.islice(passes, count))


def picture_training(experiment, how):
    """Of a network whose first layer makes pictures of rows: the pictures are made before anything is timed."""
    import make_torch
    import make_torch_networks
    import torch

    class PicturesOfATable(make_torch_networks.Training):
        def samples_of(self, data, dtype):
            table = {key: value for key, value in data.items() if key != "target"}
            x, y = make_torch.parts(table, make_torch.named(experiment["loss"])["type"], dtype)[0]
            return torch.utils.data.TensorDataset(x.view(-1, *experiment["network"][0]["unflattened_size"]), y)

    return PicturesOfATable({**experiment, "network": experiment["network"][1:]}, "float32", how=how)


def training_of(experiment, how=None):
    """PyTorch's training of a case."""
    import make_torch

    if make_torch.named(experiment["network"][0])["type"] == "Unflatten":
        return picture_training(experiment, how)
    return make_torch.Training(experiment, "float32", how=how)


class Torch:
    """PyTorch: the loop of its tutorials, over mini-batches that lie ready."""

    def __init__(self, experiment, setting, count):
        import torch

        torch.set_num_threads(1)
        how = {name: {name: True} for name in ("foreach", "fused")}.get(setting.split()[-1], {})
        if "problem" in experiment:
            self.weight = torch.nn.Parameter(torch.tensor(1.0))
            options = {k: v for k, v in experiment["optimizer"].items() if k != "type"}
            self.optimizer = torch.optim.SGD([self.weight], **options, **how)
            self.batches = [(None, None)] * count
            self.loss_of = lambda x, y: self.weight * self.weight / 2
        else:
            training = training_of(experiment, how)
            self.optimizer = training.optimizer
            self.batches = batches_of(training, count)
            self.loss_of = training.value
            if setting == "torch channels_last":
                training.model.to(memory_format=torch.channels_last)
                self.batches = [(x.to(memory_format=torch.channels_last), y) for x, y in self.batches]
        if "autocast" in setting:
            value = self.loss_of

            def loss_of(x, y):
                with torch.autocast("cpu", dtype=torch.bfloat16):
                    return value(x, y)

            self.loss_of = loss_of
        if setting == "torch compile":
            self.loss_of = torch.compile(self.loss_of)
        self.at = 0

    def step(self):
        x, y = self.batches[self.at % len(self.batches)]
        self.at += 1
        self.optimizer.zero_grad()
        loss = self.loss_of(x, y)
        loss.backward()
        self.optimizer.step()
        return loss

    def train(self, steps):
        for _ in range(steps):
            self.step()

    def losses(self, steps):
        return [self.step().item() for _ in range(steps)]


class Jax:
    """JAX: the whole step compiled, called step by step or scanned over all mini-batches at once."""

    def __init__(self, experiment, setting, count):
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        import jax
        import jax.numpy as jnp

        self.jax = jax
        scans = setting == "jax scan"
        if "problem" in experiment:
            parameters = [jnp.float32(1.0)]
            xs = ys = np.zeros((count, 1), np.float32)
            loss_of = lambda p, x, y: p[0] * p[0] / 2
            options = experiment["optimizer"]
        else:
            import make_torch

            training = training_of(experiment)
            parameters = [jnp.asarray(p.detach().numpy()) for p in training.model.parameters()]
            batches = batches_of(training, count)
            xs = np.stack([x.numpy() for x, _ in batches])
            ys = np.stack([y.numpy() for _, y in batches])
            options = make_torch.named(experiment["optimizer"])
            layers = [make_torch.named(layer) for layer in experiment["network"]]
            layers = [layer for layer in layers if layer["type"] != "Unflatten"]  # they are pictures already

            def loss_of(p, x, y):
                left = list(p)
                for layer in layers:
                    x = self.layer(layer, x, left, jax, jnp)
                return -jnp.take_along_axis(jax.nn.log_softmax(x), y[:, None], 1).mean()

        self.state = (parameters, *self.first_state(options, parameters, jnp))
        self.xs, self.ys = jnp.asarray(xs), jnp.asarray(ys)
        self.batches = [(jnp.asarray(x), jnp.asarray(y)) for x, y in zip(xs, ys)]
        update = self.update_of(options, jax, jnp)

        def step(state, batch):
            loss, gradients = jax.value_and_grad(loss_of)(state[0], *batch)
            return update(state, gradients), loss

        self.scans, self.at = scans, 0
        self.one = jax.jit(step, donate_argnums=0)
        self.all = jax.jit(lambda state, xs, ys: jax.lax.scan(step, state, (xs, ys)), donate_argnums=0)

    @staticmethod
    def layer(layer, x, left, jax, jnp):
        """What a layer makes of x: its parameters are the first that are left."""
        kind = layer["type"]
        if kind == "Linear":
            return x @ left.pop(0).T + left.pop(0)
        if kind == "Conv2d":
            size, padding = layer["kernel_size"], layer.get("padding", 0)
            around = [(size // 2, size // 2)] * 2 if padding == "same" else [(padding, padding)] * 2
            weight, bias = left.pop(0), left.pop(0)
            return jax.lax.conv_general_dilated(x, weight, (1, 1), around) + bias[:, None, None]
        if kind in ("MaxPool2d", "AvgPool2d"):
            window = (1, 1, layer["kernel_size"], layer["kernel_size"])
            if kind == "MaxPool2d":
                return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")
            return jax.lax.reduce_window(x, 0.0, jax.lax.add, window, window, "VALID") / (window[2] * window[3])
        if kind == "Flatten":
            return x.reshape(len(x), -1)
        return {"ReLU": lambda v: jnp.maximum(v, 0), "Sigmoid": jax.nn.sigmoid}[kind](x)

    @staticmethod
    def first_state(options, parameters, jnp):
        zeros = [jnp.zeros_like(p) for p in parameters]
        return (zeros, [jnp.zeros_like(p) for p in parameters], jnp.float32(0))

    @staticmethod
    def update_of(options, jax, jnp):
        lr, momentum = options.get("lr", 1e-3), options.get("momentum", 0.0)

        def adam(state, gradients):
            p, m, v, t = state
            t = t + 1
            m = [0.9 * a + 0.1 * g for a, g in zip(m, gradients)]
            v = [0.999 * a + 0.001 * g * g for a, g in zip(v, gradients)]
            size, root = lr / (1 - 0.9**t), jnp.sqrt(1 - 0.999**t)
            p = [a - size * b / (jnp.sqrt(c) / root + 1e-8) for a, b, c in zip(p, m, v)]
            return p, m, v, t

        def sgd(state, gradients):
            p, m, v, t = state
            m = [momentum * a + g for a, g in zip(m, gradients)] if momentum else m
            return [a - lr * g for a, g in zip(p, m if momentum else gradients)], m, v, t

        return adam if options["type"] == "Adam" else sgd

    def train(self, steps):
        if self.scans:
            for _ in range(max(1, steps // len(self.xs))):
                self.state, losses = self.all(self.state, self.xs, self.ys)
        else:
            for _ in range(steps):
                self.state, losses = self.one(self.state, self.batches[self.at % len(self.batches)])
                self.at += 1
        self.jax.block_until_ready((self.state, losses))

    def losses(self, steps):
        if self.scans:
            self.state, losses = self.all(self.state, self.xs, self.ys)
            return [float(x) for x in losses[:steps]]
        values = []
        for i in range(steps):
            self.state, loss = self.one(self.state, self.batches[i % len(self.batches)])
            values.append(float(loss))
        self.at = steps
        return values


class Sklearn:
    """scikit-learn's MLPClassifier from the same weights, a pass over the data at a time."""

    def __init__(self, experiment, setting, count):
        import make_torch
        from sklearn.neural_network import MLPClassifier
        from sklearn.neural_network._stochastic_optimizers import AdamOptimizer
        from threadpoolctl import threadpool_limits

        threadpool_limits(1)
        training = make_torch.Training(experiment, "float32")
        self.size = experiment["training"]["batch_size"]
        batches = batches_of(training, len(training.loader()))
        self.first = [(x.numpy(), y.numpy()) for x, y in batches]
        self.x = np.concatenate([x for x, _ in self.first])
        self.y = np.concatenate([y for _, y in self.first])
        hidden = [layer["out_features"] for layer in experiment["network"] if isinstance(layer, dict)][:-1]
        self.net = MLPClassifier(hidden, alpha=0.0, batch_size=self.size, shuffle=False)
        self.net.partial_fit(self.x[: self.size], self.y[: self.size], classes=np.unique(self.y))
        parameters = [p.detach().numpy() for p in training.model.parameters()]
        self.net.coefs_ = [p.T.copy() for p in parameters[::2]]
        self.net.intercepts_ = [p.copy() for p in parameters[1::2]]
        self.net._optimizer = AdamOptimizer(self.net.coefs_ + self.net.intercepts_, 0.001, 0.9, 0.999, 1e-8)

    def train(self, steps):
        for _ in range(max(1, steps // len(self.first))):
            self.net.partial_fit(self.x, self.y)

    def losses(self, steps):
        values = []
        for x, y in self.first[:steps]:
            self.net.partial_fit(x, y)
            values.append(self.net.loss_)
        return values


def main():
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])  # one thread, also where a setting for it is not heard
    setting, experiment = sys.argv[1], json.loads(sys.argv[2])
    steps, compared = experiment["training"]["iterations"], min(20, experiment["training"]["iterations"])
    kind = Torch if setting.startswith("torch") else Jax if setting.startswith("jax") else Sklearn
    trained = kind(experiment, setting, min(steps, 256))
    print(json.dumps(trained.losses(compared)), flush=True)
    for line in sys.stdin:
        began = time.process_time()
        trained.train(int(line))
        seconds = time.process_time() - began
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)


if __name__ == "__main__":
    main()
