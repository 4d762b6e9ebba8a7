"""Pictures as PIL reads, converts and resizes them: writes pictures.json. Needs Pillow 12 and numpy: Pillow 13 takes
the pass along columns first where that is faster, so that a byte may differ by 1.

    python3 tests/reference/make_pictures.py
"""
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
random = np.random.default_rng(0)
HEIGHT, WIDTH = 6, 5


def drawn(*shape):
    return random.integers(0, 256, shape, dtype=np.uint8)


def smooth(height, width, channels):
    """What a camera sees has few edges, which JPEG keeps better than noise."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [(20 + 9 * c + 11 * x + (7 - 3 * c) * y) % 256 for c in range(channels)]
    return np.stack(planes, -1).astype(np.uint8)


def saved(image, form, **options):
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, depth, colour, rows, interlace=0, between=b""):
    """A PNG file of rows of bytes that stand as they are, each after its filter 0."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + between
            + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b""))


def interlaced(values):
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    rows = []
    for top, left, down, right in passes:
        part = values[top::down, left::right]
        if part.size:
            rows += [row.tobytes() for row in part]
    return png(values.shape[1], values.shape[0], 8, 2, rows, 1)


def read(name, content):
    """What PIL makes of a file; a single channel stands in a list, too."""
    image = Image.open(io.BytesIO(content))
    rgb, gray = np.array(image.convert("RGB")), np.array(image.convert("L"))
    return {"name": name, "file": content.hex(), "shape": list(gray.shape),
            "rgb": rgb.transpose(2, 0, 1).reshape(-1).tolist(), "gray": gray.reshape(-1).tolist()}


def files():
    gray, rgb = drawn(HEIGHT, WIDTH), drawn(HEIGHT, WIDTH, 3)
    yield "png_gray", saved(Image.fromarray(gray), "PNG")
    yield "png_rgb", saved(Image.fromarray(rgb), "PNG")
    yield "png_rgba", saved(Image.fromarray(drawn(HEIGHT, WIDTH, 4)), "PNG")
    yield "png_gray_alpha", saved(Image.fromarray(drawn(HEIGHT, WIDTH, 2)), "PNG")
    yield "png_one_bit", saved(Image.fromarray(gray).convert("1", dither=0), "PNG")
    for depth in (2, 4):
        packed = [bytes(random.integers(0, 256, (WIDTH * depth + 7) // 8, dtype=np.uint8)) for _ in range(HEIGHT)]
        yield f"png_gray_{depth}_bits", png(WIDTH, HEIGHT, depth, 0, packed)
    palette = Image.fromarray(rgb).quantize(7)
    yield "png_palette", saved(palette, "PNG", bits=8)
    yield "png_palette_4_bits", saved(palette, "PNG", bits=4)
    yield "png_palette_transparent", saved(palette, "PNG", transparency=bytes([0, 128, 255, 3, 4, 5, 6]))
    yield "png_gray_transparent", saved(Image.fromarray(gray), "PNG", transparency=int(gray[0, 0]))
    wide = random.integers(0, 65536, (HEIGHT, WIDTH, 3)).astype(">u2")
    yield "png_rgb_16_bits", png(WIDTH, HEIGHT, 16, 2, [row.tobytes() for row in wide])
    yield "png_interlaced", interlaced(drawn(9, 11, 3))
    yield "png_gamma", png(WIDTH, HEIGHT, 8, 0, [row.tobytes() for row in gray], 0, chunk(b"gAMA", struct.pack(">I", 90000)))
    for sampling in ("4:4:4", "4:2:2", "4:2:0"):
        yield f"jpeg_{sampling}", saved(Image.fromarray(smooth(17, 19, 3)), "JPEG", quality=90, subsampling=sampling)
    yield "jpeg_gray", saved(Image.fromarray(smooth(17, 19, 1)[..., 0]), "JPEG", quality=90)
    yield "jpeg_progressive", saved(Image.fromarray(smooth(17, 19, 3)), "JPEG", quality=90, progressive=True)


def resized():
    for (height, width), (to_height, to_width) in [
            ((7, 5), (3, 4)), ((5, 7), (9, 13)), ((28, 28), (32, 32)), ((28, 28), (13, 28)), ((28, 28), (28, 9)),
            ((3, 40), (3, 7)), ((1, 1), (4, 3)), ((23, 17), (5, 5)), ((4, 4), (4, 4)), ((31, 2), (1, 1))]:
        values = drawn(height, width, 3)
        made = np.array(Image.fromarray(values).resize((to_width, to_height), Image.BILINEAR))
        yield {"from": [3, height, width], "to": [to_height, to_width],
               "values": values.transpose(2, 0, 1).reshape(-1).tolist(),
               "resized": made.transpose(2, 0, 1).reshape(-1).tolist()}


def main():
    gray16 = drawn(HEIGHT, WIDTH).astype(np.uint16) * 257 % 65535
    others = {
        "cmyk": saved(Image.fromarray(drawn(9, 9, 4), "CMYK"), "JPEG"),
        "gray_16": saved(Image.fromarray(gray16.astype(np.uint16)), "PNG"),
        "gif": saved(Image.fromarray(drawn(3, 3)), "GIF"), "bmp": saved(Image.fromarray(drawn(3, 3)), "BMP"),
        "webp": saved(Image.fromarray(drawn(3, 3, 3)), "WEBP"), "tiff": saved(Image.fromarray(drawn(3, 3)), "TIFF"),
        "bomb": png(30000, 30000, 1, 0, [b"\0"]), "empty": png(0, 3, 8, 0, [b""])}
    found = {"files": [read(name, content) for name, content in files()], "resized": list(resized()),
             "others": {name: content.hex() for name, content in others.items()},
             "gray_16": [int(value) >> 8 for value in gray16.reshape(-1)]}
    (HERE / "pictures.json").write_text(json.dumps(found, separators=(",", ":")).replace('{"', '\n{"') + "\n")


if __name__ == "__main__":
    main()
