"""Files, names, numbers and messages of any size and kind are answered, within seconds and with a place."""
import json
import os
import random
import re
import shutil
import struct
import subprocess
import time

from faults import FOUR, OF_CSV, ONE, PLACE, QUIET, ROSENBROCK, ROWS, Attempt, Prepared, injected, long, strace, tree

INLINE = """data: {type: inline, features: [1, 2, 3], target: [1.5, 2.5, 3.5]}
network: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 1}
"""


class Messages(Attempt):
    """At most 50 of them, then their number; each shows an excerpt."""

    def few(self, text, count, name="x.yaml"):
        self.write(name, text)
        for command in ("check", "run"):
            done = self.well(command, name, status=2)
            shown = len(re.findall(r"(?m)^\S.*: error: ", done.err))
            self.assertLessEqual(shown, 51)
            self.assertLess(len(done.err), 60_000)
            digits = re.sub(r"(?<=\d),(?=\d{3})", "", done.err)
            self.assertRegex(digits, rf"\b({count}|{count - 50})\b", "their number is not told")

    def test_unknown_keys(self):
        """40,000 unknown keys: 50 messages and their number"""
        self.few(INLINE.replace("lr: 0.01", ", ".join(f"momentom{i}: 0.9" for i in range(40_000))), 40_000)

    def test_bad_values(self):
        """50,000 bad values of a sweep: 50 messages and their number"""
        self.few(ROSENBROCK + "sweep: {grid: {optimizer.lr: [" + ", ".join(["-1"] * 50_000) + "]}}\n", 50_000)

    def test_sixty_mistakes(self):
        """60 mistakes: 50 messages and their number; 50 mistakes: all of them"""
        self.few(INLINE.replace("lr: 0.01", ", ".join(f"momentom{i}: 0.9" for i in range(60))), 60)
        self.write("y.yaml", INLINE.replace("lr: 0.01", ", ".join(f"momentom{i}: 0.9" for i in range(50))))
        self.assertEqual(len(re.findall(": error: ", self.well("check", "y.yaml", status=2).err)), 50)

    def test_long_line(self):
        """a line of a megabyte: an excerpt around the place, in all messages of it"""
        for name, text in (("number", INLINE.replace("0.01", "0." + "0" * 900_000 + "x")),
                           ("key", INLINE + "k" * 900_000 + ": 1\n"), ("quote", 'a: "' + "x" * 900_000),
                           ("override", None)):
            with self.subTest(name):
                self.write("x.yaml", text or INLINE)
                done = self.refused("check", "x.yaml", *(["optimizer.lr=" + "x" * 100_000] if not text else []))
                self.assertLess(len(done.err), 6_000)

    def test_root_kinds(self):
        """a list, a text or ~ as the whole file: told at 1:1 that a map is expected; an empty file has no keys"""
        for text in ("- a\n- b\n", "hello\n", "~\n", "[1]\n", "1.5\n"):
            with self.subTest(text):
                self.write("x.yaml", text)
                self.refused("check", "x.yaml", says=r"x\.yaml:1:1: error: .*expected a map")
        for text in ("", "{}\n", "---\n", "# c\n"):
            with self.subTest(text):
                self.write("x.yaml", text)
                self.assertRegex(self.well("check", "x.yaml", status=2).err, r"x\.yaml.*error: ")


