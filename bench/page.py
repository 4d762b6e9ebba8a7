#!/usr/bin/env python3
"""What a page of 10,000 runs costs: the time to make it, its size, and in chromium how long a filter and a pointer take.

    bench/page.py [RESULTS]      a results folder; without one 10,000 runs of 100 epochs are trained (a minute)

Ends with 1 where a limit is passed: 15 s (5 of them the page), 10 MB, 100 ms that a person waits for a filter and for a pointer (the median of 20; on a
busy machine look at the time of the page's own thread beside it).
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOP / "tests/browser"), str(TOP / "tests/runner")]
import browser  # noqa: E402
from support import RUNNER  # noqa: E402

EXPERIMENT = """
data: {type: make_regression, n_samples: 48, n_features: 3, n_informative: 3, noise: 5, split: {validation: 0.25}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 100, batch_size: 12}
metrics: [mae]
sweep:
  seeds: 4
  random:
    n: 2500
    seed: 0
    values:
      optimizer.lr: {loguniform: [1e-4, 1]}
      optimizer.momentum: {uniform: [0, 0.99]}
      optimizer.weight_decay: {loguniform: [1e-6, 0.1]}
      training.batch_size: {choice: [6, 12, 36]}
"""

# Until what an action asked for has been drawn, in ms.
TIMED = """
const [action, done] = arguments, start = performance.now();
new Function(action)();
requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
"""
FILTER = "const f = document.querySelector('[name=filter]'); f.value = '%s'; f.dispatchEvent(new Event('input'));"
HOVER = ("const b = document.querySelector('%s .board'), r = b.getBoundingClientRect();"
         "b.dispatchEvent(new PointerEvent('pointermove', {clientX: r.left + %f * r.width, clientY: r.top + %f * r.height}));")


def trained(folder):
    file = folder / "page.yaml"
    file.write_text(EXPERIMENT)
    subprocess.run([RUNNER, "run", file, "--results", folder, "--quiet", "--no-report"], check=True)
    return folder / "page"


def measured(page):
    """What the page needs, in ms: waited until it is drawn, and of its own thread, which other work on the machine does not slow down."""
    shown = browser.Browser()
    shown.driver.set_script_timeout(60)
    shown.driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})

    def busy():
        metrics = shown.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "TaskDuration") * 1000

    def timed(what, actions):
        before = busy()
        waited = [shown.driver.execute_async_script(TIMED, action) for action in actions]
        return f"{what} (its thread {(busy() - before) / len(actions):.0f})", statistics.median(waited), 100

    filters = [FILTER % f"lr>{10 ** (-i / 6):.6f}" for i in range(1, 20)] + [FILTER % ""]
    try:
        start = time.monotonic()
        shown.open(page)
        yield "open", (time.monotonic() - start) * 1000, 5000
        yield timed("filter", filters)
        yield timed("hover over curves", [HOVER % ("#explorer", i / 21, 0.4) for i in range(1, 21)])
        yield timed("hover over parallel coordinates", [HOVER % ("#parallel", i / 21, 0.6) for i in range(1, 21)])
        shown.run("document.querySelector('[name=seeds]').click()")
        shown.frames()
        yield timed("filter with single runs", filters)
        if shown.messages():
            sys.exit("the console is not empty")
    finally:
        shown.close()


def main():
    with tempfile.TemporaryDirectory() as own:
        results = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else trained(pathlib.Path(own))
        start = time.monotonic()
        subprocess.run([RUNNER, "report", results, "--quiet"], check=True)
        page = results / "report.html"
        numbers = [("page and workbook made", (time.monotonic() - start) * 1000, 15000), ("size (kB)", page.stat().st_size / 1000, 10000)]
        if browser.missing():
            print("no browser: there is no " + ", no ".join(browser.missing()))
        else:
            numbers += measured(page)
    for what, number, limit in numbers:
        print(f"{what:<48}{number:>9.0f}  {'' if number <= limit else 'more than '}{limit}{'' if number <= limit else '!'}")
    return 1 if any(number > limit for _, number, limit in numbers) else 0


if __name__ == "__main__":
    sys.exit(main())
