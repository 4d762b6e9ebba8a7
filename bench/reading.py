"""Reading a table of a gigabyte: how fast, with how much memory, and what a mistake in its last row comes to."""
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import costs

SIZE = 1_000_000_000
SHAPES = ((10, 6), (30, 4))  # columns, decimals
LIMITS = (150, 2.5)  # MB/s at least, times the size of the numbers at most

EXPERIMENT = """data: {{type: csv, path: {path}, split: {{validation: 0.2}}}}
network: [{{type: Linear, out_features: 1}}]
loss: MSELoss
optimizer: {{type: SGD, lr: 1e-6}}
training: {{iterations: 1, iterations_per_epoch: 1, batch_size: 32}}
dtype: {dtype}
"""


def table(path, columns, decimals, size=SIZE):
    """Rows of normal numbers; how many there are. A block of them is written again and again: nobody looks for that."""
    draw = random.Random(0)
    names = ",".join([f"x{i}" for i in range(columns - 1)] + ["y"]) + "\n"
    rows = 20_000
    block = "".join(",".join(f"{draw.gauss(0, 1):.{decimals}f}" for _ in range(columns)) + "\n" for _ in range(rows))
    times = max(1, (size - len(names)) // len(block))
    with open(path, "w", encoding="utf-8") as file:
        file.write(names)
        for _ in range(times):
            file.write(block)
    return rows * times


def experiment(folder, path, dtype):
    file = folder / f"{path.stem}_{dtype}.yaml"
    file.write_text(EXPERIMENT.format(path=path, dtype=dtype), encoding="utf-8")
    return file


def report(folder):
    folder = pathlib.Path(folder)
    small = folder / "small.csv"
    table(small, 10, 6, 1)
    lines = ["## Reading", "", f"A CSV file of 1 GB, one thread: `check` in processor time, and the peak of `run` beside what the numbers "
             f"take in their dtype. At least {LIMITS[0]} MB/s and at most {LIMITS[1]} times are wanted.", "",
             "| columns | decimals | dtype | MB/s | peak / numbers |", "|---|---|---|---|---|"]
    for columns, decimals in SHAPES:
        large = folder / f"large_{columns}.csv"
        numbers = table(large, columns, decimals) * columns
        for dtype, bytes_each in (("float32", 4), ("float64", 8)):
            words = ("--results", folder, "--force", "--quiet", "--threads", 1, "--jobs", 1)
            _, start = costs.resources_of("run", experiment(folder, small, dtype), *words)
            seconds, _ = costs.resources_of("check", experiment(folder, large, dtype))
            _, peak = costs.resources_of("run", experiment(folder, large, dtype), *words)
            speed = large.stat().st_size / 1e6 / seconds
            lines.append(f"| {columns} | {decimals} | {dtype} | {speed:.0f} | {(peak - start) * 2**20 / (numbers * bytes_each):.2f} |")
        with open(large, "a", encoding="utf-8") as file:
            file.write("1," * (columns - 1) + "oops\n")
        done = subprocess.run([costs.RUNNER, "check", experiment(folder, large, "float32")], capture_output=True, text=True)
        line = numbers // columns + 2
        found = re.search(rf"large_{columns}\.csv:{line}:{2 * columns - 1}: error: 'oops' is no number", done.stderr)
        lines.append(f"| {columns} | | a mistake in the last row | {'found with its line' if found else 'NOT FOUND'} | |")
        large.unlink()
    return lines


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        print("\n".join(report(name)))
