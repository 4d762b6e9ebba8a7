#!/usr/bin/env python3
"""Writes torch_networks.txt: twenty steps of whole networks for pictures by PyTorch, each with the experiment file that has
to give the same losses.

    python tests/reference/make_torch_networks.py [CASE …]     (PyTorch 2.13 and torchvision; with names, these alone and shown)

A case is an experiment as a dictionary, which `Training` builds in PyTorch and `yaml` writes. All draws are of one generator
from one seed: modules as they are constructed, then the initialisers that the file asks for, layer by layer, and then in
each pass DataLoader's two, and batch by batch the augmentation of its samples and the masks of its layers. PyTorch on an Intel
processor draws other masks for Dropout and its like: run it on another one.

What is kept: the loss of every mini-batch, and the Euclidean norm of every parameter after the last step. Before a case is
kept it is trained again from parameters that are off by their last bit: PyTorch's own numbers must not move.
"""

import pathlib
import sys

import numpy as np
import torch
from torch import nn

import make_torch
from make_torch import DIGITS, DTYPES, TOLERANCE, named

TOP = pathlib.Path(__file__).resolve().parents[2]
STEPS = 20

# ---------------------------------------------------------------------------------------------- data


def noise(count, seed):
    """Numbers of 32 bits from their places: the test has the same in C++ (tests/train/networks_test.cpp)."""
    x = (np.arange(count, dtype=np.uint64) + np.uint64(seed)) * np.uint64(2654435761) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor) & np.uint64(0xFFFFFFFF)
    return (x ^ (x >> np.uint64(16))).astype(np.int64)


