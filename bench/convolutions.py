"""The sums of convolutions, as parts of what the machine's multiply-adds could do."""
import pathlib
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[1]

HEAD = """The three sums of a convolution over samples in lanes (`lib/tensor/convolution.h`): GFLOP/s, and the part of the rate of fused
multiply-adds that one thread has. The products with a padding's zeros are counted, though most of them are left out: so more
than 100 % is possible."""


def report(_folder):
    table = subprocess.run([TOP / "build/bench/convolutions"], capture_output=True, text=True, check=True).stdout
    return ["## Convolutions", "", *HEAD.splitlines(), "", *table.splitlines()]
