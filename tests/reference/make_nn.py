"""Writes nn.json: first weights, layers and losses with their gradients, as PyTorch 2.13 on a CPU has them.

    python tests/reference/make_nn.py
"""

import json
import pathlib

import numpy as np
import torch
from torch import nn

DTYPES = {"float32": torch.float32, "float64": torch.float64}


def number(x, dtype):
    """The shortest decimal that reads back as x in its type."""
    return float(str(np.float32(x))) if dtype == "float32" else float(x)


def numbers(tensor, dtype):
    return [number(x, dtype) for x in tensor.detach().flatten().tolist()]


INITIALIZERS = [
    ({"type": "uniform"}, [[3, 4], [5, 7], [6]]),
    ({"type": "uniform", "a": -0.3, "b": 0.7}, [[5, 7], [3]]),
    ({"type": "normal"}, [[3, 5], [16], [5, 7]]),
    ({"type": "normal", "mean": 0.5, "std": 0.1}, [[2, 2], [6, 8], [19]]),
    ({"type": "constant", "val": 0.3}, [[2, 3]]),
    ({"type": "ones"}, [[3]]),
    ({"type": "zeros"}, [[3]]),
    ({"type": "eye"}, [[2, 4], [4, 3]]),
    ({"type": "xavier_uniform"}, [[2, 3], [5, 6]]),
    ({"type": "xavier_uniform", "gain": 1.7}, [[5, 6]]),
    ({"type": "xavier_normal"}, [[2, 3], [5, 6]]),
    ({"type": "xavier_normal", "gain": 0.5}, [[5, 6]]),
    ({"type": "kaiming_uniform"}, [[2, 3], [5, 6]]),
    ({"type": "kaiming_uniform", "a": 0.2, "mode": "fan_out"}, [[5, 6]]),
    ({"type": "kaiming_normal"}, [[2, 3], [5, 6]]),
    ({"type": "xavier_uniform", "gain": "tanh"}, [[5, 6]]),
    ({"type": "xavier_normal", "gain": "leaky_relu"}, [[5, 6]]),
    ({"type": "trunc_normal"}, [[3, 4], [5, 7]]),
    ({"type": "trunc_normal", "mean": 0.5, "std": 0.3, "a": 0.1, "b": 0.9}, [[3, 4], [5, 7]]),
    ({"type": "trunc_normal", "a": 1.5, "b": 4}, [[3, 4], [5, 7]]),
    ({"type": "trunc_normal", "mean": -1, "std": 0.5, "a": -0.25, "b": 0.25}, [[5, 7]]),
    ({"type": "orthogonal"}, [[3, 5], [6, 4], [4, 4], [1, 3]]),
    ({"type": "orthogonal", "gain": "relu"}, [[5, 7]]),
    ({"type": "sparse", "sparsity": 0.3}, [[5, 7], [3, 2]]),
    ({"type": "sparse", "sparsity": 0.9, "std": 2.5}, [[6, 4]]),
    ({"type": "lecun_uniform"}, [[5, 6]]),
    ({"type": "lecun_normal"}, [[5, 6]]),
    ({"type": "truncated_normal", "mean": 0.5, "std": 0.03}, [[5, 6]]),
    ({"type": "variance_scaling"}, [[5, 6]]),
    ({"type": "variance_scaling", "scale": 2, "mode": "fan_avg", "distribution": "uniform"}, [[5, 6]]),
    ({"type": "variance_scaling", "mode": "fan_out", "distribution": "untruncated_normal"}, [[5, 6]]),
    # Weights of convolutions.
    ({"type": "uniform"}, [[2, 3, 2, 2]]),
    ({"type": "normal", "std": 0.1}, [[3, 2, 3]]),
    ({"type": "xavier_uniform", "gain": "relu"}, [[4, 3, 3], [3, 2, 3, 2], [2, 3, 2, 1, 2]]),
    ({"type": "xavier_normal"}, [[4, 3, 3], [3, 2, 3, 2], [2, 3, 2, 1, 2]]),
    ({"type": "kaiming_uniform", "mode": "fan_out"}, [[4, 3, 3], [3, 2, 3, 2], [2, 3, 2, 1, 2]]),
    ({"type": "kaiming_normal"}, [[4, 3, 3], [3, 2, 3, 2], [2, 3, 2, 1, 2]]),
    ({"type": "trunc_normal", "std": 0.05}, [[3, 2, 3, 3]]),
    ({"type": "orthogonal", "gain": 0.5}, [[2, 3, 3], [6, 2, 2], [3, 2, 2, 2], [5, 1, 2, 1, 2]]),
    ({"type": "dirac"}, [[3, 2, 3], [2, 3, 4, 3], [4, 4, 1, 1], [2, 2, 3, 2, 3]]),
    ({"type": "dirac", "groups": 2}, [[4, 2, 3], [6, 2, 3, 3]]),
    ({"type": "lecun_uniform"}, [[3, 2, 3, 3]]),
    ({"type": "lecun_normal"}, [[3, 2, 3, 3]]),
    ({"type": "variance_scaling", "scale": 2, "mode": "fan_avg"}, [[3, 2, 3, 3]]),
    ({"type": "variance_scaling", "mode": "fan_out", "distribution": "uniform"}, [[3, 2, 5]]),
] + [
    ({"type": "kaiming_normal", "mode": mode, "nonlinearity": nonlinearity}, [[4, 3]])
    for mode in ("fan_in", "fan_out")
    for nonlinearity in ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu")
]


