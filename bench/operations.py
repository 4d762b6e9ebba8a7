"""How many multiply-adds a network needs for a sample, by the shapes of its layers."""
import math


def named(layer):
    return {"type": layer} if isinstance(layer, str) else layer


def pair(value):
    return tuple(value) if isinstance(value, list) else (value, value)


def picture_size(layer, shape):
    """Height and width behind a convolution or pooling."""
    size, stride = pair(layer["kernel_size"]), layer.get("stride", layer["kernel_size"] if "Pool" in layer["type"] else 1)
    if layer.get("padding") == "same":
        return shape[1:]
    around, rounded = pair(layer.get("padding", 0)), math.ceil if layer.get("ceil_mode") else math.floor
    if layer["type"] == "ConvTranspose2d":
        return tuple((n - 1) * s - 2 * p + k for n, k, s, p in zip(shape[1:], size, pair(stride), around))
    return tuple(rounded((n + 2 * p - k) / s) + 1 for n, k, s, p in zip(shape[1:], size, pair(stride), around))


def padded(sides, shape):
    """Sides are in pairs from the last dimension on."""
    sides = sides if isinstance(sides, list) else [sides] * 4
    shape = list(shape)
    for i in range(0, len(sides), 2):
        shape[-1 - i // 2] += sides[i] + sides[i + 1]
    return tuple(shape)


def products_of(network, shape):
    """Multiply-adds for a sample of each layer that has some, in order; and the shape behind them."""
    found = []
    for layer in map(named, network):
        kind = layer["type"]
        if kind == "Linear":
            found.append(shape[-1] * layer["out_features"])
            shape = (layer["out_features"],)
        elif kind in ("Conv2d", "ConvTranspose2d"):
            size = picture_size(layer, shape)
            channels, window = layer["out_channels"], math.prod(pair(layer["kernel_size"]))
            found.append(shape[0] * channels * window * math.prod(size if kind == "Conv2d" else shape[1:]))
            shape = (channels, *size)
        elif kind in ("MaxPool2d", "AvgPool2d"):
            shape = (shape[0], *picture_size(layer, shape))
        elif kind == "AdaptiveAvgPool2d":
            shape = (shape[0], *pair(layer["output_size"]))
        elif kind.startswith("ZeroPad"):
            shape = padded(layer["padding"], shape)
        elif kind == "Flatten":
            shape = (math.prod(shape),)
        elif kind == "Unflatten":
            shape = tuple(layer["unflattened_size"])
        elif kind == "Residual":
            inner, after = products_of(layer["layers"], shape)
            found += inner + products_of(layer.get("shortcut", []), shape)[0]
            shape = after
        elif kind == "Variational":
            inner, after = products_of(layer["mean"], shape)
            found += inner + products_of(layer["log_variance"], shape)[0]
            shape = after
    return found, shape


def multiply_adds_of_a_step(network, inputs, batch):
    """Forward, and the gradients by weights and inputs, which nobody needs of the first layer's input."""
    products = products_of(network, (inputs,))[0]
    return batch * (3 * sum(products) - (products[0] if products else 0))
