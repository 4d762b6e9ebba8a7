#!/usr/bin/env python3
"""The project's own rules that no compiler checks: floors of lib/, OpenMP regions, where libraries are included.

lib/README.md lists the folders in the order in which data flows; a folder includes itself and folders before it
in `floors` here, never a later one. Prints each breach as file:line and ends with 1 if there is one.
"""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent
# Folders on one floor do not know each other.
FLOORS = [["base"], ["expression", "picture", "statistics"], ["config"], ["spec"], ["tensor"], ["model"], ["nn", "optim", "data", "problem", "metric"], ["catalog"],
          ["plan"], ["search", "train"], ["record"], ["report", "use"], ["launch", "compare", "page", "workbook"]]
FLOOR_OF = {folder: level for level, folders in enumerate(FLOORS) for folder in folders}
# A heavy or risky library has one home, so that it can be exchanged and does not slow every file's compilation.
HOMES = {"yaml-cpp/": "lib/config/", "Eigen/": "lib/tensor/", "CLI/": "runner/options.cpp", "rapidjson/": "lib/config/json.cpp", "oneapi/": "lib/tensor/onednn.cpp", "xlsxwriter": "lib/workbook/", "png.h": "lib/data/pictures/", "jpeglib.h": "lib/data/pictures/"}


def breaches(path, lines):
    name = path.relative_to(TOP).as_posix()
    folder = name.split("/")[1] if name.startswith("lib/") else None
    for number, line in enumerate(lines, 1):
        include = re.match(r'\s*#include ["<]([^">]+)[">]', line)
        if include:
            target = include.group(1)
            other = target.split("/")[0]
            if folder and other in FLOOR_OF and other != folder and FLOOR_OF[other] >= FLOOR_OF[folder]:
                yield f"{name}:{number}: {folder}/ includes {target}, which is not on a lower floor"
            for library, home in HOMES.items():
                if target.startswith(library) and not name.startswith(home):
                    yield f"{name}:{number}: <{library}…> is included outside of {home}"
        if re.match(r"\s*#pragma omp parallel", line) and "num_threads" not in line:
            yield f"{name}:{number}: an OpenMP region without num_threads"


def main():
    sources = [p for top in ("lib", "runner") for p in sorted((TOP / top).rglob("*")) if p.suffix in (".h", ".cpp")]
    sources.remove(TOP / "lib/pch.h")  # of no floor: it is what the compiler reads before any of them
    unknown = [p.name for p in sorted((TOP / "lib").iterdir()) if p.is_dir() and p.name not in FLOOR_OF]
    found = [f"lib/{name}/ stands on no floor of tests/check_layers.py" for name in unknown]
    for path in sources:
        found += breaches(path, path.read_text(encoding="utf-8").splitlines())
    print("\n".join(found) if found else f"{len(sources)} files keep to the floors")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
