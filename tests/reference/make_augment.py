"""Writes augment.json, pictures.npy and pictures_labels.npy beside it: torchvision's augmentations of pictures that are tensors, and
trainings with some.

Needs torch alone: the transforms are torchvision 0.29's, written out here in the order of its source (transforms/transforms.py,
transforms/_functional_tensor.py, transforms/v2/_augment.py), of which the comments quote the lines that draw.

    python3 tests/reference/make_augment.py
"""
import json
import math
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as nn
from torch.nn.functional import grid_sample, interpolate, one_hot
from torch.nn.functional import pad as torch_pad

HERE = Path(__file__).parent
DTYPES = {"float32": torch.float32, "float64": torch.float64}


# transforms/_functional_tensor.py ----------------------------------------------------------------------------------

def pad_of(padding):  # _parse_pad_padding: [left, right, top, bottom]
    if isinstance(padding, int):
        return [padding] * 4
    if len(padding) == 1:
        return [padding[0]] * 4
    if len(padding) == 2:
        return [padding[0], padding[0], padding[1], padding[1]]
    return [padding[0], padding[2], padding[1], padding[3]]


def pad(img, padding, fill, mode):
    p = pad_of(padding)
    if mode == "symmetric":  # _pad_symmetric
        x = list(range(p[0] - 1, -1, -1)) + list(range(img.shape[-1])) + [-(i + 1) for i in range(p[1])]
        y = list(range(p[2] - 1, -1, -1)) + list(range(img.shape[-2])) + [-(i + 1) for i in range(p[3])]
        return img[:, torch.tensor(y)[:, None], torch.tensor(x)[None, :]]
    if mode == "constant":
        return torch_pad(img[None], p, mode=mode, value=float(fill))[0]
    return torch_pad(img[None], p, mode="replicate" if mode == "edge" else mode)[0]


def rgb_to_grayscale(img):
    if img.shape[-3] == 1:
        return img.clone()
    r, g, b = img.unbind(dim=-3)
    return (0.2989 * r + 0.587 * g + 0.114 * b).to(img.dtype).unsqueeze(dim=-3)


def blend(img1, img2, ratio):
    return (ratio * img1 + (1.0 - ratio) * img2).clamp(0, 1).to(img1.dtype)


def adjust_brightness(img, factor):
    return blend(img, torch.zeros_like(img), factor)


def adjust_contrast(img, factor):
    return blend(img, torch.mean(rgb_to_grayscale(img), dim=(-3, -2, -1), keepdim=True), factor)


def adjust_saturation(img, factor):
    return img if img.shape[-3] == 1 else blend(img, rgb_to_grayscale(img), factor)


def rgb2hsv(img):
    r, g, b = img.unbind(dim=-3)
    maxc = torch.max(img, dim=-3).values
    minc = torch.min(img, dim=-3).values
    eqc = maxc == minc
    cr = maxc - minc
    ones = torch.ones_like(maxc)
    s = cr / torch.where(eqc, ones, maxc)
    cr_divisor = torch.where(eqc, ones, cr)
    rc = (maxc - r) / cr_divisor
    gc = (maxc - g) / cr_divisor
    bc = (maxc - b) / cr_divisor
    hr = (maxc == r) * (bc - gc)
    hg = ((maxc == g) & (maxc != r)) * (2.0 + rc - bc)
    hb = ((maxc != g) & (maxc != r)) * (4.0 + gc - rc)
    h = torch.fmod(((hr + hg + hb) / 6.0 + 1.0), 1.0)
    return torch.stack((h, s, maxc), dim=-3)


