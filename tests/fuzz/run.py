"""Runs fuzzers, two at once on two processors: tests/fuzz/run.py BUILD [SECONDS [TARGET …]]

What is found anew stays in BUILD/corpus, a finding in BUILD/findings. Exit status 1 after a finding, whose input is named."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
TARGETS = {  # the longest input, and what is read beside the corpus
    "arrays": (1024, []), "checkpoint": (12_288, []), "csv": (1024, []), "expression": (128, []),
    "pictures": (1024, []), "run_folder": (12_288, []), "slurm": (512, []), "yaml": (3072, [TOP / "experiments", TOP / "tests/broken"])}
WORDS = {  # what an input is made of, beyond what the fuzzer sees compared
    "arrays": ["'descr': ", "'fortran_order': True", "'shape': (", "<f8", ">f4", "|b1", "<i2", "\\x93NUMPY", "PK\\x01\\x02",
               "PK\\x03\\x04", "PK\\x05\\x06", ".npy", "\\x1f\\x8b\\x08"],
    "csv": ["\\\"", "\\\"\\\"", "\\x0d\\x0a", "NA", "NaN", "?", "1e400", "-0", "inf", "0x1", "\\xef\\xbb\\xbf",
            "\\x1f\\x8b\\x08"],
    "expression": ["lambda x: ", " if ", " else ", " and ", " or ", "not ", "**", "//", "<=", "==", "!=", "math.", "log(",
                   "round(", "min(", "max(", "epoch", "step", "1e308", "pi", "inf", "True"],
    "pictures": ["\\x89PNG\\x0d\\x0a\\x1a\\x0a", "IHDR", "IDAT", "IEND", "PLTE", "tRNS", "gAMA", "\\xff\\xd8\\xff", "\\xff\\xc0",
                 "\\xff\\xc2", "\\xff\\xc4", "\\xff\\xda", "\\xff\\xdb", "\\xff\\xd9", "JFIF", "Adobe"],
    "slurm": ["#SBATCH ", "--array=", "--arr ", "-a", "-Ha", "UNLIMITED", "1-12:30", "500M", "\\x1b[", "\\xc2\\x85",
              "\\xe2\\x80\\xae"],
    "run_folder": ["=== 0 ", "=== 1 ", "status\\x0a", "run.json\\x0a", "metrics.csv\\x0a", "checkpoint\\x0a", "finished\\x0a",
                   "failed\\x0a", "diverged\\x0a", "early_stopped\\x0a", "train_loss", "\\\"columns\\\": ", "null", "1e400"],
    "checkpoint": ["\\\"__metadata__\\\"", "\\\"data_offsets\\\":[", "\\\"shape\\\":[", "F32", "F64", "I64", "U32",
                   "\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x7f", "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80"]}


def words_of(target):
    if target != "yaml":
        return WORDS[target]
    schema = (TOP / "schemas/experiment.schema.json").read_text()
    return ["&a ", "*a", "!!str ", "|-\\x0a", "\\x0a  - ", "1e308", "-1", "0.5", "9007199254740993", ": ",
            *sorted(set(re.findall(r'"([A-Za-z_][A-Za-z0-9_]{1,30})"', schema)))]


def run(target, asked):
    longest, beside = TARGETS[target]
    build = asked.build.resolve()
    found, findings = build / "corpus" / target, build / "findings"
    for folder in (found, findings):
        folder.mkdir(parents=True, exist_ok=True)
    dictionary = build / f"{target}.dict"
    dictionary.write_text("".join(f'"{word}"\n' for word in words_of(target)))
    words = [str(build / "tests/fuzz" / f"fuzz_{target}"), f"-max_len={longest}", f"-dict={dictionary}", "-timeout=30",
             "-rss_limit_mb=3000", f"-artifact_prefix={findings}/{target}-", "-print_final_stats=1"]
    if asked.executions:  # many short ones: what the fuzzer does to find new places would take most of the time
        words += [f"-runs={asked.executions}", f"-max_len={min(longest, 256)}", "-entropic=0", "-use_cmp=0", "-reduce_inputs=0"]
    else:
        words += [f"-max_total_time={asked.seconds}", str(found)]
    words += [str(folder) for folder in (HERE / "corpus" / target, *beside)]
    environment = {**os.environ, "LSAN_OPTIONS": f"suppressions='{TOP}/tests/leaks.txt':print_suppressions=0",
                   "ASAN_OPTIONS": "malloc_context_size=8", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, cwd=build)
    said = process.communicate()[1].decode("utf-8", "backslashreplace")
    shutil.rmtree(f"/dev/shm/runner_fuzz_{process.pid}", ignore_errors=True)  # after a finding it is still there
    return target, process.returncode, said


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("seconds", type=int, nargs="?", default=60)
    parser.add_argument("--executions", type=int, help="so many of each target, of short inputs, however long they take, from the committed corpus on")
    parser.add_argument("targets", nargs="*")
    asked = parser.parse_intermixed_args()
    unknown = sorted(set(asked.targets) - set(TARGETS))
    if unknown:
        parser.error(f"there is no target {', '.join(unknown)}; known: {' '.join(TARGETS)}")
    failed = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for target, status, said in pool.map(lambda target: run(target, asked), asked.targets or list(TARGETS)):
            count = re.search(r"number_of_executed_units: (\d+)", said)
            rate = re.search(r"average_exec_per_sec: +(\d+)", said)
            covered = re.findall(r"cov: (\d+)", said)
            print(f"{target}: {count[1] if count else '?'} executions, {rate[1] if rate else '?'} a second, "
                  f"{covered[-1] if covered else '?'} places reached: {'FINDING' if status else 'nothing found'}", flush=True)
            if status:
                failed = True
                told = [line for line in said.splitlines() if not line.startswith(("#", "\tNEW_FUNC"))]
                print("\n".join(told[-60:]), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
