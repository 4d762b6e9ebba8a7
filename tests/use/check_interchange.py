#!/usr/bin/env python3
"""What other programs make of an exported network: PyTorch (loaded strictly) and onnxruntime against `runner predict`.

Needs numpy, torch, safetensors, onnx and onnxruntime, and the command as RUNNER. Called by .ci/optional. Prints a line for
each network: the largest relative difference, of numbers against the largest of their row.
"""
import csv
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
import onnxruntime
import torch
from safetensors.torch import load_file

TOP = pathlib.Path(__file__).resolve().parents[2]
RUNNER = os.environ.get("RUNNER", str(TOP / "build/runner/runner"))
LIMITS = {"float32": 1e-5, "float64": 1e-12}

# Every layer behind a Linear of 6 values; those that change their number say to how many.
LAYERS = ["ReLU", "LeakyReLU", "{type: LeakyReLU, negative_slope: 0.2}", "RReLU", "ELU", "{type: CELU, alpha: 0.5}", "SELU",
          "{type: GELU, approximate: tanh}", "GELU", "Sigmoid", "LogSigmoid", "Tanh", "Tanhshrink", "SiLU", "Mish", "Softplus",
          "{type: Softplus, beta: 2, threshold: 1}", "Softsign", "Hardtanh", "{type: Hardtanh, min_val: -0.1, max_val: 0.3}",
          "ReLU6", "Hardsigmoid", "Hardswish", "{type: Hardshrink, lambd: 0.1}", "{type: Softshrink, lambd: 0.1}",
          "{type: Threshold, threshold: 0.1, value: 0.5}", "Identity", "Dropout", "AlphaDropout", "Flatten", "BatchNorm1d",
          "{type: BatchNorm1d, affine: false, momentum: cumulative}", "LayerNorm", "{type: LayerNorm, elementwise_affine: false}",
          "RMSNorm", "PReLU", "{type: PReLU, num_parameters: 6}", "GLU", "Softmax", "LogSoftmax", "Softmin",
          "{Residual: [{type: Linear, out_features: 6}, Tanh]}",
          "{type: Concat, branches: [[Tanh], [{type: Linear, out_features: 3}, ReLU]]}",
          "{type: Sum, branches: [[Tanh], [{type: Linear, out_features: 6}, Sigmoid]]}",
          "{type: Variational, mean: [{type: Linear, out_features: 3}], log_variance: [Tanh, {type: Linear, out_features: 3}]}"]

# Layers on pictures of 4 channels of 5 x 6 pixels, and on series of 4 channels of 15 values.
CONVOLUTIONS = ["kernel_size: 3", "kernel_size: [2, 3], stride: [2, 1], bias: false", "kernel_size: 3, padding: [1, 2], dilation: [2, 1]",
                "kernel_size: [3, 2], padding: same, groups: 2", "kernel_size: 2, padding: same, dilation: 3, groups: 4",
                "kernel_size: 3, padding: valid, padding_mode: reflect", "kernel_size: 3, padding: 2, padding_mode: reflect, stride: 2",
                "kernel_size: 3, padding: [2, 1], padding_mode: replicate", "kernel_size: [1, 4], padding: same, padding_mode: circular"]
TRANSPOSED = ["kernel_size: 3", "kernel_size: [2, 3], stride: [2, 3], bias: false", "kernel_size: 3, stride: 2, padding: 1, output_padding: 1",
              "kernel_size: [3, 2], padding: 1, dilation: 2, groups: 2", "kernel_size: 4, stride: 3, padding: [3, 2], output_padding: [2, 0], groups: 4"]
WINDOWS = ["kernel_size: 2", "kernel_size: [2, 3], stride: 1", "kernel_size: 3, stride: 2, padding: 1", "kernel_size: 2, stride: 3, ceil_mode: true",
           "kernel_size: [3, 2], stride: 2, padding: [1, 0], ceil_mode: true"]
