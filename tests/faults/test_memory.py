"""What is out of range is told with its place; memory that runs out fails a run, and never the program."""
import gzip
import os
import pathlib
import random
import shutil
import struct
import subprocess
import unittest
import zipfile
import zlib

from faults import (LONG, MIXED, NOBODY, OF_CSV, ONE, PLACE, QUIET, ROSENBROCK, RUNNER, SMALL, TWO, Attempt,
                    Checkpoint, Prepared, long, other_user, released, tree, works)

MIB = 1 << 20
GIB = 1 << 30
CLASSES = """data: {type: inline, features: [1, 2, 3, 4, 5, 6, 7, 8], target: [0, 1, 0, 1, 0, 1, %s, %s]%s}
network: [{type: Linear, out_features: 2}]
loss: %s
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 3}
"""


def sized(data="{type: inline, features: [[1, 2], [3, 4], [5, 6], [7, 8]], target: [1, 2, 3, 4.5]}",
          network="[{type: Linear, out_features: 1}]", loss="MSELoss", optimizer="{type: SGD, lr: 0.01}"):
    return (f"data: {data}\nnetwork: {network}\nloss: {loss}\noptimizer: {optimizer}\n"
            "training: {epochs: 2, batch_size: 2}\n")


def doubled(times):
    """Each Concat doubles the width."""
    return sized(network="[" + "{Concat: [[Identity], [Identity]]}, " * times + "{type: Linear, out_features: 1}]")