def keras_truncated(tensor, std, mean=0.0):
    return nn.init.trunc_normal_(tensor, mean, std, mean - 2 * std, mean + 2 * std)


def variance_scaling(tensor, scale=1.0, mode="fan_in", distribution="truncated_normal"):
    """As tf.keras.initializers.VarianceScaling is documented, with PyTorch's draws."""
    inputs, outputs = nn.init._calculate_fan_in_and_fan_out(tensor)
    n = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[mode]
    std = (scale / n) ** 0.5
    if distribution == "uniform":
        return nn.init.uniform_(tensor, -(3**0.5) * std, 3**0.5 * std)
    if distribution == "untruncated_normal":
        return nn.init.normal_(tensor, 0, std)
    return keras_truncated(tensor, std / 0.87962566103423978)


def initialize(tensor, name, options):
    if isinstance(options.get("gain"), str):
        options["gain"] = nn.init.calculate_gain(options["gain"])
    if name == "lecun_uniform":
        bound = (3 / tensor[0].numel()) ** 0.5
        return nn.init.uniform_(tensor, -bound, bound)
    if name in ("lecun_normal", "variance_scaling"):
        return variance_scaling(tensor, **options)
    if name == "truncated_normal":
        return keras_truncated(tensor, options["std"], options["mean"])
    return getattr(nn.init, name + "_")(tensor, **options)


def initializer_cases():
    for dtype in DTYPES:
        torch.set_default_dtype(DTYPES[dtype])
        for config, shapes in INITIALIZERS:
            for shape in shapes:
                torch.manual_seed(3)
                tensor = torch.empty(shape)
                options = {key: value for key, value in config.items() if key != "type"}
                initialize(tensor, config["type"], options)
                yield {"initializer": config, "shape": shape, "dtype": dtype, "values": numbers(tensor, dtype)}