class Hostile(Attempt):
    """Held before: answered with a place, within seconds."""

    def test_yaml(self):
        """exit 2 with a place, within 5 s"""
        aliases = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 20))
        for name, text in (("brackets", "a: " + "[" * 500_000), ("braces", "a: " + "{a: " * 200_000),
                           ("dashes", "- " * 400_000 + "a"), ("tags", "a: " + "!a " * 300_000 + "b"),
                           ("aliases", aliases),
                           ("itself", "a: &a [*a]\n"), ("many", "---\n" * 200_000), ("twice", "a: 1\n" * 150_000),
                           ("big", "#" + "x" * 5_000_000), ("tabs", "a:\n\tb: 1\n"),
                           ("python", INLINE + "x: !!python/object/"
                            'apply:os.system ["touch pwned"]\n'),
                            ("binary", INLINE.replace("epochs: 1", "epochs: !!binary aGk=")),
                           ("extends itself", "extends: x.yaml\n"), ("extends nothing", 'extends: ""\n'),
                           ("extends a device", "extends: /dev/zero\n"), ("extends a list", "extends: [[x.yaml]]\n")):
            with self.subTest(name):
                self.write("x.yaml", text)
                done = self.well("check", "x.yaml", status=2, timeout=5)
                self.assertRegex(done.err, r"error: ")
        self.assertFalse((self.folder / "pwned").exists())

    def test_expressions(self):
        """exit 2 with a place, or the run diverges; never a value before training, never a crash"""
        deep, wide = "(" * 100_000 + "epoch" + ")" * 100_000, "+".join(["epoch"] * 150_000)
        for text in (deep, "-" * 500_000 + "1", "2**" * 200_000 + "2", "max(1," * 5000 + "1" + ")" * 5000,
                     "1e" + "9" * 100_000,
                     "1%0", "1//0", '__import__("os").system("x")', "epoch.__class__", "lambda e: e", "", "a\0b",
                     "\x1b[31m",
                     "1 +\n", "[1]", "1..2", "0x10", "1_000", "(1", "sin", "sin(1,2)", "2^3", "a" * 900_000):
            with self.subTest(text[:20]):
                self.write("x.yaml", ROSENBROCK + "scheduler: {type: LambdaLR, lr_lambda: " + json.dumps(text) + "}\n")
                done = self.well("x.yaml", *QUIET, status=(0, 2), timeout=10)
                self.assertLess(len(done.err), 10_000)
        self.write("x.yaml", ROSENBROCK + "scheduler: {type: LambdaLR, lr_lambda: " + json.dumps(wide) + "}\n")
        self.well("check", "x.yaml", timeout=10)

    def test_special_paths(self):
        """exit 2 with a place: a FIFO, a device, a folder, a link loop, a name of any length as data; 1: a read error"""
        self.write("csv.yaml", OF_CSV)
        os.mkfifo(self.folder / "fifo")
        (self.folder / "link1").symlink_to("link2")
        (self.folder / "link2").symlink_to("link1")
        for path in ("fifo", "link1", ".", "/", "/dev/zero", "/dev/stdin", "none", "a/" * 3000,
                     "b" * 300,
                     "a\x1b[31m", "~/x.csv", "|id"):
            with self.subTest(path[:30]):
                self.write("x.yaml", OF_CSV.replace("path: x.csv", "path: " + json.dumps(path)))
                self.refused("x.yaml", *QUIET, timeout=5)
        self.write("x.yaml", OF_CSV.replace("x.csv", "/proc/self/mem"))
        self.assertEqual(self.well("x.yaml", *QUIET, status=1).err,
                         "runner: cannot read '/proc/self/mem': Input/output error\n")

    def test_csv(self):
        """exit 2 with the place in the table, or trained"""
        self.write("csv.yaml", OF_CSV)
        for name, content, status in (
                ("good", ROWS, 0), ("NUL", "a,b\n1,\0002\n", 2), ("unterminated", 'a,b\n1,"2\n3,4\n', 2),
                ("empty", "", 2),
                ("quote", 'a,b\n1,2"3\n', 2), ("behind", 'a,b\n1,"2"3\n', 2), ("header", "a,b\n", 2),
                ("twice", "a,a\n1,2\n", 2),
                ("column", "a\n1\n2\n", 2), ("ragged", "a,b\n" + "1\n1,2,3\n" * 1000, 2), ("inf", "a,b\ninf,1\n", 2),
                ("CR LF", ROWS.replace("\n", "\r\n"), 0), ("lines", "\n" * 100_000, 2), ("missing", "a,b\n1,\n", 2)):
            with self.subTest(name):
                (self.folder / "x.csv").write_bytes(content.encode())
                done = self.well("csv.yaml", *QUIET, "--force", status=status)
                self.assertRegex(done.err, PLACE if status else "^$")

    def test_arrays(self):
        """exit 2 at `data` for every header that lies"""
        self.write("npy.yaml", OF_CSV.replace("type: csv, path: x.csv", "type: npy, path: x.npy, target: y.npy"))

        def array(shape, values, descr="<f8", version=1, length=None):
            text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
            return (b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H",
                                                                     len(text) if length is None else length) + text +
                    struct.pack(f"<{len(values)}d", *values))
        (self.folder / "y.npy").write_bytes(array("(6,)", range(6)))
        good = array("(6, 3)", range(18))
        for name, content, status in (
                ("good", good, 0), ("huge", array("(9223372036854775807, 9223372036854775807)", range(18)), 2),
                ("wraps", array("(4294967296, 4294967296)", range(18)), 2),
                ("negative", array("(-6, -3)", range(18)), 2),
                ("wraps to six", array("(6, 3, 4294967296, 4294967296)", range(18)), 2),
                ("more", array("(7, 3)", range(18)), 2),
                ("less", array("(5, 3)", range(18)), 2), ("objects", array("(6, 3)", range(18), "|O"), 2),
                ("cut", good[:-1], 2),
                ("long header", array("(6, 3)", range(18), length=65535), 2),
                ("version", array("(6, 3)", range(18), version=9), 2),
                ("empty", b"", 2), ("magic", b"\x93NUMPY", 2), ("other", b"hello", 2)):
            with self.subTest(name):
                (self.folder / "x.npy").write_bytes(content)
                done = self.well("npy.yaml", *QUIET, "--force", status=status)
                self.assertRegex(done.err, PLACE if status else "^$")

    @long
    def test_yaml_fuzz(self):
        """1,000 changed experiments are checked: 0 or 2, never a crash"""
        draw = random.Random(1)
        for n in range(1000):
            content = bytearray(draw.choice((FOUR, INLINE, ROSENBROCK, OF_CSV)).encode())
            for _ in range(draw.choice((1, 1, 2, 8))):
                at = draw.randrange(len(content))
                content[at:at + draw.randrange(3)] = draw.choice((b"9" * 20, b"-", b"1e999", b"nan", b"[[", b"{a: ",
                                                                  b"\xc2\x85",
                                                                  b"&a ", b"*a", b"\n  - ", b"null", b"\x1b[31m", b'"',
                                                                  b"\xff"))
            (self.folder / "x.yaml").write_bytes(content)
            with self.subTest(n=n):
                self.well("check", "x.yaml", status=(0, 2))