PICTURES = ([f"Conv2d, out_channels: 8, {o}" for o in CONVOLUTIONS] + [f"ConvTranspose2d, out_channels: 8, {o}" for o in TRANSPOSED]
            + [f"MaxPool2d, {o}" for o in WINDOWS + ["kernel_size: 2, dilation: [2, 3], stride: 1", "kernel_size: 4, padding: 2, stride: 3, ceil_mode: true"]]
            + [f"AvgPool2d, {o}" for o in WINDOWS + ["kernel_size: 3, padding: 1, count_include_pad: false", "kernel_size: 2, divisor_override: 3",
                                                     "kernel_size: 3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false"]]
            + [f"LPPool2d, norm_type: {p}, {o}" for p, o in ((2, "kernel_size: 2"), (1, "kernel_size: [2, 3], stride: 1"), (2, "kernel_size: 3, stride: 2, ceil_mode: true"))]
            + [f"{kind}, output_size: {size}" for kind in ("AdaptiveAvgPool2d", "AdaptiveMaxPool2d") for size in ("1", "[2, 4]", "[null, 3]", "7")]
            + [f"{kind}, padding: {p}" for kind in ("ZeroPad2d", "ReflectionPad2d", "ReplicationPad2d", "CircularPad2d") for p in ("1", "[2, 1, 0, 3]")]
            + ["ZeroPad2d, padding: [-1, 2, 1, -2]", "ConstantPad2d, padding: [1, 0, 2, 1], value: 0.7", "ZeroPad3d, padding: [0, 0, 0, 0, 2, 2]",
               "ConstantPad3d, padding: [1, -1, 0, 2, -1, 3], value: 0.5", "Upsample, scale_factor: 2", "Upsample, size: [7, 9]",
               "Upsample, size: [3, 4], mode: nearest-exact", "Upsample, scale_factor: [1.5, 2.3], mode: bilinear", "Upsample, size: [9, 4], mode: bilinear, align_corners: true",
               "Upsample, scale_factor: 2, mode: bicubic", "PixelShuffle, upscale_factor: 2", "PixelUnshuffle, downscale_factor: 1", "ChannelShuffle, groups: 2",
               "BatchNorm2d", "BatchNorm2d, affine: false", "GroupNorm, num_groups: 2", "GroupNorm, num_groups: 4, affine: false", "InstanceNorm2d",
               "InstanceNorm2d, affine: true, track_running_stats: true", "LocalResponseNorm, size: 3, alpha: 0.5, k: 1.5", "LocalResponseNorm, size: 2, beta: 0.5",
               "Dropout2d", "Dropout1d", "FeatureAlphaDropout", "PReLU, num_parameters: 4", "Softmax, dim: 1", "LayerNorm, normalized_shape: [4, 5, 6]",
               "Residual: [{type: Conv2d, out_channels: 4, kernel_size: 3, padding: 1}, BatchNorm2d, ReLU]",
               "Residual, layers: [{type: Conv2d, out_channels: 6, kernel_size: 3, padding: 1, stride: 2}], shortcut: [{type: Conv2d, out_channels: 6, kernel_size: 1, stride: 2}]",
               "Concat, branches: [[{type: Conv2d, out_channels: 2, kernel_size: 1}], [{type: MaxPool2d, kernel_size: 3, stride: 1, padding: 1}], []]",
               "Sum, branches: [[{type: Conv2d, out_channels: 4, kernel_size: 1}], []]"])
SERIES = ([f"Conv1d, out_channels: 8, {o}" for o in ("kernel_size: 3", "kernel_size: 4, stride: 2, padding: 1, groups: 2, dilation: 2, padding_mode: circular",
                                                     "kernel_size: 2, padding: same, bias: false")]
          + [f"ConvTranspose1d, out_channels: 8, {o}" for o in ("kernel_size: 3", "kernel_size: 4, stride: 3, padding: 2, output_padding: 2, groups: 2, dilation: 2")]
          + ["MaxPool1d, kernel_size: 3, stride: 2, padding: 1, ceil_mode: true, dilation: 2", "AvgPool1d, kernel_size: 4, padding: 1, ceil_mode: true", "LPPool1d, norm_type: 2, kernel_size: 3",
             "AdaptiveAvgPool1d, output_size: 4", "AdaptiveMaxPool1d, output_size: 4", "ZeroPad1d, padding: [1, 2]", "ReflectionPad1d, padding: 2", "ReplicationPad1d, padding: [0, 3]",
             "CircularPad1d, padding: 2", "ConstantPad1d, padding: 1, value: 2", "Upsample, scale_factor: 2, mode: linear", "Upsample, size: 20", "BatchNorm1d", "GroupNorm, num_groups: 2", "InstanceNorm1d",
             "LocalResponseNorm, size: 2", "Dropout1d"])


