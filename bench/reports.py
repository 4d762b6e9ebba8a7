"""What a large sweep leaves, written anew: 10,000 runs of 100 epochs of one weight."""
import pathlib
import subprocess
import sys
import tempfile

import costs

EXPERIMENT = """problem: {type: quadratic, start: 3, noise: 0.5}
optimizer: SGD
training: {epochs: 100, iterations_per_epoch: 1}
metrics: [distance_to_minimum]
sweep:
  seeds: 10
  grid:
    optimizer.lr: {linspace: [0.01, 1.0, 20]}
    optimizer.momentum: {linspace: [0.0, 0.98, 50]}
"""
LIMITS = (10, 1024)  # seconds and MiB of page and workbook at most
CALLS = (("tables, and all that `report` writes", "merge"), ("page, figures and workbook", "report"))


def report(folder):
    folder = pathlib.Path(folder)
    (folder / "large.yaml").write_text(EXPERIMENT, encoding="utf-8")
    subprocess.run([costs.RUNNER, folder / "large.yaml", "--results", folder, "--quiet"], check=True)
    results = folder / "large"
    lines = ["## Reports", "", "What 10,000 runs of 100 epochs leave, written anew, in processor time. Page and workbook may take "
             f"{LIMITS[0]} s and {LIMITS[1]} MiB.", "", "| written | by | seconds | peak, MiB |", "|---|---|---|---|"]
    for what, command in CALLS:
        if subprocess.run([costs.RUNNER, command, "--help"], capture_output=True).returncode != 0:
            continue
        seconds, peak = costs.resources_of(command, results, "--quiet")
        lines.append(f"| {what} | `runner {command}` | {seconds:.1f} | {peak:.0f} |")
    lines += ["", "| file | MB |", "|---|---|"]
    for name in ("metrics.csv", "report.html", "results.xlsx"):
        if (results / name).exists():
            lines.append(f"| {name} | {(results / name).stat().st_size / 1e6:.1f} |")
    return lines


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        print("\n".join(report(name)))