def network_cases():
    """Parameters right after construction, and after initialisers that are asked for."""
    for dtype in DTYPES:
        torch.set_default_dtype(DTYPES[dtype])
        torch.manual_seed(0)
        network = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5, bias=False), nn.Tanh(), nn.Linear(5, 2))
        layers = [
            {"type": "Linear", "out_features": 4},
            "ReLU",
            {"type": "Linear", "out_features": 5, "bias": False},
            "Tanh",
            {"type": "Linear", "out_features": 2},
        ]
        flat = nn.utils.parameters_to_vector(network.parameters())
        yield {"network": layers, "inputs": 3, "seed": 0, "dtype": dtype, "values": numbers(flat, dtype)}

        torch.manual_seed(1)
        layers = [
            {"type": "Linear", "out_features": 4},
            {"type": "Residual", "layers": [{"type": "Linear", "out_features": 4}, "ReLU", {"type": "Linear", "out_features": 4}]},
            {"type": "Concat", "branches": [[{"type": "Linear", "out_features": 2}], [{"type": "BatchNorm1d"}, {"type": "PReLU"}]]},
            {"type": "Linear", "out_features": 2},
        ]
        network = nn.Sequential(
            nn.Linear(3, 4),
            nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4)),
            nn.ModuleList([nn.Sequential(nn.Linear(4, 2)), nn.Sequential(nn.BatchNorm1d(4), nn.PReLU())]),
            nn.Linear(6, 2),
        )
        flat = nn.utils.parameters_to_vector(network.parameters())
        yield {"network": layers, "inputs": 3, "seed": 1, "dtype": dtype, "values": numbers(flat, dtype)}

        torch.manual_seed(5)
        network = nn.Sequential(nn.Linear(3, 6), nn.Linear(6, 4))
        nn.init.xavier_normal_(network[0].weight)
        nn.init.uniform_(network[0].bias)
        nn.init.constant_(network[1].bias, 0.25)
        layers = [
            {"type": "Linear", "out_features": 6, "weight_init": "xavier_normal", "bias_init": {"type": "uniform"}},
            {"type": "Linear", "out_features": 4, "bias_init": {"type": "constant", "val": 0.25}},
        ]
        flat = nn.utils.parameters_to_vector(network.parameters())
        yield {"network": layers, "inputs": 3, "seed": 5, "dtype": dtype, "values": numbers(flat, dtype)}


SCORES = [[0.1, 0.8, 0.1], [0.7, -2.2, 1.1], [3.0, 2.0, -1.0], [0.0, 0.0, 0.5], [-1.5, 0.3, 0.9]]
HUGE_SCORES = [[1000.0, -1000.0, 0.0], [-300.0, -301.0, -302.0]]
CLASSES = [1, 2, 0, 1, 2]
SHARES = [[0.0, 1.0, 0.0], [0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [0.6, 0.4, 0.0], [0.1, 0.1, 0.8]]
PROBABILITIES = [[0.6901, 0.5459], [0.2469, 0.999], [0.0, 1.0], [1.0, 0.0], [1e-6, 0.5]]
BINARY = [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.3, 0.7]]
LOGITS = [[0.3, -1.2], [100.0, -100.0], [0.0, 4.0], [-6.0, -0.5], [2.0, 2.0]]
VALUES = [[1.3, 1.7, 2.0], [-0.4, 0.0, 5.0], [0.25, -3.0, 0.75]]
WANTED = [[1.2, 1.5, 2.0], [0.1, 1.0, 1.0], [1.25, 2.0, 0.75]]
WEIGHT = [0.5, 2.0, 1.25]


def loss_inputs():
    cross_entropy = {"type": "CrossEntropyLoss"}
    for options in (
        {},
        {"weight": WEIGHT},
        {"ignore_index": 1},
        {"label_smoothing": 0.1},
        {"weight": WEIGHT, "ignore_index": 2},
        {"weight": WEIGHT, "label_smoothing": 0.2},
        {"weight": WEIGHT, "ignore_index": 1, "label_smoothing": 0.3},
    ):
        yield cross_entropy | options, SCORES, CLASSES
    yield cross_entropy, HUGE_SCORES, [1, 2]
    for options in ({}, {"weight": WEIGHT}, {"label_smoothing": 0.1}, {"weight": WEIGHT, "label_smoothing": 0.2}):
        yield cross_entropy | options, SCORES, SHARES
    for options in ({}, {"weight": [0.5, 3.0]}):
        yield {"type": "BCELoss"} | options, PROBABILITIES, BINARY
    for options in ({}, {"weight": [0.5, 3.0]}, {"pos_weight": [2.0, 0.25]}, {"weight": [0.5, 3.0], "pos_weight": [2.0, 0.25]}):
        yield {"type": "BCEWithLogitsLoss"} | options, LOGITS, BINARY
    for options in (
        {"type": "L1Loss"},
        {"type": "MSELoss"},
        {"type": "SmoothL1Loss"},
        {"type": "SmoothL1Loss", "beta": 0.5},
        {"type": "SmoothL1Loss", "beta": 2.5},
        {"type": "SmoothL1Loss", "beta": 0},
    ):
        yield options, VALUES, WANTED
    yield from more_loss_inputs()


