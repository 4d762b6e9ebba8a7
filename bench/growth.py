"""How time grows with the size of a problem, beside what theory says."""
import csv
import pathlib
import statistics
import subprocess
import time

import costs

REPEATS = 3


def train(folder, text, *words):
    """Seconds of training of the first run, and of the whole call."""
    file = folder / "growth.yaml"
    file.write_text(text, encoding="utf-8")
    began = time.perf_counter()
    subprocess.run([costs.RUNNER, file, "--results", folder, "--force", "--quiet", *map(str, words)], check=True,
                   stdout=subprocess.DEVNULL)
    whole = time.perf_counter() - began
    with open(folder / "growth/runs.csv", newline="", encoding="utf-8") as rows:
        return float(next(csv.DictReader(rows))["seconds"]), whole


def one_step_seconds(folder, widths, batch, samples, steps, threads):
    """A step is the difference of two runs, so that nothing else counts."""
    layers = ", ReLU, ".join(f"{{type: Linear, out_features: {width}}}" for width in widths[1:])

    def text(iterations):
        return (f"data: {{type: make_blobs, n_samples: {samples}, n_features: {widths[0]}, centers: {widths[-1]}}}\nnetwork: [{layers}]\n"
                f"loss: CrossEntropyLoss\noptimizer: Adam\n"
                f"training: {{iterations: {iterations}, iterations_per_epoch: {iterations}, batch_size: {batch}}}\n")

    options = ("--threads", threads, "--jobs", 1)
    return (train(folder, text(2 * steps), *options)[0] - train(folder, text(steps), *options)[0]) / steps


def step_seconds(folder, widths, batch, samples, steps):
    return min(one_step_seconds(folder, widths, batch, samples, steps, 1) for _ in range(REPEATS))


def thread_rows(folder):
    """One thread and two in turn; (network, µs a step, [time of two beside that of one])."""
    for batch, width in ((32, 16), (64, 64), (64, 128), (64, 256), (64, 512), (64, 1024), (64, 2048), (1, 2048), (1024, 64), (4096, 64)):
        steps = int(min(20000, max(20, 1e10 / (batch * width * width * 3 + 100 * width * width))))
        pairs = [[one_step_seconds(folder, [width, width, 10], batch, max(batch, 512), steps, threads) for threads in (1, 2)]
                 for _ in range(5)]
        yield f"{width}-{width}-10, batch {batch}", 1e6 * statistics.median(one for one, _ in pairs), [two / one for one, two in pairs]


def curves(folder):
    """(what, unit, [(size, seconds, what the time is proportional to)])"""
    def steps_for(work):
        return int(min(4000, max(4, 2e10 / work)))

    yield "width w of w-w-3, batch 64: as w²", "µs a step", [
        (w, 1e6 * step_seconds(folder, [w, w, 3], 64, 512, steps_for(64 * w * w * 4)), w * w)
        for w in (32, 64, 128, 256, 512, 1024, 2048)]
    yield "number of hidden layers of 128, batch 64: as their number", "µs a step", [
        (d, 1e6 * step_seconds(folder, [128] * (d + 1) + [3], 64, 512, steps_for(64 * 128 * 128 * 6 * d)), d)
        for d in (1, 2, 4, 8, 16, 32)]
    yield "batch size of 64-128-3: as the batch", "µs a step", [
        (b, 1e6 * step_seconds(folder, [64, 128, 3], b, 4096, steps_for(b * 64 * 128 * 4)), b)
        for b in (1, 4, 16, 64, 256, 1024, 4096)]
    yield "samples, an epoch of 2-16-3 in batches of 32: as the samples", "ms an epoch", [
        (n, 1e3 * (n // 32) * step_seconds(folder, [2, 16, 3], 32, n, n // 32), n)
        for n in (1024, 4096, 16384, 65536, 262144)]
    yield "runs of a sweep, one step each: as the runs", "ms in all", [
        (n, 1e3 * min(costs.seconds_of(costs.tiny_sweep(n, folder), "--results", folder, "--force", "--quiet", "--jobs", 1)
                      for _ in range(REPEATS)), n)
        for n in (1, 10, 100, 1000, 10000)]


def report(folder):
    lines = ["## Growth", "", "The line is what theory makes of the measurement before; a time above it by more than noise would be",
             "something that grows faster than it should.", ""]
    for what, unit, points in curves(pathlib.Path(folder)):
        lines += [f"{what[0].upper()}{what[1:]}.", "", f"| | {unit} | the line |", "|---|---|---|"]
        before = None
        for size, value, proportional in points:
            line = f"{before[0] * proportional / before[1]:.3g}" if before else ""
            lines.append(f"| {size} | {value:.3g} | {line} |")
            before = value, proportional
        lines.append("")
    lines += ["Two threads instead of one, Adam: never slower, but for noise.", "", "| | µs a step of one | time of two / of one | least | most |",
              "|---|---|---|---|---|"]
    for what, one, ratios in thread_rows(pathlib.Path(folder)):
        lines.append(f"| {what} | {one:.3g} | {statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")
    return lines


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        print("\n".join(report(name)))