class Names(Attempt):
    def test_long_override(self):
        """an override of any length is an override"""
        self.write("s.yaml", FOUR)
        rates = ", ".join(f"{i / 10000:.4f}" for i in range(1, 61))
        self.assertIn("120 runs", self.well("check", "s.yaml", f"sweep.grid.optimizer.lr=[{rates}]").out)
        self.well("check", "s.yaml", "description=" + "x" * 100_000)

    def test_arguments(self):
        """exit 2 for what is no call; overrides and names of any length or kind are answered"""
        self.write("s.yaml", ONE)
        for words in ((), ("",), ("-",), ("run",), ("run", ""), ("check",), ("s.yaml", "s.yaml"),
                      ("s.yaml", "--jobs", "0"),
                      ("s.yaml", "--jobs", "99999999999999999999"), ("s.yaml", "--shard", "0/1"),
                      ("s.yaml", "--shard", "2/1"),
                      ("s.yaml", "--shard", "1/18446744073709551616"), ("s.yaml", "--only", "x"),
                      ("s.yaml", "--unknown"),
                      ("s.yaml", "--seed", "99999999999999999999"), ("s.yaml", "="), ("s.yaml", "a="), ("s.yaml", "=b"),
                      ("s.yaml", "a.b.c=1"), ("s.yaml", "network.9.type=x"), ("s.yaml", "optimizer={"),
                      ("s.yaml", "\x1b[31m=1"),
                      ("s.yaml", "a" * 100_000 + "=1"), ("s.yaml", "a." * 40_000 + "a=1"),
                      ("s.yaml", "optimizer.lr=" + "1" * 100_000), ("s.yaml", "extends=x.yaml"), ("x" * 300 + ".yaml",),
                      ("status", ""), ("merge", ""), ("status", "x" * 300), ("launch",), ("launch", "pbs", "s.yaml"),
                      ("statsu",)):
            with self.subTest(" ".join(words)[:40]):
                self.well(*words, status=2)

    def test_long_stem(self):
        """a file name of any length trains, and status, merge and its config.yaml go on with it"""
        for stem in ("x" * 120, "y" * 240, "é" * 100):
            with self.subTest(stem[:3]):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                self.write(f"{stem}.yaml", ONE)
                self.well(f"{stem}.yaml", *QUIET)
                folder, = (self.folder / "results").iterdir()
                for words in (("status", folder), ("merge", folder, "--quiet"), (folder / "config.yaml", *QUIET)):
                    self.well(*words)
                self.assertEqual(len(list((self.folder / "results").iterdir())), 1)

    def test_stems_without_ascii(self):
        """two names without ASCII letters have two folders"""
        self.write("データ.yaml", ONE)
        self.write("テスト.yaml", ONE.replace("lr: 0.01", "lr: 0.5"))
        self.well("データ.yaml", *QUIET)
        self.well("テスト.yaml", *QUIET)
        self.assertEqual(len(list((self.folder / "results").iterdir())), 2)

    def test_folders(self):
        """exit 2 with the reason where the results can't be there"""
        self.write("s.yaml", ONE)
        self.write("file", "hi\n")
        (self.folder / "dangling").symlink_to("/nonexistent/deep")
        (self.folder / "loop").symlink_to("loop")
        (self.folder / "v/s").mkdir(parents=True)
        self.write("v/s/runs", "file\n")
        for path in ("/dev/null", "/proc", "file", "file/g", "loop", "v", "a" * 300, "a/" * 2100):
            with self.subTest(path[:20]):
                self.assertRegex(self.well("s.yaml", *QUIET, "--results", path, status=2).err, "can't be used|cannot")
        for words in (("status", "none"), ("status", "file"), ("status", "/etc"), ("merge", "/etc"),
                      ("merge", "/dev/null")):
            with self.subTest(words):
                self.well(*words, status=2)