LOG_SHARES = [[-0.5, -1.5, -1.7], [-2.0, -0.3, -2.2], [-1.1, -1.0, -1.2], [-0.1, -3.0, -4.0], [-9.0, -0.01, -5.0]]
COUNTS = [[0.0, 1.0, 2.0], [5.0, 0.0, 1.0], [3.0, 12.0, 0.0]]
MEANS = [[0.3, 1.2, 2.0], [0.4, 0.1, 5.0], [0.25, 3.0, 0.75]]
SIGNS = [[1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, -1.0]]
MARGINS = [[0.3, -1.2], [1.0, 0.5], [0.0, 4.0], [-6.0, 1.0], [2.0, 0.9]]
LABELS = [[2, -1, 0], [0, 1, -1], [1, -1, -1], [-1, 0, 1], [0, 1, 2]]
MEANS_AND_VARIANCES = [[0.3, -1.2, 0.5, 2.0], [1.0, 0.5, 1e-9, 0.7], [0.0, 4.0, 1.0, 0.0]]
TWO_WANTED = [[0.5, -1.0], [1.5, 0.5], [-0.25, 3.0]]


def more_loss_inputs():
    for options in ({}, {"delta": 0.5}, {"delta": 2.5}):
        yield {"type": "HuberLoss"} | options, VALUES, WANTED
    for options in ({}, {"weight": WEIGHT}, {"ignore_index": 1}, {"weight": WEIGHT, "ignore_index": 2}):
        yield {"type": "NLLLoss"} | options, LOG_SHARES, CLASSES
    for options in ({}, {"full": True}, {"log_input": False}, {"log_input": False, "full": True, "eps": 0.01}):
        yield {"type": "PoissonNLLLoss"} | options, MEANS, COUNTS
    yield {"type": "KLDivLoss"}, LOG_SHARES, SHARES
    yield {"type": "KLDivLoss", "log_target": True}, LOG_SHARES, [row[::-1] for row in LOG_SHARES]
    yield {"type": "SoftMarginLoss"}, MARGINS, SIGNS
    for options in ({}, {"margin": 0.5}):
        yield {"type": "HingeEmbeddingLoss"} | options, MARGINS, SIGNS
    for options in ({}, {"p": 2}, {"margin": 0.25}, {"p": 2, "margin": 3.0, "weight": WEIGHT}):
        yield {"type": "MultiMarginLoss"} | options, SCORES, CLASSES
    yield {"type": "MultiLabelMarginLoss"}, SCORES, LABELS
    for options in ({}, {"weight": [0.5, 3.0]}):
        yield {"type": "MultiLabelSoftMarginLoss"} | options, LOGITS, BINARY
    for options in ({}, {"full": True}, {"eps": 0.6}):
        yield {"type": "GaussianNLLLoss"} | options, MEANS_AND_VARIANCES, TWO_WANTED


def loss_of(module, x, target):
    if isinstance(module, nn.GaussianNLLLoss):
        mean, variance = x.chunk(2, dim=1)
        return module(mean, target, variance)
    return module(x, target)


def loss_cases():
    for dtype in DTYPES:
        torch.set_default_dtype(DTYPES[dtype])
        for config, prediction, target in loss_inputs():
            for reduction in ("mean", "sum") + (("batchmean",) if config["type"] == "KLDivLoss" else ()):
                options = {key: value for key, value in config.items() if key != "type"}
                for key in ("weight", "pos_weight"):
                    if key in options:
                        options[key] = torch.tensor(options[key])
                x = torch.tensor(prediction, requires_grad=True)
                loss = loss_of(getattr(nn, config["type"])(reduction=reduction, **options), x, torch.tensor(target))
                loss.backward()
                yield {
                    "loss": config | {"reduction": reduction},
                    "dtype": dtype,
                    "prediction": prediction,
                    "target": target,
                    "value": number(loss.item(), dtype),
                    "gradient": numbers(x.grad, dtype),
                }


# Values near and on every kink, and far out.
KINKS = [-25.0, -6.5, -3.0, -1.3, -0.5, -0.1, -1e-3, 0.0, 1e-3, 0.1, 0.5, 0.9, 2.0, 3.0, 6.0, 25.0]
INPUTS = {
    "kinks": ([16], KINKS),
    "rows": ([6], [0.1, 0.8, 0.1, -2.0, 0.4, 1.5, 0.7, -2.2, 1.1, 3.0, 0.3, -0.9, 30.0, 2.0, -40.0, 0.2, 0.5, 1.0]),
    "pictures": ([2, 4], [0.25 * ((7 * i) % 19 - 9) for i in range(24)]),
}

