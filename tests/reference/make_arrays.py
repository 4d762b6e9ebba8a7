#!/usr/bin/env python3
"""Small binary files as NumPy and MNIST's makers write them, with what they hold; writes arrays.json.

Run with NumPy 2 from anywhere. Bytes are in hexadecimal digits.
"""
import gzip
import io
import json
import pathlib
import struct

import numpy


def npy(array, version=None):
    file = io.BytesIO()
    numpy.lib.format.write_array(file, array, version=version, allow_pickle=False)
    return file.getvalue()


def savez(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def idx(kind, code, array):
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.astype(kind).tobytes()


def described(name, data, array):
    return {"name": name, "bytes": data.hex(), "shape": list(array.shape),
            "values": [float(v) for v in array.reshape(-1)]}


def arrays():
    cases = []
    counting = numpy.arange(12).reshape(3, 4) - 5
    for kind in ("<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8"):
        array = (counting * 1.25 if "f" in kind else counting).astype(kind)
        cases.append(described(kind, npy(array), array))
    for kind in ("|u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8"):
        array = (counting + 250).astype(kind)
        cases.append(described(kind, npy(array), array))
    cases.append(described("bool", npy(counting > 0), counting > 0))
    cube = numpy.arange(24.0).reshape(2, 3, 4)
    cases.append(described("fortran", npy(numpy.asfortranarray(counting)), counting))
    cases.append(described("fortran cube", npy(numpy.asfortranarray(cube)), cube))
    cases.append(described("cube", npy(cube), cube))
    cases.append(described("vector", npy(cube[0, 0]), cube[0, 0]))
    for version in ((1, 0), (2, 0), (3, 0)):
        cases.append(described(f"version {version[0]}", npy(counting, version), counting))
    return cases


def archives():
    x, y = numpy.arange(6.0).reshape(3, 2), numpy.array([3, 7, 3])
    return {
        "savez": savez(numpy.savez, x=x, y=y).hex(),
        "compressed": savez(numpy.savez_compressed, x=x, y=y).hex(),
        "positional": savez(lambda file: numpy.savez(file, x, y)).hex(),
        "keras": savez(numpy.savez_compressed, x_train=x, y_train=y, x_test=x[:1], y_test=y[:1]).hex(),
        "others": savez(numpy.savez, inputs=x, classes=y).hex(),
    }


def pictures():
    pixels = (numpy.arange(3 * 2 * 2).reshape(3, 2, 2) * 23) % 256
    labels = numpy.array([5, 0, 5])
    made = {"pixels": idx(">u1", 0x08, pixels), "labels": idx(">u1", 0x08, labels)}
    made["gzip"] = gzip.compress(made["pixels"], mtime=0)
    for name, kind, code in (("i1", ">i1", 9), ("i2", ">i2", 11), ("i4", ">i4", 12), ("f4", ">f4", 13), ("f8", ">f8", 14)):
        made[name] = idx(kind, code, pixels // 2)
    return {name: data.hex() for name, data in made.items()} | {"values": pixels.reshape(-1).tolist()}


numbers = {"arrays": arrays(), "archives": archives(), "pictures": pictures()}
path = pathlib.Path(__file__).with_name("arrays.json")
path.write_text(json.dumps(numbers, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")
