"""Text of a file that reaches a terminal, a log, a table or a script does nothing there."""
import contextlib
import csv
import json
import os
import pty
import re
import shlex
import shutil
import subprocess

from faults import ACTS, FOUR, LONG, MIXED, QUIET, TWO, Attempt, runs

NAMES = ["=cmd|x.csv", "+1.csv", "@x.csv", "-x.csv", "\t=1+1.csv", "\r=1+1.csv", " =1+1.csv", "a\x1b[31mred.csv",
         "c1\u009b31m.csv", "rtl\u202egpj.csv", "nl\nforged: 1 run, 1 failed.csv", 'quote".csv', "apos'.csv",
         "comma,.csv",
         " space .csv", "osc\x1b]0;pwn\x07.csv", "back\\slash.csv", "bs\b\b\b.csv", "del\x7f.csv", "vt\x0b.csv",
         "ls\u2028x.csv", "ps\u2029x.csv", "nel\u0085x.csv", "isolate\u2066x.csv", "mark\u200fx.csv"]
LABELS = """data: {type: csv, path: x}
network: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.001}
training: {epochs: 1}
sweep: {grid: {data.path: %s}}
"""
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?")
STAND_IN = """#!/bin/sh
cd "$(dirname "$0")"
echo "$(basename "$0")" "$@" >> calls
cat "$(basename "$0").answer" 2>/dev/null
exit 0
"""


def formulas(path):
    """Cells that a spreadsheet would run."""
    with open(path, newline="", encoding="utf-8") as file:
        return [cell for row in csv.reader(file, strict=True) for cell in row
                if cell.lstrip()[:1] in tuple("=+-@") and not NUMBER.fullmatch(cell) or cell[:1] in tuple("\t\r")]


class Shown(Attempt):
    def plain(self, done, what):
        self.assertFalse(sorted(set(ACTS.findall(done.said))), f"{what}: these act on the terminal")
        self.assertNotIn("\nforged", done.said, f"{what}: a line is forged")

    def test_labels(self):
        """no control, no line or direction mark in what check, run, status, merge and summary say; no cell is a formula"""
        for i, name in enumerate(NAMES):
            self.write(name, f"a,y\n1,2\n3,4\n5,6.{i + 1}\n")
        self.write("w.yaml", LABELS % json.dumps(NAMES))
        for words in (("check", "w.yaml"), ("run", "w.yaml", "--no-timing", "--jobs", 1), ("status", "results/w"),
                      ("merge", "results/w", "--no-timing"), ("summary", "w.yaml"),
                      ("launch", "slurm", "w.yaml", "--dry-run")):
            with self.subTest(words[0]):
                self.plain(self.well(*words), words[0])
        for table in sorted((self.folder / "results/w").glob("*.csv")):
            with self.subTest(table.name):
                self.assertFalse(formulas(table))
        shutil.rmtree(runs(self.folder / "results/w")[0])
        for run in runs(self.folder / "results/w")[:3]:
            (run / "status").write_text("failed\n")
        with self.subTest("status of failed runs"):
            self.plain(self.well("status", "results/w", status=1), "status")

    def test_dumb_terminal(self):
        """a terminal without a way back (TERM=dumb, or none) gets lines and no sequence that moves in them"""
        self.write("w.yaml", LONG)
        for name, terminal in (("dumb", {"TERM": "dumb"}), ("none", {}), ("xterm", {"TERM": "xterm"})):
            leader, follower = pty.openpty()
            environment = {key: value for key, value in os.environ.items() if key != "TERM"}
            process = subprocess.Popen(self.command("w.yaml", "--no-timing", "--results", name), cwd=self.folder,
                                       stdout=subprocess.DEVNULL, stderr=follower, env={**environment, **terminal})
            os.close(follower)
            said = b""
            with contextlib.suppress(OSError):  # EIO: the other side is closed
                while piece := os.read(leader, 1 << 16):
                    said += piece
            os.close(leader)
            self.assertEqual(process.wait(timeout=60), 0)
            with self.subTest(name):
                self.assertEqual(b"\x1b" in said, name == "xterm", said[:200])

    def test_message_of_a_run(self):
        """a message that quotes a path: escaped in the progress, in status, in log.txt and in the tables"""
        self.write("small.yaml", TWO)
        for folder in ("e\x1b[31m", "c1\u009b31m", "nl\nforged", "rtl\u202e", "ls\u2028x", "nel\u0085x"):
            with self.subTest(folder):
                done = self.well("small.yaml", "--no-timing", "--jobs", 1, "--results", folder, status=1,
                                 limits={"FSIZE": 2048})
                self.plain(done, "run")
                self.plain(self.well("status", f"{folder}/small", status=1), "status")
                for log in (self.folder / folder).glob("small/runs/*/log.txt"):
                    self.assertFalse(ACTS.findall(log.read_text()), "log.txt")

    def test_csv_tab(self):
        """cells that begin with tab, CR, line feed or blanks before = + - @ are guarded"""
        self.write("t.yaml", 'problem: rosenbrock\noptimizer: {type: SGD, lr: 0.0001}\ntraining: {iterations: 2}\n'
                             'scheduler: {type: LambdaLR, lr_lambda: "1"}\n'
                             'sweep: {grid: {scheduler.lr_lambda: ["\\t-1+2", "-1+2", "+1", "\\n-1+2", " -1+2", "  +1"]}}\n')
        self.well("t.yaml", *QUIET)
        for table in sorted((self.folder / "results/t").glob("*.csv")):
            with self.subTest(table.name):
                self.assertFalse(formulas(table))