LAYERS = [
    (config, "kinks")
    for config in (
        {"type": "Sigmoid"},
        {"type": "Tanh"},
        {"type": "ReLU"},
        {"type": "LeakyReLU"},
        {"type": "LeakyReLU", "negative_slope": 0.3},
        {"type": "ReLU6"},
        {"type": "ELU"},
        {"type": "ELU", "alpha": 0.7},
        {"type": "CELU"},
        {"type": "CELU", "alpha": 0.6},
        {"type": "SELU"},
        {"type": "GELU"},
        {"type": "GELU", "approximate": "tanh"},
        {"type": "SiLU"},
        {"type": "Mish"},
        {"type": "Softplus"},
        {"type": "Softplus", "beta": 2.5, "threshold": 4},
        {"type": "Softsign"},
        {"type": "LogSigmoid"},
        {"type": "Hardtanh"},
        {"type": "Hardtanh", "min_val": -0.5, "max_val": 3},
        {"type": "Hardsigmoid"},
        {"type": "Hardswish"},
        {"type": "Tanhshrink"},
        {"type": "Softshrink"},
        {"type": "Softshrink", "lambd": 1.3},
        {"type": "Hardshrink"},
        {"type": "Hardshrink", "lambd": 0.1},
        {"type": "Threshold", "threshold": 0.1, "value": -2},
        {"type": "PReLU"},
        {"type": "PReLU", "num_parameters": 16},
        {"type": "GLU"},
        {"type": "Identity"},
    )
] + [
    ({"type": "Softmax"}, "rows"),
    ({"type": "Softmax", "dim": 1}, "pictures"),
    ({"type": "LogSoftmax"}, "rows"),
    ({"type": "LogSoftmax", "dim": -2}, "pictures"),
    ({"type": "Softmin"}, "rows"),
    ({"type": "Softmin", "dim": 1}, "pictures"),
    ({"type": "PReLU", "num_parameters": 2}, "pictures"),
    ({"type": "GLU", "dim": 1}, "pictures"),
    ({"type": "GLU", "dim": 2}, "pictures"),
    ({"type": "Flatten"}, "pictures"),
    ({"type": "RReLU"}, "kinks", "evaluation"),
    ({"type": "RReLU", "lower": 0.2, "upper": 0.7}, "kinks", "evaluation"),
    ({"type": "RReLU", "lower": 0.3, "upper": 0.3}, "kinks"),
    ({"type": "Dropout"}, "rows", "evaluation"),
    ({"type": "AlphaDropout"}, "rows", "evaluation"),
    ({"type": "BatchNorm1d"}, "rows"),
    ({"type": "BatchNorm1d", "eps": 0.1, "momentum": 0.3, "affine": False}, "rows"),
    ({"type": "BatchNorm1d"}, "rows", "evaluation"),
    ({"type": "BatchNorm1d", "track_running_stats": False}, "rows", "evaluation"),
    ({"type": "LayerNorm"}, "rows"),
    ({"type": "LayerNorm"}, "pictures"),
    ({"type": "LayerNorm", "normalized_shape": [2, 4], "eps": 0.1, "bias": False}, "pictures"),
    ({"type": "LayerNorm", "normalized_shape": 6, "elementwise_affine": False}, "rows"),
    ({"type": "RMSNorm"}, "rows"),
    ({"type": "RMSNorm", "normalized_shape": [2, 4], "eps": 0.1}, "pictures"),
    ({"type": "RMSNorm", "elementwise_affine": False}, "pictures"),
    ({"type": "Residual", "layers": [{"type": "Linear", "out_features": 6}, "Tanh"]}, "rows"),
    ({"type": "Residual", "layers": [{"type": "LayerNorm"}, {"type": "Residual", "layers": [{"type": "PReLU"}, {"type": "Softsign"}]}]}, "rows"),
    ({"type": "Sum", "branches": [[{"type": "Linear", "out_features": 2}], [{"type": "Linear", "out_features": 2}, "Sigmoid"]]}, "rows"),
    ({"type": "Sum", "branches": [["Tanh"], [], ["Sigmoid"]]}, "rows"),
    ({"type": "Concat", "branches": [[{"type": "Linear", "out_features": 2}, "Tanh"], [], ["Sigmoid"]]}, "rows"),
    ({"type": "Concat", "branches": [["Tanh"], ["SiLU"]]}, "pictures"),
]
NEEDS_DIM = ("Softmax", "LogSoftmax", "Softmin")
MIXES = ("BatchNorm1d", "LayerNorm", "RMSNorm", "Residual", "Sum", "Concat")