class Costs(Attempt):
    def test_expression_cost(self):
        """`check` of a 1 MB expression over 100,000 epochs ends within 8 s"""
        self.write("x.yaml", ROSENBROCK.replace("{iterations: 2}", "{epochs: 100000, iterations_per_epoch: 1}") +
                   'scheduler: {type: LambdaLR, lr_lambda: "max(' + ",".join(["epoch"] * 150_000) + ')"}\n')
        self.well("check", "x.yaml", status=(0, 2), timeout=8)

    def test_late_nan(self):
        """a rate that is no number late in the run ends it as diverged"""
        self.write("x.yaml", ROSENBROCK.replace("{iterations: 2}", "{epochs: 1510, iterations_per_epoch: 1}") +
                   'scheduler: {type: LambdaLR, lr_lambda: "1/(epoch-1500)*-1500"}\nrecord: {iterations: false}\n')
        done = self.well("x.yaml", "--no-timing", status=(0, 2))
        self.assertRegex(done.said, "diverged|error")

    def test_uniform_range_overflows(self):
        """a range wider than a double holds: exit 2 with the place, or draws that differ"""
        for kind, low, high in (("uniform", "-1e308", "1e308"), ("uniform", "-1.7e308", "1.7e308")):
            self.write("x.yaml", OF_CSV.replace("{type: csv, path: x.csv}", "{type: make_regression, n_samples: 9}") +
                       f"sweep: {{random: {{n: 5, values: {{data.bias: {{{kind}: [{low}, {high}]}}}}}}}}\n")
            done = self.well("check", "x.yaml", status=(0, 2))
            if done.status:
                self.assertRegex(done.err, PLACE)
                self.assertRegex(done.err, "uniform|values", "the range is to blame, not its draws")
            else:
                self.assertIn("5 runs", done.out)

    @long
    def test_run_20000(self):
        """20,000 runs train, and train no more"""
        self.write("w.yaml", ROSENBROCK + "sweep: {grid: {optimizer.lr: {linspace: [1e-6, 1e-4, 20000]}}}\n")
        self.well("w.yaml", *QUIET, timeout=300)
        self.assertIn("nothing left", self.well("w.yaml", "--no-timing", timeout=60).out)
        self.well("merge", "results/w", *QUIET, timeout=60)


class Surroundings(Prepared):
    def prepare(self):
        self.whole()

    def test_environment(self):
        """the same bytes in any environment"""
        for name, words in (("empty", ("env", "-i")), ("TMPDIR", ("env", "TMPDIR=/nonexistent")),
                            ("TERM", ("env", "-u", "TERM")),
                            ("Turkish", ("env", "LC_ALL=tr_TR.UTF-8")), ("no locale", ("env", "LC_ALL=xx_YY")),
                            ("OMP", ("env", "OMP_NUM_THREADS=abc", "OMP_STACKSIZE=xyz", "OMP_DYNAMIC=true")),
                            ("one", ("env", "OMP_THREAD_LIMIT=1")), ("slurm", ("env", "SLURM_CPUS_PER_TASK=-3")),
                            ("malloc", ("env", "MALLOC_PERTURB_=165")),
                            ("stack", ("sh", "-c", 'ulimit -s 256; exec "$@"', "sh")),
                            ("umask", ("sh", "-c", 'umask 077; exec "$@"', "sh")),
                            ("stdin", ("sh", "-c", 'exec "$@" <&-', "sh"))):
            with self.subTest(name):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                self.well("small.yaml", *QUIET, "--threads", 3, before=words)
                self.same()

    @strace
    def test_full_merge(self):
        """a full disk while tables are written: exit 1, they stay as they were, and the message names the table"""
        for call in ("pwrite64", "fsync", "rename"):
            for n in (1, 2, 5):
                with self.subTest(call, n=n):
                    self.fresh("results")
                    done = self.well("merge", "results/small", "--no-timing", status=1,
                                     before=injected(call, f"error=ENOSPC:when={n}"))
                    self.assertRegex(done.err, r"/(runs|metrics|summary|comparison_\w+)\.csv'")
                    changed = [k for k,
                               v in tree(self.folder / "results").items() if tree(self.folder / "whole").get(k) != v]
                    self.assertFalse(changed)

    def test_removed_while_training(self):
        """the results go away while it trains: exit 0 or 1 with the path, no crash"""
        self.write("long.yaml", FOUR.replace("epochs: 4", "epochs: 4000"))
        for victim in ("results", "results/long/runs"):
            with self.subTest(victim):
                process = self.start("long.yaml", *QUIET, "--jobs", 2, stderr=subprocess.DEVNULL)
                time.sleep(0.2)
                shutil.rmtree(self.folder / victim, ignore_errors=True)
                self.assertIn(process.wait(timeout=60), (0, 1))
                shutil.rmtree(self.folder / "results", ignore_errors=True)