class Slurm(Attempt):
    def setUp(self):
        super().setUp()
        self.slurm = self.folder / "slurm"
        self.slurm.mkdir()
        for name in ("sbatch", "scontrol", "squeue"):
            self.write(f"slurm/{name}", STAND_IN).chmod(0o755)
        self.write("small.yaml", FOUR)

    def launch(self, *words, status=0, **more):
        return self.well("launch", "slurm", *words, status=status,
                         env={"PATH": f"{self.slurm}:{os.environ['PATH']}"}, **more)

    def test_answer_of_sbatch(self):
        """sbatch's answer is a number or an error: exit 1 or 2, no job that does not wait, nothing of it is run"""
        for answer in ("1 $(touch pwned)\n", "1; touch pwned\n", "\n", "", "abc\n", "-1\n", "12 34\n", "\x1b[31m1\n",
                       "1.5\n",
                       "12\n34\n", "9" * 5000 + "\n"):
            with self.subTest(answer[:30]):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                (self.slurm / "calls").unlink(missing_ok=True)
                (self.slurm / "sbatch.answer").write_text(answer)
                done = self.launch("small.yaml", status=(1, 2))
                calls = [line for line in (self.slurm / "calls").read_text().splitlines() if line.startswith("sbatch")]
                self.assertEqual(len(calls), 1, "a second job was submitted")
                self.assertFalse(ACTS.findall(done.said))
                self.assertFalse(list(self.folder.rglob("pwned")))
        for answer in ("123\n", "123;cluster\n"):
            with self.subTest(answer):
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                (self.slurm / "calls").unlink(missing_ok=True)
                (self.slurm / "sbatch.answer").write_text(answer)
                self.launch("small.yaml")
                self.assertIn("--dependency=afterany:123 ", (self.slurm / "calls").read_text())

    def test_injection(self):
        """abbreviated options of the array, and what acts on a terminal, are refused (exit 2) among the extra lines"""
        for line in ("#SBATCH --array=1-5", "#SBATCH --arra=1-5", "#SBATCH --arr=1", "#SBATCH --ar=1", "#SBATCH -a1-5",
                     "#SBATCH\t-a 1", "#SBATCH --job-name=x --arr=1", "#SBATCH -D / -a 3", "#SBATCH -A x\t--arra=1",
                     "#SBATCH -A x\n#SBATCH -a 3", "#SBATCH -A \x1b[31m", "#SBATCH -A x\rtouch pwned",
                     "#SBATCH -A x\u0085touch pwned", "#SBATCH -A x\u2028touch", "#SBATCH -A \u202ex", "touch pwned",
                     "#SBATCH"):
            with self.subTest(line):
                done = self.launch("small.yaml", "launch.slurm.extra=" + json.dumps([line]), "--dry-run", status=2)
                self.assertRegex(done.err, r"error: launch\.slurm\.extra")
                self.assertFalse(ACTS.findall(done.said))
        for line in ("#SBATCH --account=lab", "#SBATCH -A lab", "#SBATCH --constraint=a100"):
            with self.subTest(line):
                self.assertIn(line + "\n", self.launch("small.yaml", f'launch.slurm.extra=["{line}"]', "--dry-run").out)

    def test_values(self):
        """values of other options that would begin a new word or line are refused"""
        for option, value in (("partition", "a b"), ("partition", "$(x)"),
                              ("time", "1 --array=1"), ("mem", "4G --array=1"), ("mem", "-1"), ("cpus", "1; x"),
                              ("elements", "1.5"), ("elements", "99999999999999999999")):
            with self.subTest(option, value=value):
                self.launch("small.yaml", f"--{option}", value, "--dry-run", status=2)

    def test_many_elements(self):
        """a million elements: a script within 5 s"""
        (self.slurm / "scontrol.answer").write_text("MaxArraySize            = 1000001\n")
        self.write("mixed.yaml", MIXED)
        self.launch("mixed.yaml", "--elements", "1000000", "--dry-run", timeout=5)

    def test_paths(self):
        """a folder of any name is one word of the script; what sbatch can't take is refused"""
        for name in ("a b", "a'b", "a$(touch pwned)b", "a`touch pwned`", "a;b", "a&b", "a*b", "a%jb", "a#b", "ü",
                     "-dash", "~"):
            with self.subTest(name):
                folder = self.folder / name
                folder.mkdir()
                script = self.launch("small.yaml", "--results", folder, "--dry-run").out
                command = next(line for line in script.splitlines() if line.startswith("exec"))
                self.assertIn(str(folder), shlex.split(command))
        for name in ('a"b', "a\\b", "a\nb", "a\rb"):
            with self.subTest(name):
                self.launch("small.yaml", "--results", self.folder / name, "--dry-run", status=2)
        self.assertFalse(list(self.folder.rglob("pwned")))
