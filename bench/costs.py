"""What is not training: starting, checking, writing files, a sweep's book-keeping."""
import os
import pathlib
import statistics
import subprocess
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
RUNNER = TOP / "build/runner/runner"
REPEATS = 5


def seconds_of(*words):
    began = time.perf_counter()
    subprocess.run([RUNNER, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def row(name, values, unit):
    return f"| {name} | {statistics.median(values):.3g} | {min(values):.3g} | {max(values):.3g} | {unit} |"


def resources_of(*words):
    """Seconds of processor time and the peak of memory in MiB of one call."""
    process = subprocess.Popen([RUNNER, *map(str, words)], stdout=subprocess.DEVNULL)
    used = os.wait4(process.pid, 0)[2]
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def watch(*words):
    """The most file descriptors, threads and MiB of memory in the first and in the second half of one call."""
    process = subprocess.Popen([RUNNER, *map(str, words)], stdout=subprocess.DEVNULL)
    seen = []
    while process.poll() is None:
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
            fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            seen.append((len(os.listdir(f"/proc/{process.pid}/fd")), int(fields["Threads"]),
                         int(fields["VmRSS"].split()[0]) / 1024))
        except (OSError, KeyError):
            break
        time.sleep(0.02)
    middle = max(1, len(seen) // 2)
    return [tuple(map(max, zip(*half))) if half else (0, 0, 0) for half in (seen[:middle], seen[middle:])]


TINY = """data: {type: inline, features: [[0, 0], [0, 1], [1, 0], [1, 1]], target: [0, 1, 1, 0]}
network: [{type: Linear, out_features: 2}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1, batch_size: 4}
"""


def tiny_sweep(runs, folder):
    """A file of so many runs, whose own training is one step of 12 weights."""
    file = folder / f"tiny{runs}.yaml"
    rates, momentums = (runs // 10, 10) if runs >= 10 else (runs, 1)
    file.write_text(TINY + f"sweep: {{grid: {{optimizer.lr: {{linspace: [0.001, 1, {rates}]}}, "
                    f"optimizer.momentum: {{linspace: [0, 0.9, {momentums}]}}}}}}\n", encoding="utf-8")
    return file


def sweep_rows(folder):
    """What a run costs beside its training: files, tables, the plan."""
    for runs in (1000, 10000):
        file = tiny_sweep(runs, folder)
        yield row(f"check of {runs} runs", [1e3 * seconds_of("check", file) for _ in range(REPEATS)], "ms")
        words = (file, "--results", folder, "--jobs", 1, "--quiet")
        seconds, memory = resources_of(*words)
        yield row(f"overhead of one of {runs} runs", [1e3 * seconds / runs], "ms of one core")
        yield row(f"memory of {runs} runs", [memory], "MiB")
        yield row(f"{runs} runs again, nothing left to train", [seconds_of(*words) for _ in range(REPEATS)], "s")
        first, second = watch(*words, "--force")
        for i, what in enumerate(("open files", "threads", "memory")):
            yield row(f"{runs} runs: {what}, first half", [first[i]], "MiB" if what == "memory" else "")
            yield row(f"{runs} runs: {what}, second half", [second[i]], "MiB" if what == "memory" else "")


def throughput_rows(folder):
    """Sixty-four runs of a small and of a larger network: twice as many at once, and the share of a second job."""
    for case in ("moons", "digits"):
        file = folder / f"sweep_{case}.yaml"
        text = (TOP / f"bench/cases/{case}.yaml").read_text(encoding="utf-8")
        file.write_text(text.replace("../../", f"{TOP}/") + "\nsweep: {seeds: 64}\n", encoding="utf-8")
        ratios = []
        for _ in range(REPEATS):
            one, two = (seconds_of(file, "--results", folder, "--force", "--quiet", "--jobs", jobs) for jobs in (1, 2))
            ratios.append(one / two)
        yield row(f"64 runs of {case}: throughput of two jobs beside that of one", ratios, "×")
    done = [subprocess.run([TOP / "build/bench/machine", "--threads"], capture_output=True, text=True, check=True).stdout
            for _ in range(REPEATS)]
    yield row("multiply-adds of two threads beside those of one", [float(text) for text in done], "×")


def report(folder):
    lines = ["## What is not training", "", "| | median | least | most | |", "|---|---|---|---|---|"]
    lines.append(row("`--version`", [1e3 * seconds_of("--version") for _ in range(REPEATS)], "ms"))
    iris = TOP / "experiments/iris.yaml"
    lines.append(row("experiments/iris.yaml from start to files", [1e3 * seconds_of(iris, "--results", folder / f"i{i}", "--quiet")
                                                                  for i in range(REPEATS)], "ms"))
    tiny = folder / "tiny.yaml"
    tiny.write_text(TINY, encoding="utf-8")
    lines.append(row("one tiny experiment from start to files", [1e3 * seconds_of(tiny, "--results", folder / f"t{i}", "--quiet")
                                                                for i in range(REPEATS)], "ms"))
    grid = TOP / "experiments/deepobs_quadratic.yaml"
    lines.append(row("DeepOBS' quadratic, 72 runs of 100 epochs", [seconds_of(grid, "--results", folder, "--force", "--quiet")
                                                                  for _ in range(REPEATS)], "s"))
    return lines + list(throughput_rows(folder)) + list(sweep_rows(folder))
