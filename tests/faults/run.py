"""Runs the attempts to break the program: tests/faults/run.py [--long] [--reasons N] [NAME …]

A name is a kind (memory), an attempt (memory.seeds_over_range) or a part of one. Without --long the attempts of more
than 30 s or 1 GB are left out. RUNNER names the program, by default build/runner/runner; with RUNNER_SANITIZED it is one
that a sanitizer slows down. Exit status 1 where an attempt failed, 77 where all were skipped."""
import argparse
import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def attempts(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from attempts(test)
        else:
            yield test


def name_of(test):
    kind, _, method = test.id().partition(".")
    return f"{kind.removeprefix('test_')}.{method.rpartition('.')[2].removeprefix('test_')}"


def is_long(test):
    return getattr(getattr(test, test._testMethodName, None), "long", False)


def reasons(result):
    """The last line of each failure, with what its case was."""
    for test, text in result.failures + result.errors:
        case = getattr(test, "_subDescription", lambda: "")()
        last = next((line for line in reversed(text.strip().splitlines()) if line and not line.startswith(" ")), "")
        yield f"{case} {last}".strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true", help="also what needs more than 30 s or 1 GB")
    parser.add_argument("--reasons", type=int, default=3, help="how many reasons of a failure are shown")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for test in attempts(unittest.defaultTestLoader.discover(str(HERE), pattern="test_*.py")):
        name = name_of(test)
        if asked.names and not any(name.startswith(n) or n in name for n in asked.names):
            continue
        if is_long(test) and not asked.long:
            continue
        result, began = unittest.TestResult(), time.monotonic()
        test.run(result)
        whole = result.skipped and isinstance(result.skipped[0][0], type(test))  # else only cases of it were
        outcome = "failed" if not result.wasSuccessful() else "skipped" if whole else "passed"
        counts[outcome] += 1
        print(f"{name}  {outcome}  {time.monotonic() - began:.1f} s", flush=True)
        told = list(reasons(result)) + sorted({f"skipped: {reason}" for _, reason in result.skipped})
        for reason in told[:asked.reasons]:
            print(f"    {reason[:400]}", flush=True)
        if len(told) > asked.reasons:
            print(f"    … and {len(told) - asked.reasons} more", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    if not any(counts.values()):
        parser.error(f"there is no attempt {' '.join(asked.names)}")
    return 1 if counts["failed"] else 0 if counts["passed"] else 77


if __name__ == "__main__":
    sys.exit(main())