def hsv2rgb(img):
    h, s, v = img.unbind(dim=-3)
    i = torch.floor(h * 6.0)
    f = (h * 6.0) - i
    i = i.to(dtype=torch.int32)
    p = torch.clamp((v * (1.0 - s)), 0.0, 1.0)
    q = torch.clamp((v * (1.0 - s * f)), 0.0, 1.0)
    t = torch.clamp((v * (1.0 - s * (1.0 - f))), 0.0, 1.0)
    i = i % 6
    mask = i.unsqueeze(dim=-3) == torch.arange(6).view(-1, 1, 1)
    a1 = torch.stack((v, q, p, p, t, v), dim=-3)
    a2 = torch.stack((t, v, v, q, p, p), dim=-3)
    a3 = torch.stack((p, p, t, v, v, q), dim=-3)
    a4 = torch.stack((a1, a2, a3), dim=-4)
    return torch.einsum("...ijk, ...xijk -> ...xjk", mask.to(dtype=img.dtype), a4)


def adjust_hue(img, factor):
    if img.shape[-3] == 1:
        return img
    dtype = img.dtype
    img = rgb2hsv(img.to(torch.float32))  # "img = convert_image_dtype(img, torch.float32)"
    h, s, v = img.unbind(dim=-3)
    h = (h + factor) % 1.0
    return hsv2rgb(torch.stack((h, s, v), dim=-3)).to(dtype)


def rotate(img, angle, interpolation, center, fill):
    h, w = img.shape[-2:]
    cx, cy = [0.0, 0.0] if center is None else [c - s * 0.5 for c, s in zip(center, [w, h])]
    # _get_inverse_affine_matrix(center, -angle, [0, 0], 1, [0, 0]): without shear d = a, c = -b
    rot = math.radians(-angle)
    a, b, c, d = math.cos(rot), -math.sin(rot), math.sin(rot), math.cos(rot)
    matrix = [d, -b, 0.0, -c, a, 0.0]
    matrix[2] += matrix[0] * -cx + matrix[1] * -cy
    matrix[5] += matrix[3] * -cx + matrix[4] * -cy
    matrix[2] += cx
    matrix[5] += cy
    theta = torch.tensor(matrix, dtype=img.dtype).reshape(1, 2, 3)
    # _gen_affine_grid
    base_grid = torch.empty(1, h, w, 3, dtype=theta.dtype)
    base_grid[..., 0].copy_(torch.linspace(-w * 0.5 + 0.5, w * 0.5 + 0.5 - 1, steps=w))
    base_grid[..., 1].copy_(torch.linspace(-h * 0.5 + 0.5, h * 0.5 + 0.5 - 1, steps=h).unsqueeze_(-1))
    base_grid[..., 2].fill_(1)
    rescaled_theta = theta.transpose(1, 2) / torch.tensor([0.5 * w, 0.5 * h], dtype=theta.dtype)
    grid = base_grid.view(1, h * w, 3).bmm(rescaled_theta).view(1, h, w, 2)
    # _apply_grid_transform
    img = img[None]
    mask = torch.ones((1, 1, h, w), dtype=img.dtype)
    img = grid_sample(torch.cat((img, mask), dim=1), grid, mode=interpolation, padding_mode="zeros", align_corners=False)
    mask = img[:, -1:, :, :]
    img = img[:, :-1, :, :]
    mask = mask.expand_as(img)
    fill_img = torch.tensor(fill, dtype=img.dtype).view(1, len(fill), 1, 1).expand_as(img)
    if interpolation == "nearest":
        mask = mask < 0.5
        img[mask] = fill_img[mask]
    else:
        img = img * mask + (1.0 - mask) * fill_img
    return img[0]


# transforms/transforms.py ------------------------------------------------------------------------------------------

def sides(size):
    return (size, size) if isinstance(size, int) else tuple(size)