class Branches(nn.Module):
    def __init__(self, branches, join):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.join = join

    def forward(self, x):
        return self.join([branch(x) for branch in self.branches])


def chain_of(configs, shape):
    """The layers one after the other, and the shape that they give."""
    layers = []
    for config in configs:
        layers.append(layer_of(config, shape))
        shape = list(layers[-1](torch.zeros([2] + shape)).shape[1:])
    for layer in layers:
        if isinstance(layer, nn.BatchNorm1d):
            layer.reset_running_stats()
    return nn.Sequential(*layers)


def layer_of(config, shape):
    if isinstance(config, str):
        config = {"type": config}
    options = {key: value for key, value in config.items() if key != "type"}
    name = config["type"]
    if name == "Residual":
        return Branches([chain_of(options["layers"], shape), nn.Identity()], sum)
    if name in ("Sum", "Concat"):
        join = sum if name == "Sum" else lambda parts: torch.cat(parts, dim=1)
        return Branches([chain_of(branch, shape) for branch in options["branches"]], join)
    if name in NEEDS_DIM:
        options.setdefault("dim", -1)
    if name == "Linear":
        options["in_features"] = shape[0]
    if name == "BatchNorm1d":
        options["num_features"] = shape[0]
        if options.get("momentum") == "cumulative":
            options["momentum"] = None
    if name in ("LayerNorm", "RMSNorm"):
        options.setdefault("normalized_shape", shape[-1])
    return getattr(nn, name)(**options)


def layer_cases():
    """A layer's output and gradients; the loss is the sum of ((7i) mod 11 - 5)/4 times output i, and parameter i
    is 1 + ((5i) mod 7 - 3)/8."""
    for dtype in DTYPES:
        torch.set_default_dtype(DTYPES[dtype])
        for config, name, *mode in LAYERS:
            shape, values = INPUTS[name]
            layer = layer_of(config, shape)
            with torch.no_grad():
                for p in layer.parameters():
                    p.copy_(torch.tensor([1 + ((5 * i) % 7 - 3) / 8 for i in range(p.numel())]).reshape(p.shape))
            x = torch.tensor(values).reshape([-1] + shape).requires_grad_()
            if mode:  # two batches of training before it
                layer(x)
                layer(x * x)
            layer.train(not mode)
            y = layer(x)
            factors = torch.tensor([((7 * i) % 11 - 5) / 4 for i in range(y.numel())])
            (y.flatten() * factors).sum().backward()
            case = {"layer": config, "input": name, "dtype": dtype, "training": not mode}
            case |= {"output": numbers(y, dtype), "gradient": numbers(x.grad, dtype)}
            if config["type"] in MIXES:
                case["mixes"] = True
            gradients = [number for p in layer.parameters() for number in numbers(p.grad, dtype)]
            state = {key: numbers(value, dtype) for key, value in layer.named_buffers() if "running" in key}
            case |= {"state": state} if state else {}
            yield case | ({"by_parameters": gradients} if gradients else {})


def main():
    torch.set_num_threads(1)
    sections = {
        "initializers": initializer_cases(),
        "networks": network_cases(),
        "inputs": [{"name": name, "shape": shape, "values": values} for name, (shape, values) in INPUTS.items()],
        "layers": layer_cases(),
        "losses": loss_cases(),
    }
    lines = [f'"made_with": "PyTorch {torch.__version__}, CPU"']
    for name, cases in sections.items():
        lines.append(f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]")
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (pathlib.Path(__file__).parent / "nn.json").write_text(text)


if __name__ == "__main__":
    main()