# What is done to four columns a, b, c, d before.
STEPS = ["StandardScaler", "{type: StandardScaler, with_mean: false}", "{type: MinMaxScaler, feature_range: [-1, 2]}",
         "{type: StandardScaler, columns: [c, a]}", "RobustScaler", "{type: MaxAbsScaler, columns: [b]}, StandardScaler", "Normalizer",
         "{type: Normalizer, norm: l1}", "PowerTransformer", "QuantileTransformer", "StandardScaler, {type: PolynomialFeatures, columns: [a, b]}",
         "{type: KBinsDiscretizer, columns: [b, d]}, StandardScaler", "{type: KBinsDiscretizer, encode: ordinal, columns: [d]}, StandardScaler",
         "{type: log1p, columns: [d]}, StandardScaler", "{type: PCA, n_components: 2}", "StandardScaler, {type: PCA, whiten: true}"]


def call(*words, folder, good=True):
    done = subprocess.run([RUNNER, *map(str, words)], cwd=folder, capture_output=True, text=True)
    if good and done.returncode != 0:
        sys.exit(f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def difference(found, wanted):
    found, wanted = numpy.asarray(found, dtype=float), numpy.asarray(wanted, dtype=float)
    assert found.shape == wanted.shape, (found.shape, wanted.shape)
    scale = numpy.abs(wanted).max(axis=1, keepdims=True)
    return float((numpy.abs(found - wanted) / numpy.maximum(scale, 1e-300)).max())


def module_of(path):
    spec = importlib.util.spec_from_file_location("load", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def probabilities(outputs, kind):
    if kind == "scores":
        return torch.softmax(outputs.double(), 1).numpy()
    if kind == "logit":
        p = torch.sigmoid(outputs.double())
        return torch.cat([1 - p, p], 1).numpy()
    return outputs.numpy()


def check(folder, name, yaml, table, kind, dtype, formats=("safetensors", "pytorch", "onnx")):
    """Trains, exports and compares every row; the differences of PyTorch and onnxruntime."""
    (folder / f"{name}.yaml").write_text(f"dtype: {dtype}\n{yaml}", encoding="utf-8")
    call("run", f"{name}.yaml", "--quiet", folder=folder)
    run = f"results/{name}"
    call("predict", run, table, "-o", f"{name}.csv", "--keep", "", *(["--probabilities"] if kind != "values" else []), folder=folder)
    predicted = read(folder / f"{name}.csv")
    prefix = "p_" if kind != "values" else "prediction"
    wanted = [[float(row[key]) for key in row if key.startswith(prefix) and key != "p_"] for row in predicted]
    found = {}
    for form in formats:
        call("export", run, "--format", form, "-o", f"{name}.{form}", folder=folder)
    rows = read(table)

    load = module_of(folder / f"{name}.pytorch" / "load.py")
    model = load.load()
    if "safetensors" in formats:
        model.network.load_state_dict(load_file(folder / f"{name}.safetensors"), strict=True)
    with torch.no_grad():
        outputs = model(load.encode({column: [row[column] for row in rows] for column in load.COLUMNS}))
    found["pytorch"] = difference(probabilities(outputs, kind), wanted)
    if kind == "scores":
        names = [load.NAMES[i] for i in outputs.argmax(1)]
        assert names == [row["prediction"] for row in predicted], "another class"

    if "onnx" in formats:
        path = str(folder / f"{name}.onnx")
        onnx.checker.check_model(onnx.load(path), full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        feeds = {}
        for one in session.get_inputs():
            if one.type == "tensor(string)":
                feeds[one.name] = numpy.array([[row[one.name]] for row in rows], dtype=object)
                continue
            columns = load.COLUMNS if one.name == "input" and "input" not in load.COLUMNS else [one.name]
            feeds[one.name] = numpy.array([[float(row[c] or "nan") for c in columns] for row in rows],
                                          dtype=numpy.float32 if one.type == "tensor(float)" else numpy.float64)
        found["onnxruntime"] = difference(session.run(None, feeds)[0], wanted)
    worst = max(found.values())
    print(f"{'ok' if worst <= LIMITS[dtype] else 'FAR'}  {name:<34} {dtype}  "
          + "  ".join(f"{program} {value:.1e}" for program, value in found.items()), flush=True)
    return worst <= LIMITS[dtype]


def mixed_table(path, missing):
    """Numbers, texts and a number that stands for a category; some cells empty."""
    random = numpy.random.RandomState(0)
    cities = ["Bern", "Köln", "Rom, Italia", 'say "x"']
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["age", "city", "size", "zip", "label"])
        for _ in range(200):
            age, size, city, code = random.normal(40, 12), random.normal(1e4, 3e3), random.randint(4), random.randint(3)
            label = "yes" if age / 12 + city + code + random.normal() > 6 else "no"
            row = [f"{age:.2f}", cities[city], f"{size:.1f}", str(8000 + code), label]
            if missing:
                row[:3] = ["" if random.rand() < 0.1 else cell for cell in row[:3]]
                row[1] = row[1] or ["", "NA", "null", "#N/A", "<NA>", "None"][random.randint(6)]
            writer.writerow(row)


def check_pictures(folder, dtype):
    """Rows of 120 or 60 numbers that a first layer makes pictures or series of."""
    good = True
    random = numpy.random.RandomState(2)
    for name, shape, layers in (("picture", (4, 5, 6), PICTURES), ("series", (4, 15), SERIES)):
        count = int(numpy.prod(shape))
        x = random.normal(0, 1, (40, count))
        table = folder / f"{name}.csv"
        numpy.savetxt(table, numpy.c_[x, x[:, :4] - x[:, 1:5]], delimiter=",", comments="", fmt="%.6f", header=",".join([*(f"x{i}" for i in range(count)), "p", "q", "r", "s"]))
        for i, layer in enumerate(layers):
            words = layer if layer.startswith("Residual:") else f"type: {layer}"
            rows = "{type: Threshold, threshold: 0.01, value: 0.01}, " if "norm_type: 1" in layer else ""
            text = (f"data: {{type: csv, path: {table}, target: [p, q, r, s], preprocess: [StandardScaler]}}\n"
                    f"network: [{{type: Unflatten, dim: 1, unflattened_size: {list(shape)}}}, {rows}{{{words}}}, Flatten, {{type: Linear, out_features: 4}}]\n"
                    "loss: MSELoss\noptimizer: {type: SGD, lr: 0.001}\ntraining: {epochs: 2, batch_size: 10}\n")
            (folder / "layer.yaml").write_text(f"dtype: {dtype}\n{text}", encoding="utf-8")
            checked = call("check", "layer.yaml", folder=folder, good=False)
            if checked.returncode != 0:
                print(f"skipped: {words}: {checked.stderr.splitlines()[0]}")
                continue
            joins = any(word in layer for word in ("Residual", "Concat", "Sum"))
            label = "".join(c for c in layer if c.isalnum())[:20]
            good &= check(folder, f"{name}{i}_{label}_{dtype}", text, table, "values", dtype, ("pytorch", "onnx") if joins else ("safetensors", "pytorch", "onnx"))
    return good


def main():
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        digits = TOP / "experiments/data/digits.csv"
        network = "network: [{type: Linear, out_features: 32}, ReLU, {type: Linear, out_features: 10}]\n"
        training = "optimizer: {type: Adam, lr: 0.01}\ntraining: {epochs: 3}\nmetrics: [accuracy]\n"
        mixed, holes = folder / "mixed.csv", folder / "holes.csv"
        mixed_table(mixed, False)
        mixed_table(holes, True)
        numbers = folder / "numbers.csv"
        random = numpy.random.RandomState(1)
        x = random.normal(5, 3, (64, 4))
        x[:, 3] = numpy.abs(x[:, 3])
        y = numpy.c_[x @ [1, -2, 0.5, 0], numpy.sin(x[:, 0])]
        numpy.savetxt(numbers, numpy.c_[x, y], delimiter=",", header="a,b,c,d,y,z", comments="", fmt="%.6f")

        for dtype in LIMITS:
            for scaler in ("StandardScaler", "{type: MinMaxScaler, feature_range: [-1, 1], clip: true}"):
                data = f"data: {{type: csv, path: {digits}, split: {{validation: 0.2}}, preprocess: [{scaler}]}}\n"
                good &= check(folder, f"digits_{scaler[:6].strip('{: ')}_{dtype}", data + network + "loss: CrossEntropyLoss\n"
                              + training, digits, "scores", dtype)
            for loss, outputs, kind in (("CrossEntropyLoss", 2, "scores"), ("BCEWithLogitsLoss", 1, "logit")):
                text = (f"network: [{{type: Linear, out_features: 8}}, Tanh, {{type: Linear, out_features: {outputs}}}]\n"
                        f"loss: {loss}\n{training}")
                options = "target: label, categorical: [zip], split: {validation: 0.2}"
                data = f"data: {{type: csv, path: {mixed}, {options}, preprocess: [{{type: StandardScaler, columns: [age, size]}}]}}\n"
                good &= check(folder, f"texts_{loss}_{dtype}", data + text, mixed, kind, dtype)
                imputed = f"data: {{type: csv, path: {holes}, missing: {{strategy: most_frequent}}, {options}, preprocess: [StandardScaler]}}\n"
                (folder / "imputed.yaml").write_text(imputed + text, encoding="utf-8")
                if call("check", "imputed.yaml", folder=folder, good=False).returncode != 0:
                    print(f"skipped: missing values ({loss}, {dtype}): this build has nothing that fills them in")
                    continue
                good &= check(folder, f"missing_{loss}_{dtype}", imputed + text, holes, kind, dtype)
            for i, steps in enumerate(STEPS + ["target"]):
                scaled = steps == "target"
                options = ("preprocess: [StandardScaler], target_preprocess: [StandardScaler]" if scaled
                           else f"preprocess: [{steps}]")
                text = (f"data: {{type: csv, path: {numbers}, target: [y, z], {options}}}\n"
                        "network: [{type: Linear, out_features: 6}, Tanh, {type: Linear, out_features: 2}]\n"
                        "loss: MSELoss\noptimizer: {type: SGD, lr: 0.001}\ntraining: {epochs: 3}\n")
                label = "".join(c for c in steps.replace("type: ", "") if c.isalnum())[:24]
                (folder / "step.yaml").write_text(f"dtype: {dtype}\n{text}", encoding="utf-8")
                if call("check", "step.yaml", folder=folder, good=False).returncode != 0:
                    print(f"skipped: {options} ({dtype}): this build does not know it")
                    continue
                exact = "KBins" not in steps or dtype == "float64"  # inputs of ONNX are rounded
                formats = [f for f in ("safetensors", "pytorch", "onnx") if exact or f != "onnx"]
                good &= check(folder, f"step{i}_{label}_{dtype}", text, numbers, "values", dtype, formats)
            text = (f"data: {{type: csv, path: {numbers}, features: [a, b, c], target: d, preprocess: [StandardScaler]}}\n"
                    "network: [{type: Linear, out_features: 1}]\n"
                    "loss: PoissonNLLLoss\noptimizer: {type: Adam, lr: 0.05}\ntraining: {epochs: 9}\n")
            good &= check(folder, f"rates_{dtype}", text, numbers, "values", dtype)
            for loss, last in (("MSELoss", ""), ("BCELoss", ", Sigmoid"), ("BCEWithLogitsLoss", "")):
                text = (f"data: {{type: csv, path: {digits}, target: input, exclude: [digit], preprocess: [MinMaxScaler]}}\n"
                        f"network: [{{type: Linear, out_features: 8}}, ReLU, {{type: Linear, out_features: 64}}{last}]\n"
                        f"loss: {loss}\noptimizer: Adam\ntraining: {{epochs: 2}}\n")
                good &= check(folder, f"autoencoder_{loss}_{dtype}", text, digits, "values", dtype)
            for i, layer in enumerate(LAYERS):
                text = (f"data: {{type: csv, path: {numbers}, target: [y, z], preprocess: [StandardScaler]}}\n"
                        f"network: [{{type: Linear, out_features: 6}}, {layer}, {{type: Linear, out_features: 2}}]\n"
                        f"loss: MSELoss\noptimizer: {{type: SGD, lr: 0.001}}\ntraining: {{epochs: 3}}\n")
                joins = any(word in layer for word in ("Residual", "Concat", "Sum", "Variational"))
                formats = [f for f in ("safetensors", "pytorch", "onnx")
                           if not (f == "safetensors" and joins) and not (f == "onnx" and layer == "GELU" and dtype == "float64")]
                label = "".join(c for c in layer.replace("type: ", "") if c.isalnum())[:20]
                good &= check(folder, f"layer{i}_{label}_{dtype}", text, numbers, "values", dtype, formats)
            good &= check_pictures(folder, dtype)
    print("all within 1e-5 (float32) and 1e-12 (float64) of runner predict" if good else "some are further apart than allowed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