def random_crop(img, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
    if padding is not None:
        img = pad(img, padding, fill, padding_mode)
    _, h, w = img.shape
    th, tw = sides(size)
    if w == tw and h == th:  # "return 0, 0, h, w"
        return img
    i = torch.randint(0, h - th + 1, size=(1,)).item()
    j = torch.randint(0, w - tw + 1, size=(1,)).item()
    return img[..., i:i + th, j:j + tw]


def random_horizontal_flip(img, p=0.5):
    return img.flip(-1) if torch.rand(1) < p else img


def random_vertical_flip(img, p=0.5):
    return img.flip(-2) if torch.rand(1) < p else img


def random_rotation(img, degrees, interpolation="nearest", center=None, fill=0):
    low, high = [-degrees, degrees] if isinstance(degrees, (int, float)) else degrees
    fill = [float(fill)] * img.shape[0] if isinstance(fill, (int, float)) else [float(f) for f in fill]
    angle = float(torch.empty(1).uniform_(float(low), float(high)).item())
    return rotate(img, angle, interpolation, center, fill)


def factors(value, center=1, bound=0.0):  # ColorJitter._check_input
    if isinstance(value, (int, float)):
        value = [center - float(value), center + float(value)]
        if center == 1:
            value[0] = max(value[0], 0.0)
    return None if value[0] == value[1] == center else value


def color_jitter(img, brightness=0, contrast=0, saturation=0, hue=0):
    brightness, contrast, saturation, hue = factors(brightness), factors(contrast), factors(saturation), factors(hue, center=0)
    fn_idx = torch.randperm(4)
    b = None if brightness is None else float(torch.empty(1).uniform_(brightness[0], brightness[1]))
    c = None if contrast is None else float(torch.empty(1).uniform_(contrast[0], contrast[1]))
    s = None if saturation is None else float(torch.empty(1).uniform_(saturation[0], saturation[1]))
    h = None if hue is None else float(torch.empty(1).uniform_(hue[0], hue[1]))
    for fn_id in fn_idx:
        if fn_id == 0 and b is not None:
            img = adjust_brightness(img, b)
        elif fn_id == 1 and c is not None:
            img = adjust_contrast(img, c)
        elif fn_id == 2 and s is not None:
            img = adjust_saturation(img, s)
        elif fn_id == 3 and h is not None:
            img = adjust_hue(img, h)
    return img


def random_erasing(img, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0):
    if not torch.rand(1) < p:
        return img
    value = None if value == "random" else [float(value)] if isinstance(value, (int, float)) else [float(v) for v in value]
    img_c, img_h, img_w = img.shape
    area = img_h * img_w
    log_ratio = torch.log(torch.tensor(ratio))
    for _ in range(10):
        erase_area = area * torch.empty(1).uniform_(scale[0], scale[1]).item()
        aspect_ratio = torch.exp(torch.empty(1).uniform_(float(log_ratio[0]), float(log_ratio[1]))).item()
        h = int(round(math.sqrt(erase_area * aspect_ratio)))
        w = int(round(math.sqrt(erase_area / aspect_ratio)))
        if not (h < img_h and w < img_w):
            continue
        if value is None:
            v = torch.empty([img_c, h, w], dtype=torch.float32).normal_()
        else:
            v = torch.tensor(value)[:, None, None]
        i = torch.randint(0, img_h - h + 1, size=(1,)).item()
        j = torch.randint(0, img_w - w + 1, size=(1,)).item()
        img = img.clone()
        img[..., i:i + h, j:j + w] = v
        return img
    return img


def random_resized_crop(img, size, scale=(0.08, 1.0), ratio=(3.0 / 4.0, 4.0 / 3.0), interpolation="bilinear"):
    _, height, width = img.shape

    def get_params():
        area = height * width
        log_ratio = torch.log(torch.tensor(ratio))
        for _ in range(10):
            target_area = area * torch.empty(1).uniform_(scale[0], scale[1]).item()
            aspect_ratio = torch.exp(torch.empty(1).uniform_(float(log_ratio[0]), float(log_ratio[1]))).item()
            w = int(round(math.sqrt(target_area * aspect_ratio)))
            h = int(round(math.sqrt(target_area / aspect_ratio)))
            if 0 < w <= width and 0 < h <= height:
                i = torch.randint(0, height - h + 1, size=(1,)).item()
                j = torch.randint(0, width - w + 1, size=(1,)).item()
                return i, j, h, w
        in_ratio = float(width) / float(height)  # "Fallback to central crop"
        w, h = width, height
        if in_ratio < min(ratio):
            h = int(round(w / min(ratio)))
        elif in_ratio > max(ratio):
            w = int(round(h * max(ratio)))
        return (height - h) // 2, (width - w) // 2, h, w

    i, j, h, w = get_params()
    part = img[None, :, i:i + h, j:j + w]
    if interpolation == "nearest":
        return interpolate(part, size=sides(size), mode="nearest")[0]
    return interpolate(part, size=sides(size), mode="bilinear", align_corners=False, antialias=True)[0]


# transforms/v2/_augment.py -----------------------------------------------------------------------------------------

def beta(alpha):  # "self._dist = torch.distributions.Beta(torch.tensor([alpha]), torch.tensor([alpha]))"
    return float(torch.distributions.Beta(torch.tensor([float(alpha)]), torch.tensor([float(alpha)])).sample(()))


def mixup_label(label, lam):  # of classes in the picture's type, where torchvision has float32
    return label.roll(1, 0).mul_(1.0 - lam).add_(label.mul(lam))


def mixup(batch, labels, alpha=1.0):
    lam = beta(alpha)
    return batch.roll(1, 0).mul_(1.0 - lam).add_(batch.mul(lam)), mixup_label(labels, lam)


def cutmix(batch, labels, alpha=1.0):
    lam = beta(alpha)
    H, W = batch.shape[-2:]
    r_x = torch.randint(W, size=(1,))
    r_y = torch.randint(H, size=(1,))
    r = 0.5 * math.sqrt(1.0 - lam)
    r_w_half = int(r * W)
    r_h_half = int(r * H)
    x1 = int(torch.clamp(r_x - r_w_half, min=0))
    y1 = int(torch.clamp(r_y - r_h_half, min=0))
    x2 = int(torch.clamp(r_x + r_w_half, max=W))
    y2 = int(torch.clamp(r_y + r_h_half, max=H))
    output = batch.clone()
    output[..., y1:y2, x1:x2] = batch.roll(1, 0)[..., y1:y2, x1:x2]
    return output, mixup_label(labels, float(1.0 - (x2 - x1) * (y2 - y1) / (W * H)))


ONE = {
    "RandomCrop": random_crop, "RandomHorizontalFlip": random_horizontal_flip, "RandomVerticalFlip": random_vertical_flip,
    "RandomRotation": random_rotation, "ColorJitter": color_jitter, "RandomErasing": random_erasing,
    "RandomResizedCrop": random_resized_crop,
}
WHOLE = {"MixUp": mixup, "CutMix": cutmix}


def step_of(component):
    if isinstance(component, str):
        return component, {}
    options = dict(component)
    return options.pop("type"), options


# The cases ---------------------------------------------------------------------------------------------------------

GRAY, COLOR = (1, 5, 6), (3, 6, 5)
CASES = [
    (GRAY, {"type": "RandomCrop", "size": [5, 6], "padding": 2}),
    (COLOR, {"type": "RandomCrop", "size": [6, 5], "padding": [2, 1], "fill": 0.25}),
    (COLOR, {"type": "RandomCrop", "size": [6, 5], "padding": [1, 0, 2, 3], "padding_mode": "edge"}),
    (GRAY, {"type": "RandomCrop", "size": [5, 6], "padding": [4], "padding_mode": "reflect"}),
    (COLOR, {"type": "RandomCrop", "size": [6, 5], "padding": [5, 6], "padding_mode": "symmetric"}),
    (GRAY, {"type": "RandomCrop", "size": [5, 6], "padding": [0, 3], "pad_if_needed": True}),
    (GRAY, {"type": "RandomCrop", "size": [5, 6]}),
    (COLOR, "RandomHorizontalFlip"),
    (COLOR, {"type": "RandomHorizontalFlip", "p": 0.1}),
    (COLOR, {"type": "RandomVerticalFlip", "p": 0.7}),
    (GRAY, "RandomVerticalFlip"),
    (GRAY, {"type": "RandomRotation", "degrees": 30}),
    (COLOR, {"type": "RandomRotation", "degrees": [-180, 180], "fill": [0.1, 0.2, 0.3]}),
    (COLOR, {"type": "RandomRotation", "degrees": [10, 80], "interpolation": "bilinear", "fill": 0.5}),
    (GRAY, {"type": "RandomRotation", "degrees": 45, "interpolation": "bilinear", "center": [1, 2]}),
    (GRAY, {"type": "RandomRotation", "degrees": [90, 90]}),
    (COLOR, {"type": "ColorJitter", "brightness": 0.4}),
    (COLOR, {"type": "ColorJitter", "contrast": [0.3, 1.8]}),
    (COLOR, {"type": "ColorJitter", "saturation": 0.9}),
    (COLOR, {"type": "ColorJitter", "hue": 0.5}),
    (COLOR, {"type": "ColorJitter", "brightness": 0.5, "contrast": 1.5, "saturation": [0, 2], "hue": [-0.1, 0.3]}),
    (GRAY, {"type": "ColorJitter", "brightness": 0.5, "contrast": 0.5, "saturation": 0.5, "hue": 0.1}),
    (GRAY, "RandomErasing"),
    (COLOR, {"type": "RandomErasing", "p": 1, "scale": [0.2, 0.5], "value": [0.1, -0.2, 0.3]}),
    (COLOR, {"type": "RandomErasing", "p": 0.9, "scale": [0.1, 0.9], "ratio": [0.2, 5], "value": "random"}),
    (COLOR, {"type": "RandomResizedCrop", "size": [6, 5]}),
    (GRAY, {"type": "RandomResizedCrop", "size": [5, 6], "scale": [0.1, 0.5], "ratio": [0.5, 2]}),
    (GRAY, {"type": "RandomResizedCrop", "size": [5, 6], "interpolation": "nearest"}),
    (GRAY, {"type": "RandomResizedCrop", "size": [5, 6], "scale": [0.9, 1], "ratio": [3, 4]}),
    (GRAY, {"type": "RandomResizedCrop", "size": [5, 6], "scale": [0.9, 1], "ratio": [0.1, 0.2]}),
]
MIXES = [
    ((1, 3, 4), {"type": "MixUp"}), ((1, 3, 4), {"type": "MixUp", "alpha": 0.2}), ((4,), {"type": "MixUp", "alpha": 3.5}),
    ((2, 4, 5), {"type": "CutMix"}), ((1, 5, 3), {"type": "CutMix", "alpha": 0.3}),
]


def numbers(tensor):
    return [float(repr_of(v, tensor.dtype)) for v in tensor.reshape(-1).tolist()]


def repr_of(value, dtype):
    return f"{value:.7g}" if dtype == torch.float32 else f"{value:.11g}"


def pictures(shape, count, dtype):
    """Bytes divided by 255, as ToTensor gives them, by arithmetic that any language has."""
    size = math.prod(shape)
    values = [(k * 7919 + (k * k) % 251 * 31) % 256 for k in range(count * size)]
    return (torch.tensor(values, dtype=dtype) / 255).reshape(count, *shape)


def make_cases():
    for seed, (shape, component) in enumerate(CASES):
        kind, options = step_of(component)
        made = {"shape": shape, "augment": component, "seed": seed}
        made["next"] = {}
        for name, dtype in DTYPES.items():
            torch.set_default_dtype(dtype)
            torch.manual_seed(seed)
            out = [ONE[kind](img, **options) for img in pictures(shape, 4, dtype)]
            made[name] = numbers(torch.stack(out))
            made["next"][name] = int(torch.randint(0, 2**24, (1,)))  # as much was drawn as there
        yield made


def make_mixes():
    for seed, (shape, component) in enumerate(MIXES):
        kind, options = step_of(component)
        made = {"shape": shape, "augment": component, "seed": seed, "batches": 3, "classes": [2, 0, 1, 1]}
        made["next"] = {}
        for name, dtype in DTYPES.items():
            torch.set_default_dtype(dtype)
            torch.manual_seed(seed)
            found = []
            for _ in range(made["batches"]):
                labels = one_hot(torch.tensor(made["classes"]), num_classes=3).to(dtype)
                found += WHOLE[kind](pictures(shape, 4, dtype), labels, **options)
            made[name] = [value for tensor in found for value in numbers(tensor)]
            made["next"][name] = int(torch.randint(0, 2**24, (1,)))
        yield made


TRAININGS = [
    ("crop_and_flip", [{"type": "RandomCrop", "size": [5, 6], "padding": 1}, "RandomHorizontalFlip"]),
    ("all_stages", [{"type": "RandomRotation", "degrees": 20, "interpolation": "bilinear"},
                    {"type": "ColorJitter", "brightness": 0.2, "contrast": 0.2},
                    {"type": "RandomErasing", "value": "random"}]),
    ("mixup", ["RandomVerticalFlip", "MixUp"]),
    ("cutmix", [{"type": "CutMix", "alpha": 0.5}]),
    ("normalized", [{"type": "RandomCrop", "size": [5, 6], "padding": 2, "fill": 0.5},
                    {"type": "ColorJitter", "contrast": 0.5},
                    {"type": "RandomErasing", "value": 0.25}, "MixUp"]),
]


def make_trainings():
    """A loop as a script has it: DataLoader(shuffle=True, num_workers=0), of the pictures of an inline data set."""
    shape, count, classes, hidden = (1, 5, 6), 12, 3, 4
    for seed, (name, augment) in enumerate(TRAININGS):
        steps = [step_of(component) for component in augment]
        made = {"name": name, "augment": augment, "seed": seed, "shape": shape, "rows": count, "losses": {}}
        normalize = {"type": "Normalize", "mean": [0.4], "std": [0.3]} if name == "normalized" else None
        made["preprocess"] = [normalize] if normalize else []
        for dtype_name, dtype in DTYPES.items():
            torch.set_default_dtype(dtype)
            torch.manual_seed(seed)
            net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(30, hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, classes))
            optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
            images, labels = pictures(shape, count, dtype), torch.arange(count) * 5 % classes

            class Pictures(torch.utils.data.Dataset):
                def __len__(self):
                    return count

                def __getitem__(self, i):
                    img = images[i]
                    for kind, options in steps:  # RandomErasing stands behind Normalize
                        if kind in ONE and kind != "RandomErasing":
                            img = ONE[kind](img, **options)
                    if normalize:
                        img = img.sub(normalize["mean"][0]).div(normalize["std"][0])
                    for kind, options in steps:
                        if kind == "RandomErasing":
                            img = ONE[kind](img, **options)
                    return img, labels[i]

            losses = []
            for _ in range(2):
                for x, y in torch.utils.data.DataLoader(Pictures(), batch_size=5, shuffle=True):
                    for kind, options in steps:
                        if kind in WHOLE:
                            if y.ndim == 1:
                                y = one_hot(y, num_classes=classes).to(dtype)
                            x, y = WHOLE[kind](x, y, **options)
                    optimizer.zero_grad()
                    loss = nn.cross_entropy(net(x), y)
                    loss.backward()
                    optimizer.step()
                    losses.append(loss.item())
            made["losses"][dtype_name] = losses
        yield made


def write_pictures():
    """What the trainings see, as files that an experiment reads."""
    np.save(HERE / "pictures.npy", pictures((1, 5, 6), 12, torch.float64).numpy())
    np.save(HERE / "pictures_labels.npy", (np.arange(12) * 5 % 3).astype(np.int64))


if __name__ == "__main__":
    write_pictures()
    out = {"by": f"torch {torch.__version__}", "one": list(make_cases()), "batches": list(make_mixes()), "trainings": list(make_trainings())}
    text = "{\n" + ",\n".join(
        f'"{key}": ' + (json.dumps(value) if isinstance(value, str) else "[\n" + ",\n".join(json.dumps(v) for v in value) + "\n]")
        for key, value in out.items()) + "\n}\n"
    (HERE / "augment.json").write_text(text, encoding="utf-8")