def pictures(name):
    """Bytes [N, C, H, W] and labels [N] of a name such as "40x1x28x28": stripes as wide as the label tells, under noise."""
    n, c, h, w = shape = tuple(map(int, name.split("x")))
    labels = np.arange(n) * 7 % 10
    y, x = np.arange(h)[:, None], np.arange(w)[None, :]
    stripes = ((y * (labels[:, None, None] % 4 + 1) + x * (labels[:, None, None] // 4 + 1)) // 4 % 2)[:, None]
    values = stripes * 128 + noise(n * c * h * w, 12345).reshape(shape) % 128
    return values.astype(np.uint8), labels


class Pictures(torch.utils.data.Dataset):
    """Each sample is made when it is asked for, as torchvision's data sets do; its augmentation draws then."""

    def __init__(self, data):
        from torchvision import transforms  # nothing else needs it

        values, self.labels = pictures(pathlib.Path(data["path"]).stem)
        for step in map(named, data.get("preprocess", [])):
            assert step.pop("type") == "CenterCrop"
            values = transforms.CenterCrop(**step)(torch.from_numpy(values)).numpy()
        # ToTensor, in the default dtype.
        self.samples = torch.from_numpy(values).to(torch.get_default_dtype()).div(255)
        steps = [named(step) for step in data.get("augment", [])]
        self.change = transforms.Compose([getattr(transforms, step.pop("type"))(**step) for step in steps])

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        return self.change(self.samples[i]), int(self.labels[i])


# ---------------------------------------------------------------------------------------------- network

INFERRED = {
    "Conv2d": "in_channels",
    "ConvTranspose2d": "in_channels",
    "BatchNorm2d": "num_features",
    "GroupNorm": "num_channels",
}


def tuples(value):
    return tuple(map(tuples, value)) if isinstance(value, list) else value


class Residual(nn.Module):
    def __init__(self, layers, shortcut):
        super().__init__()
        self.layers, self.shortcut = nn.Sequential(*layers), nn.Sequential(*shortcut)

    def forward(self, x):
        return self.layers(x) + self.shortcut(x)


class Variational(nn.Module):
    """Draws latent values and keeps how far they are from N(0, 1), which is added to the loss."""

    def __init__(self, mean, log_variance):
        super().__init__()
        self.mean, self.log_variance = nn.Sequential(*mean), nn.Sequential(*log_variance)

    def forward(self, x):
        mean, log_variance = self.mean(x), self.log_variance(x)
        self.divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum() / len(x)
        return mean + torch.randn_like(mean) * (0.5 * log_variance).exp() if self.training else mean


class SquaresOfASample(nn.Module):
    """MSELoss with reduction: batchmean."""

    def forward(self, output, target):
        return ((output - target) ** 2).sum() / len(output)


class Builder(make_torch.Builder):
    def layer(self, options, shape):
        kind = options["type"]
        if kind == "Residual":
            layers = self.build(options["layers"], shape)[0]
            return Residual(layers, self.build(options.get("shortcut", []), shape)[0])
        if kind == "Variational":
            return Variational(*(self.build(options[name], shape)[0] for name in ("mean", "log_variance")))
        if kind in ("Linear", "BatchNorm1d", "Concat", "Sum"):
            return super().layer(options, shape)
        del options["type"]
        wanted = [(name, options.pop(name + "_init", None)) for name in ("weight", "bias")]
        options = {key: tuples(value) for key, value in options.items()}
        if kind in INFERRED:
            options.setdefault(INFERRED[kind], shape[0])
        if kind == "Unflatten":
            options.setdefault("dim", 1)
        module = getattr(nn, kind)(**options)
        self.initialisers += [(getattr(module, name), named(init)) for name, init in wanted if init]
        return module


# ---------------------------------------------------------------------------------------------- training


class Training:
    """An experiment by PyTorch."""

    def __init__(self, experiment, dtype, nudge=0.0, how=None):
        torch.set_default_dtype(DTYPES[dtype])
        self.data = self.samples_of(experiment["data"], DTYPES[dtype])
        shape = self.data[0][0].shape
        torch.manual_seed(experiment.get("seed", 0))
        builder = Builder()
        self.model = nn.Sequential(*builder.build(experiment["network"], shape)[0])
        builder.initialise()
        signs = torch.Generator().manual_seed(0)
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter.mul_(1 + nudge * (2 * torch.randint(2, parameter.shape, generator=signs) - 1))
        loss = named(experiment["loss"])
        squares = loss == SQUARES_OF_A_SAMPLE
        self.loss = SquaresOfASample() if squares else getattr(nn, loss.pop("type"))(**loss)
        self.variational = [m for m in self.model.modules() if isinstance(m, Variational)]
        self.target_is_input = experiment["data"].get("target") == "input"
        self.options = experiment["training"]
        self.optimizer = make_torch.make_optimizer(experiment["optimizer"], self.model, how or {"foreach": False})

    def samples_of(self, data, dtype):
        return Pictures(data)

    def loader(self):
        return torch.utils.data.DataLoader(self.data, batch_size=self.options["batch_size"], shuffle=True)

    def value(self, x, y):
        loss = self.loss(self.model(x), x.flatten(1) if self.target_is_input else y)
        for module in self.variational:
            loss = loss + module.divergence
        if "l2" in self.options:
            weights = [p for name, p in self.model.named_parameters() if name.endswith(".weight")]
            loss = loss + self.options["l2"] / 2 * sum(w.square().sum() for w in weights)
        return loss

    def run(self):
        loader = self.loader()
        losses = []
        self.model.train()
        while True:
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.value(x, y)
                loss.backward()
                self.optimizer.step()
                losses.append(loss.item())
                if len(losses) == STEPS:
                    norms = [p.detach().double().norm().item() for p in self.model.parameters()]
                    return {"losses": losses, "norms": norms}


# ---------------------------------------------------------------------------------------------- networks

XAVIER = {"weight_init": "xavier_uniform"}
DEEPOBS = {"weight_init": {"type": "trunc_normal", "std": 0.05, "a": -0.1, "b": 0.1}, "bias_init": {"type": "constant", "val": 0.05}}
GLOROT = {"weight_init": "xavier_normal", "bias_init": "zeros"}


def conv(channels, size, **more):
    return {"type": "Conv2d", "out_channels": channels, "kernel_size": size, **more}


def deconv(channels, size, **more):
    return {"type": "ConvTranspose2d", "out_channels": channels, "kernel_size": size, **more}


def linear(features, **more):
    return {"type": "Linear", "out_features": features, **more}


def pool(kind, size, **more):
    return {"type": kind + "Pool2d", "kernel_size": size, **more}


def lenet():
    """d2l.ai, Convolutional neural networks (LeNet)."""
    average = pool("Avg", 2, stride=2)
    return [
        conv(6, 5, padding=2, **XAVIER), "Sigmoid", average, conv(16, 5, **XAVIER), "Sigmoid", average, "Flatten",
        linear(120, **XAVIER), "Sigmoid", linear(84, **XAVIER), "Sigmoid", linear(10, **XAVIER),
    ]


def bn_lenet():
    """d2l.ai, Batch normalization."""
    average = pool("Avg", 2, stride=2)
    return [
        conv(6, 5, **XAVIER), "BatchNorm2d", "Sigmoid", average, conv(16, 5, **XAVIER), "BatchNorm2d", "Sigmoid", average, "Flatten",
        linear(120, **XAVIER), "BatchNorm1d", "Sigmoid", linear(84, **XAVIER), "BatchNorm1d", "Sigmoid", linear(10, **XAVIER),
    ]


def course():
    """The course's network for CIFAR-10."""
    largest = pool("Max", 2, stride=2)
    return [conv(6, 3), "ReLU", largest, conv(16, 3), "ReLU", largest, "Flatten",
            linear(120), "ReLU", linear(84), "ReLU", linear(10)]


def two_c_two_d():
    """DeepOBS' fmnist_2c2d."""
    return [
        conv(32, 5, padding="same", **DEEPOBS), "ReLU", pool("Max", 2), conv(64, 5, padding="same", **DEEPOBS), "ReLU", pool("Max", 2),
        "Flatten", linear(1024, **DEEPOBS), "ReLU", linear(10, **DEEPOBS),
    ]


def three_c_three_d():
    """DeepOBS' cifar10_3c3d: pooling with TensorFlow's 'same', whose odd row is the last one, is ceil_mode."""
    largest = pool("Max", 3, stride=2, ceil_mode=True)
    dense = {"weight_init": "xavier_uniform", "bias_init": "zeros"}
    return [
        conv(64, 5, **GLOROT), "ReLU", largest, conv(96, 3, **GLOROT), "ReLU", largest, conv(128, 3, padding="same", **GLOROT), "ReLU", largest,
        "Flatten", linear(512, **dense), "ReLU", linear(256, **dense), "ReLU", linear(10, **dense),
    ]


def vae():
    """DeepOBS' fmnist_vae. TensorFlow's 'same' has the odd row and column at the end; a transposed convolution with it is
    the full one cropped, one row before and two behind."""
    dense = {"weight_init": "xavier_uniform", "bias_init": "zeros"}
    leaky, drop, crop = {"type": "LeakyReLU", "negative_slope": 0.3}, {"type": "Dropout", "p": 0.2}, {"type": "ZeroPad2d", "padding": [-1, -2, -1, -2]}
    return [
        {"type": "ZeroPad2d", "padding": 1}, conv(64, 4, stride=2, **dense), leaky, drop,
        {"type": "ZeroPad2d", "padding": 1}, conv(64, 4, stride=2, **dense), leaky, drop,
        {"type": "ZeroPad2d", "padding": [1, 2, 1, 2]}, conv(64, 4, **dense), leaky, drop, "Flatten",
        {"type": "Variational", "mean": [linear(8, **dense)], "log_variance": [linear(8, **dense)]},
        linear(24, **dense), leaky, linear(49, **dense), leaky, {"type": "Unflatten", "unflattened_size": [1, 7, 7]},
        deconv(64, 4, stride=2, padding=1, **dense), "ReLU", drop,
        deconv(64, 4, **dense), crop, "ReLU", drop, deconv(64, 4, **dense), crop, "ReLU",
        "Flatten", linear(784, **dense), "Sigmoid",
    ]


def resnet(blocks, widths):
    """He et al. 2015, section 4.2: 6n + 2 layers. Where the width doubles the way past takes every second pixel, and
    channels of zeros on both sides (option A)."""
    how = {"bias": False, "weight_init": "kaiming_normal"}
    layers, before = [conv(widths[0], 3, padding=1, **how), "BatchNorm2d", "ReLU"], widths[0]
    for width in widths:
        for _ in range(blocks):
            stride = 2 if width != before else 1
            inner = [conv(width, 3, stride=stride, padding=1, **how), "BatchNorm2d", "ReLU",
                     conv(width, 3, padding=1, **how), "BatchNorm2d"]
            block = {"type": "Residual", "layers": inner}
            if width != before:
                more = (width - before) // 2
                block["shortcut"] = [pool("Avg", 1, stride=2), {"type": "ZeroPad3d", "padding": [0, 0, 0, 0, more, more]}]
            layers += [block, "ReLU"]
            before = width
    return layers + [{"type": "AdaptiveAvgPool2d", "output_size": 1}, "Flatten", linear(10, weight_init="kaiming_normal")]


def dropping():
    """Masks of single values and of whole channels, side by side."""
    return [
        conv(5, 3, padding=1), "ReLU", {"type": "Dropout2d", "p": 0.3}, conv(7, 3), {"type": "LeakyReLU", "negative_slope": 0.1},
        {"type": "Dropout", "p": 0.2}, pool("Max", 2), "Flatten", {"type": "Dropout", "p": 0.5}, linear(20), "Tanh",
        {"type": "Dropout", "p": 0.5}, linear(10),
    ]


def sgd(lr, **more):
    return {"type": "SGD", "lr": lr, **more}


def adam(lr):
    return {"type": "Adam", "lr": lr}


SQUARES_OF_A_SAMPLE = {"type": "MSELoss", "reduction": "batchmean"}


def fashion(count, **more):
    """Bytes as MNIST's files have them."""
    path = f"PICTURES/{count}x1x28x28"
    return {"type": "idx", "path": path + ".idx", "labels": path + ".labels.idx", "scale": 255, **more}


def cifar(count, size=32, **more):
    """Bytes as CIFAR-10's files have them; of these pictures the middle."""
    crop = {"preprocess": [{"type": "CenterCrop", "size": size}]} if size != 32 else {}
    return {"type": "cifar", "path": f"PICTURES/{count}x3x32x32.bin", **crop, **more}


def case(seed, data, batch, network, optimizer, loss="CrossEntropyLoss", **training):
    return {"seed": seed, "data": data, "network": network, "loss": loss, "optimizer": optimizer,
            "training": {"iterations": STEPS, "batch_size": batch, **training}}


def crop_and_flip(size, padding):
    return [{"type": "RandomCrop", "size": size, "padding": padding}, "RandomHorizontalFlip"]


HE = {"momentum": 0.9, "weight_decay": 0.0001}
CASES = {
    "LeNet of d2l.ai": case(1, fashion(60), 20, lenet(), sgd(0.9)),
    "BN-LeNet of d2l.ai": case(2, fashion(60), 20, bn_lenet(), sgd(0.5)),
    "the course's network": case(3, cifar(50), 8, course(), adam(0.001)),
    "2c2d of DeepOBS": case(4, fashion(24), 5, two_c_two_d(), sgd(0.01, momentum=0.9)),
    "2c2d of DeepOBS with Adam": case(5, fashion(24), 5, two_c_two_d(), adam(0.00025118864)),
    "3c3d of DeepOBS": case(6, cifar(20), 4, three_c_three_d(), sgd(0.01), l2=0.002),
    "VAE of DeepOBS": case(7, fashion(20, target="input"), 4, vae(), adam(0.00015848932), loss=SQUARES_OF_A_SAMPLE),
    "ResNet-20, augmented": case(8, cifar(40, 16, augment=crop_and_flip(16, 4)), 11, resnet(3, [16, 32, 64]), sgd(0.01, **HE)),
    # In float32 whether a value is above 0 for ReLU hangs on its last bit somewhere in such a network, and twenty steps make
    # much of it, unless they are small.
    "ResNet-20, augmented, small steps": case(18, cifar(40, 16, augment=crop_and_flip(16, 4)), 11, resnet(3, [16, 32, 64]), sgd(0.00002, **HE)),
    "Dropout2d and Dropout": case(9, cifar(70, 8), 19, dropping(), sgd(0.1, momentum=0.5)),
    "Dropout2d and Dropout, augmented": case(10, cifar(70, 8, augment=crop_and_flip(8, 1)), 7, dropping(), adam(0.003)),
}
ONE_DTYPE = {"ResNet-20, augmented": "float64", "ResNet-20, augmented, small steps": "float32"}

# ---------------------------------------------------------------------------------------------- writing


def text(value):
    """One line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def off(ours, theirs):
    """The largest difference of two lists, as a share of the largest number."""
    return max(abs(a - b) for a, b in zip(ours, theirs)) / max(map(abs, ours))


def result(name, experiment, dtype):
    numbers = Training(experiment, dtype).run()
    bit = 2**-52 if dtype == "float64" else 2**-23
    again = Training(experiment, dtype, nudge=bit).run()
    apart = max(off(a, b) for a, b in ((numbers["losses"], again["losses"]), (numbers["norms"], again["norms"])))
    print(f"{name}, {dtype}: {numbers['losses'][0]:.4f} to {numbers['losses'][-1]:.4f}; the last bit makes {apart:.1e}", file=sys.stderr)
    if apart >= TOLERANCE[dtype] / 5:
        sys.exit("that is too much: choose a smaller learning rate")
    return [dtype] + [f"{key} " + " ".join(f"{v:.{DIGITS[dtype]}g}" for v in values) for key, values in numbers.items()]


def main(names):
    torch.set_num_threads(1)
    lines = [f"Made by make_torch_networks.py with PyTorch {torch.__version__}."]
    for name, experiment in CASES.items():
        if names and name not in names:
            continue
        lines += ["", f"case {name}"]
        lines += [f"{key}: {text(value)}" for key, value in experiment.items()]
        for dtype in [ONE_DTYPE[name]] if name in ONE_DTYPE else DTYPES:
            lines += result(name, experiment, dtype)
    if names:
        print("\n".join(lines))
    else:
        (TOP / "tests/reference/torch_networks.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