class OutOfRange(Attempt):
    def check_and_run(self, text, says="", name="x.yaml", words=(), **more):
        self.write(name, text)
        for command in ("check", "run"):
            self.refused(command, name, *words, says=says, **more)
        self.assertFalse((self.folder / "results").exists(), "nothing is trained")

    def test_negative_index_beside_ignored(self):
        """exit 2 at the loss or the data: the class index is out of range, whatever is ignored beside it"""
        for loss in ("CrossEntropyLoss", "NLLLoss"):
            for ignored, wrong in ((-900000, -5000), (-1000, -999), (-100, -6), (-900000, -900001)):
                with self.subTest(loss=loss, ignored=ignored, wrong=wrong):
                    told = f"{{type: {loss}, ignore_index: {ignored}}}"
                    self.check_and_run(CLASSES % (ignored, wrong, "", told), str(wrong))

    def test_negative_index_in_validation(self):
        """exit 2: a class index is checked in every part"""
        for part in ("validation", "test"):
            for loss in ("CrossEntropyLoss", "NLLLoss"):
                for wrong in (-900000, -5, -1):
                    with self.subTest(part=part, loss=loss, wrong=wrong):
                        split = f", split: {{{part}: 2, shuffle: false}}"
                        self.check_and_run(CLASSES % (0, wrong, split, loss), str(wrong))

    def test_ignored_index_alone_is_good(self):
        """exit 0: what is ignored may stand in any part"""
        for split in ("", ", split: {validation: 2, shuffle: false}", ", split: {test: 2, shuffle: false}"):
            with self.subTest(split=split):
                self.write("x.yaml", CLASSES % (0, -900000, split, "{type: CrossEntropyLoss, ignore_index: -900000}"))
                self.well("x.yaml", *QUIET, "--force")

    def test_seeds_over_range(self):
        """exit 2: every seed of a sweep is at most 2^53"""
        seeds = SMALL + "seed: 9007199254740990\nsweep: {seeds: 10}\n"
        self.check_and_run(seeds, "seed")
        self.check_and_run(SMALL + "sweep: {seeds: 10}\n", "seed", words=["seed=9007199254740990"])

    def test_extremes(self):
        """exit 2 for a seed past 2^53 or a number with a fraction where an integer is wanted; the ends are taken"""
        for key, value in (("seed", "9007199254740993"), ("seed", "9007199254740992.5"), ("seed", "-1"),
                           ("seed", "18446744073709551616"), ("seed", "9223372036854775808"), ("seed", "0.5"),
                           ("training.epochs", "2.9999999999999999999"), ("training.epochs", "1.5"),
                           ("training.epochs", "1000000000.00000001"), ("training.epochs", "9223372036854775808"),
                           ("sweep.seeds", "[9007199254740993]"), ("sweep.seeds", "[9007199254740992.5]"),
                           ("sweep.seeds", "2.0000000000000000001"), ("data.n_samples", "59.99999999999999999"),
                           ("training.batch_size", "1000000001"), ("checkpoint.every", "99999999999999999999i")):
            with self.subTest(key=key, value=value):
                self.write("x.yaml", TWO)
                self.refused("check", "x.yaml", f"{key}={value}", says=key.rpartition(".")[2])
        for key, value in (("seed", "9007199254740992"), ("seed", "1e3"), ("training.epochs", "5.0"), ("seed", "+1")):
            with self.subTest(key=key, value=value):
                self.write("x.yaml", ONE)
                self.well("check", "x.yaml", f"{key}={value}")

    def test_width_overflows(self):
        """exit 2 at the layer: the product of sizes is more than can be counted"""
        for times in (31, 40, 62, 63, 64, 66, 130):
            with self.subTest(times=times):
                self.check_and_run(doubled(times), r"network", limits={"AS": GIB // 2})

    def test_number_over_range_in_csv(self):
        """exit 2 at the cell: 1e400 is a number too large, and no category"""
        self.write("x.csv", "a,b\n1e400,1\n2,3\n")
        self.check_and_run(OF_CSV, r"x\.csv:2:1: error: ")
        self.write("x.csv", "a,b\n2,3\n1e400,1\n")
        self.check_and_run(OF_CSV, r"x\.csv:3:1: error: ")


class Memory(Attempt):
    def told(self, name, *words, limit, **more):
        """`check` says good or refuses with the place; a run refuses, or fails with the reason."""
        limits = {"AS": limit}
        check = self.well("check", name, *words, status=(0, 2), limits=limits, **more)
        if check.status == 2:
            self.assertRegex(check.err, PLACE)
        done = self.well("run", name, *words, "--no-timing", "--jobs", 1, "--threads", 1, status=(1, 2), limits=limits,
                         **more)
        self.assertRegex(done.said, PLACE if done.status == 2 else "failed.*not enough memory")
        return done

    def refused_for_memory(self, text, limit, says="", commands=("check", "run"), **more):
        self.write("x.yaml", text)
        for command in commands:
            self.refused(command, "x.yaml", limits={"AS": limit}, says=says, **more)

    def test_data_beyond_the_limit(self):
        """exit 2 with the place of the data that does not fit into memory"""
        for what in ("{type: make_moons, n_samples: 1e8}", "{type: make_regression, n_samples: 1000, n_features: 1e6}",
                     "{type: make_regression, n_samples: 1e8, n_features: 1}",
                     "{type: make_regression, n_samples: 10, n_features: 10, n_targets: 1e8}",
                     "{type: make_blobs, n_samples: 1e8, centers: 3}"):
            loss = "CrossEntropyLoss" if "moons" in what or "blobs" in what else "MSELoss"
            outputs = 3 if "blobs" in what else 2 if "moons" in what else 1
            with self.subTest(data=what):
                self.refused_for_memory(sized(what, f"[{{type: Linear, out_features: {outputs}}}]", loss), GIB,
                                        r"x\.yaml:1:\d+: error: data", ("check",))

    def test_network_beyond_the_limit(self):
        """check: good or exit 2 with the place; run: exit 2, or `failed: not enough memory`, exit 1"""
        for name, text in (("concat 24", doubled(24)), ("concat 26", doubled(26)), ("concat 28", doubled(28)),
                           ("wide", sized(network="[{type: Linear, out_features: 16777216}, "
                                                  "{type: Linear, out_features: 1}]")),
                           ("history", sized(optimizer="{type: LBFGS, history_size: 1000000}",
                                             network="[{type: Linear, out_features: 1000}, "
                                                     "{type: Linear, out_features: 1}]"))):
            with self.subTest(name):
                self.write("x.yaml", text)
                self.told("x.yaml", limit=GIB // 2)
                shutil.rmtree(self.folder / "results", ignore_errors=True)

    @long
    def test_size_beyond_the_machine(self):
        """exit 2 with the place, before memory is taken (the limit is for the machine's sake)"""
        for name, text in (("concat 30", doubled(30)), ("concat 36", doubled(36)),
                           ("history", sized(optimizer="{type: LBFGS, history_size: 1000000}",
                                             network="[{type: Linear, out_features: 200000}, "
                                                     "{type: Linear, out_features: 1}]"))):
            with self.subTest(name):
                self.write("x.yaml", text)
                for command in ("check", "run"):
                    self.refused(command, "x.yaml", limits={"AS": 3 * GIB})

    def bomb(self, mebibytes, content=b"0"):
        """Members of 1 MiB each, packed to a thousandth."""
        member = gzip.compress(content * (MIB // len(content)), 9)
        (self.folder / "x.csv").write_bytes(gzip.compress(b"a,b\n") + member * mebibytes)

    def test_gz_bomb(self):
        """exit 2: a row of a gigabyte is refused at the row, rows that do not fit into memory at `data`"""
        self.bomb(1000)
        self.refused_for_memory(OF_CSV, 600 * MIB, r"x\.csv:2:1: error: the row here is longer than 64 MB")
        self.bomb(1000, b"0,0\n")
        self.refused_for_memory(OF_CSV, 600 * MIB, r"x\.yaml:1:\d+: error: data.*not enough memory")

    @long
    def test_gz_bomb_large(self):
        """as gz_bomb, with 3 GiB unpacked under a limit of 4 GiB"""
        self.bomb(3000)
        self.refused_for_memory(OF_CSV, 4 * GIB, timeout=120)

    def test_npz_bomb(self):
        """exit 2 at `data`: a small .npz that is unpacked to more than there is memory"""
        shape = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({400 * MIB // 8},), }}\n".encode()
        head = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(shape)) + shape
        with zipfile.ZipFile(self.folder / "x.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with archive.open("x.npy", "w") as member:
                member.write(head)
                for _ in range(400):
                    member.write(bytes(MIB))
            archive.writestr("y.npy", head.replace(str(400 * MIB // 8).encode(), b"6".rjust(8)) + bytes(48))
        text = OF_CSV.replace("type: csv, path: x.csv", "type: npz, path: x.npz").replace("[{", "[Flatten, {")
        self.refused_for_memory(text, 700 * MIB, r"x\.yaml:1:\d+: error: data")

    def test_picture_bombs(self):
        """exit 2 at `data`: PNG files of few bytes that are over the limit of a picture, or over the memory there is"""
        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

        text = OF_CSV.replace("type: csv, path: x.csv", "type: image_folder, path: p").replace("[{", "[Flatten, {", 1)
        (self.folder / "p/a").mkdir(parents=True)
        for edge, reason in ((30_000, "at most 67108864 are read"), (8_000, "not enough memory")):
            with self.subTest(edge):
                packed = zlib.compress(bytes((3 * edge + 1) * min(edge, 8_000)), 9)
                header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
                (self.folder / "p/a/1.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed)
                                                       + chunk(b"IEND", b""))
                self.refused_for_memory(text, 300 * MIB, rf"x\.yaml:1:\d+: error: data.*{reason}")

    def test_error_far_right(self):
        """exit 2 at the cell, with an excerpt: a row of 20 MB costs no multiple of itself in messages"""
        self.write("x.csv", "a,b\n" + "1," * 10_000_000 + "x\n")
        self.refused_for_memory(OF_CSV, 400 * MIB, r"x\.csv:2:\d+: error: |error: data.*not enough memory")

    def test_giant_cell(self):
        """exit 2 at the cell, with an excerpt: a wrong cell of 20 MB is not copied 35 times"""
        self.write("x.csv", 'a,b\n1,"' + "x" * 20_000_000 + '"\n')
        self.refused_for_memory(OF_CSV, 400 * MIB, r"x\.csv:2:\d+: error: ")

    @long
    def test_giant_cell_200_mb(self):
        """as giant_cell, with 200 MB under 4 GiB"""
        self.write("x.csv", 'a,b\n1,"' + "x" * 200_000_000 + '"\n')
        self.refused_for_memory(OF_CSV, 4 * GIB, r"x\.csv:2:\d+: error: ", timeout=60)

    def test_tables_beyond_the_limit(self):
        """exit 1, `not enough memory`; the tables stay as they were"""
        long_run = ROSENBROCK.replace("{iterations: 2}", "{epochs: 300000, iterations_per_epoch: 1}")
        self.whole(long_run + "record: {iterations: false}\n", "long")
        before = tree(self.folder / "whole")
        done = self.well("merge", "whole/long", "--no-timing", status=1, limits={"AS": 64 * MIB})
        self.assertIn("not enough memory", done.err)
        self.assertEqual(tree(self.folder / "whole"), before)

    def test_memory_limits(self):
        """exit 0 with the same bytes, or exit 1 with `not enough memory`; never an abort; going on is good"""
        self.whole(MIXED, "mixed")
        for mebibytes in (28, 32, 36, 40, 50, 80, 150):
            if not works("sh", "-c", f"ulimit -v {mebibytes * 1024}; exec '{RUNNER}' --version"):
                continue  # not even the program itself has room
            for jobs in (1, 3):
                with self.subTest(mebibytes=mebibytes, jobs=jobs):
                    shutil.rmtree(self.folder / "results", ignore_errors=True)
                    done = self.well("mixed.yaml", "--no-timing", "--jobs", jobs, status=(0, 1),
                                     limits={"AS": mebibytes * MIB})
                    if done.status:
                        self.assertIn("not enough memory", done.said)
                        self.well("mixed.yaml", *QUIET)
                    self.same()

    @other_user
    def test_nproc_limit(self):
        """exit 0 and the same bytes, with fewer threads where no more can be made"""
        os.chmod(self.folder, 0o777)
        as_other = ("setpriv", f"--reuid={NOBODY}", "--clear-groups")
        wide = ("network.0.out_features=4000", "training.batch_size=full", "data.n_samples=2000", "training.epochs=2")
        for name, text, words in (("jobs", MIXED, ("--jobs", 5)), ("threads", ONE, (*wide, "--jobs", 1, "--threads",
                                                                                    5))):
            self.whole(text, name, "whole " + name, *[w for w in words if "=" in str(w)])
            for most in (1, 2, 3, 4, 8):
                with self.subTest(name, most=most):
                    shutil.rmtree(self.folder / "results", ignore_errors=True)
                    limited = (*as_other, "sh", "-c", f"ulimit -u {most} 2>/dev/null || ulimit -p {most}; exec \"$@\"",
                               "sh")
                    self.well(f"{name}.yaml", *QUIET, *words, before=limited)
                    self.same("results", "whole " + name)


FAILING = pathlib.Path(RUNNER).resolve().parents[1] / "tests/failing_allocation.so"


@unittest.skipUnless(FAILING.exists(), f"{FAILING.name} is not built: ninja tests/failing_allocation.so")
@unittest.skipIf(b"__asan_init" in pathlib.Path(RUNNER).read_bytes(), "the sanitizer has a malloc of its own")
class Allocations(Prepared):
    """One call for memory has none, each in turn."""

    def prepare(self):
        self.write("f.csv", "a,b,y\n" + "".join(f"{i % 7},{3 * i % 11},{i % 2}\n" for i in range(40)))
        text = SMALL.replace("{type: make_moons, n_samples: 60, noise: 0.1,", "{type: csv, path: f.csv,")
        self.whole(text + "record: {iterations: true}\nsweep: {seeds: 2, grid: {optimizer.lr: [0.01, 0.1]}}\n", "f")
        shutil.copy(FAILING, self.folder / FAILING.name)  # LD_PRELOAD takes no blanks

    def calls(self, *words):
        count = self.folder / "calls"
        self.well(*words, env={"LD_PRELOAD": f"./{FAILING.name}", "ALLOCATIONS": str(count)})
        shutil.rmtree(self.folder / "results")
        return int(count.read_text())

    def each(self, most, jobs):
        words = ("f.yaml", "--no-timing", "--jobs", jobs, "--threads", 1)
        total = self.calls(*words)
        for n in range(1, total + 1, max(total // most, 1)):
            with self.subTest(n=n):
                done = self.well(*words, status=(0, 1), env={"LD_PRELOAD": f"./{FAILING.name}", "FAILING_ALLOCATION": str(n)})
                if done.status:
                    self.assertRegex(done.said, "not enough memory|Out of memory|Cannot allocate memory")
                    self.well(*words)
                self.same(what=f"n = {n}")
                shutil.rmtree(self.folder / "results")

    def test_single_allocations(self):
        """exit 0, or exit 1 with `not enough memory`; going on leads to the same bytes"""
        self.each(40, 1)

    @long
    def test_allocations(self):
        """as single_allocations, for 1,200 of them, with one and with several jobs"""
        self.each(1200, 1)
        self.each(300, 3)


class Counters(Prepared):
    """A checkpoint whose numbers are out of range is not gone on from: the run is named and trained again."""

    def prepare(self):
        self.whole(LONG, "long")
        self.begun(least=2)

    def setUp(self):
        super().setUp()
        self.fresh("results", "begun")
        self.run_folder = next(p for p in sorted((self.folder / "results/long/runs").iterdir()) if p.name[0] != ".")
        self.checkpoint = self.run_folder / "checkpoint"

    def goes_on(self, named=True, what=""):
        done = self.well("long.yaml", "--no-timing", "--jobs", 1, timeout=5)
        self.same(what=what)
        if named:
            self.names(done, self.run_folder)

    def each(self, cases, change):
        for case in cases:
            with self.subTest(case=case):
                self.fresh("results", "begun")
                change(Checkpoint(self.checkpoint), *case)
                self.goes_on()

    def test_checkpoint_goes_on(self):
        """an interrupted run goes on to the same bytes"""
        self.goes_on(named=False)

    def test_checkpoint_counters(self):
        """named and trained again to the same bytes: no counter may lead out of bounds or on for ever"""
        names = ("progress.batches.position", "run.batches_left", "run.steps", "run.steps_wanted", "run.epochs",
                 "run.iterations", "run.epoch_is_open", "run.loss_samples", "run.samples")
        values = (-1, 10**6, 2**63 - 1, -2**63)
        self.each([(n, v) for n in names for v in values], lambda c, n, v: c.put(n, "<q", v))

    def test_checkpoint_position(self):
        """as checkpoint_counters, of the position in the order of the samples"""
        self.each([(v,) for v in (-2**63, -2**63 + 808, -1000, -10**8, 44, 46)],
                  lambda c, v: c.put("progress.batches.position", "<q", v))

    def test_checkpoint_generator(self):
        """as checkpoint_counters, of the random generators' words and the learning rate"""
        self.each([(i, w) for i in (0, 624) for w in (625, 10**5, 2**32 - 1)],
                  lambda c, i, w: c.put("generator.words", "<I", w, i))
        self.each([(v,) for v in (float("nan"), float("inf"), 1e308, -1.0)], lambda c, v: c.put("run.lr", "<d", v))

    def test_checkpoint_loop_of_crashes(self):
        """the first call already gets past a bad checkpoint"""
        Checkpoint(self.checkpoint).put("progress.batches.position", "<q", -1000)
        self.goes_on()

    def damage(self, kind):
        content = self.checkpoint.read_bytes()
        made = Checkpoint(self.checkpoint)
        first, header = made.header["0.weight"], made.header
        plain = {"truncated": content[:len(content) // 2], "cut1": content[:-1], "empty": b"",
                 "garbage": b"\xff" * 1000,
                 "length huge": struct.pack("<Q", 2**63) + content[8:], "length 0": bytes(8) + content[8:],
                 "length max": struct.pack("<Q", 2**64 - 1) + content[8:],
                 "deep": struct.pack("<Q", 500_000) + b"[" * 500_000}
        if kind in plain:
            return self.checkpoint.write_bytes(plain[kind])
        offsets = {"offsets huge": [0, 2**63], "offsets negative": [-8, 8], "offsets float": [0.5, 64.5],
                   "offsets wrap": [2**64 - 64, 2**64 - 1]}
        if kind in offsets:
            first["data_offsets"] = offsets[kind]
        elif kind.startswith("dtype"):
            first["dtype"] = kind.split()[1]
        elif kind == "no tensor":
            del header["0.weight"]
        elif kind == "NaN":
            begin, end = first["data_offsets"]
            made.values[begin:end] = struct.pack("<f", float("nan")) * ((end - begin) // 4)
        elif kind == "other shape":
            first["shape"] = [1, 1]
        elif kind == "overlap":
            begin = header["optimizer.exp_avg"]["data_offsets"][0]
            first["data_offsets"] = [begin, begin + 64]
        else:
            key, value = kind.split()
            header["__metadata__"][key] = value
        made.write()

    def test_checkpoint_structure(self):
        """named and trained again to the same bytes, whatever is wrong with the file"""
        for kind in ("truncated", "cut1", "empty", "garbage", "length huge", "length 0", "length max", "deep",
                     "offsets huge", "offsets negative", "offsets float", "offsets wrap", "dtype F64", "dtype BF16",
                     "no tensor", "NaN", "other shape", "overlap", "metrics_bytes 0", "metrics_bytes 5",
                     "metrics_bytes 99999999999", "metrics_bytes -1", "iteration 99999999999999999999",
                     "iteration 9223372036854775808"):
            with self.subTest(kind):
                self.fresh("results", "begun")
                self.damage(kind)
                self.goes_on()

    def fuzz(self, rounds):
        draw = random.Random(1)
        for n in range(rounds):
            self.fresh("results", "begun")
            content = bytearray(self.checkpoint.read_bytes())
            for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
                at, kind = draw.randrange(len(content)), draw.randrange(5)
                if kind == 0:
                    content[at] ^= 1 << draw.randrange(8)
                elif kind == 1:
                    del content[at:at + draw.randrange(1, 20)]
                elif kind == 2:
                    content[at:at + 4] = draw.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\x80\0\0\0"))
                elif kind == 3:
                    content[at:at] = draw.choice((b"9" * 20, b"-", b"1e999", b"[[[[", b"\0\xff"))
                else:
                    other = draw.randrange(len(content))
                    content[at], content[other] = content[other], content[at]
            if bytes(content) == self.checkpoint.read_bytes():
                continue
            self.checkpoint.write_bytes(content)
            with self.subTest(round=n):
                self.goes_on()

    def test_checkpoint_fuzz(self):
        """30 changed checkpoints: named, trained again, the same bytes; no crash, no hang"""
        self.fuzz(30)

    @long
    def test_checkpoint_fuzz_250(self):
        """as checkpoint_fuzz, 250 times"""
        self.fuzz(250)


SHIM = """#include <cstdlib>
#include <cstdio>
#include <atomic>
#include <new>
// The FAIL_AT-th call of operator new, and FAIL_MANY in all, finds no memory; TELL says at the end how many there were.
static std::atomic<long> calls{0};
static long number(const char* name, long other) { const char* v = std::getenv(name); return v ? std::atol(v) : other; }
static const long first = number("FAIL_AT", -1), many = number("FAIL_MANY", 1);
struct Tell { ~Tell() { if (std::getenv("TELL")) std::fprintf(stderr, "news %ld\\n", calls.load()); } } tell;
void* operator new(std::size_t size) {
  const long n = ++calls;
  void* memory = first >= 0 && n >= first && n < first + many ? nullptr : std::malloc(size ? size : 1);
  if (!memory) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
"""


class News(Attempt):
    @released
    @unittest.skipUnless(shutil.which("c++"), "c++ is not here: the shim of operator new can't be built")
    def fail_at(self, count):
        self.write("shim.cpp", SHIM)
        subprocess.run(["c++", "-O1", "-shared", "-fPIC", "-o", "shim.so", "shim.cpp"], cwd=self.folder, check=True)
        self.whole(TWO + "checkpoint: {every: 1e}\nrecord: {iterations: true}\n")
        shim = {"LD_PRELOAD": "./shim.so"}  # its folder has a blank in its name, which would end a name here
        words = ("small.yaml", "--no-timing", "--jobs", 1, "--threads", 1)
        done = self.well(*words, env={**shim, "TELL": "1"})
        total = int(done.err.split("news ")[1].split()[0])
        draw = random.Random(5)
        for n in sorted({*range(1, 40), *draw.sample(range(1, total + 1), min(count, total))}):
            shutil.rmtree(self.folder / "results", ignore_errors=True)
            with self.subTest(n=n):
                done = self.well(*words, status=(0, 1, 2), env={**shim, "FAIL_AT": str(n)})
                if done.status == 0:
                    self.same()
                else:
                    self.assertIn("not enough memory", done.said)
                self.well(*words)
                self.same()

    @long
    def test_operator_new_fails(self):
        """exit 1 or 2 with `not enough memory`, never an abort; going on leads to the same bytes"""
        self.fail_at(1200)
