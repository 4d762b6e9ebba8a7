"""`runner watch` and the live view of a training, as a terminal and a pipe have them."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
import unittest

from support import RUNNER, CommandCase, tree

FILE = """data: {type: make_moons, n_samples: 400, noise: 0.1, split: {validation: 0.25}}
network: [{type: Linear, out_features: 64}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.05}
training: {epochs: EPOCHS, batch_size: 4}
metrics: [accuracy]
sweep: {seeds: 2}
"""


class Watch(CommandCase):
    def start(self, *words, out=subprocess.DEVNULL, **environment):
        process = subprocess.Popen([RUNNER, *map(str, words)], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=out, env={**os.environ, **environment})
        self.addCleanup(lambda: (process.poll() is None and process.kill(), process.wait()))
        return process

    def file(self, epochs):
        self.write("moons.yaml", FILE.replace("EPOCHS", str(epochs)))

    def wait_for(self, condition):
        until = time.monotonic() + 60
        while not (found := condition()):
            self.assertLess(time.monotonic(), until)
            time.sleep(0.02)
        return found

    def is_training(self):
        """Some private folder has its first rows."""
        return any(rows.stat().st_size > 200 for rows in (self.folder / "results/moons/runs").glob(".*/metrics.csv"))

    def on_a_terminal(self, *words, enough, columns=80, **environment):
        """What is written to a terminal of so many columns until `enough` of it is there; then Ctrl-C ends it."""
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 20, columns, 0, 0))
        process = self.start(*words, out=slave, **{"TERM": "xterm", "LC_ALL": "C.UTF-8", **environment})
        os.close(slave)
        text, interrupted, until = "", False, time.monotonic() + 60
        while True:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    text += os.read(master, 1 << 16).decode()
                except OSError:  # it has ended
                    break
            self.assertLess(time.monotonic(), until, text)
            if enough(text) and not interrupted:
                process.send_signal(signal.SIGINT)
                interrupted = True
        return text, process.wait()

    def test_a_finished_folder_says_so(self):
        self.file(2)
        self.call("moons.yaml", "--quiet")
        before = tree(self.folder)
        best = max(float(row["final_val_accuracy"]) for row in self.table("results/moons/runs.csv"))
        lines = self.call("watch", "results/moons").stdout.splitlines()
        self.assertEqual(lines[0], "moons: 2 runs, 2 finished")
        self.assertTrue(lines[1].startswith(f"best val_accuracy {best:.4g}: moons seed "), lines[1])
        self.assertEqual(lines[2:], ["nothing is left to train"])
        self.assertEqual(tree(self.folder), before)

    def test_what_is_no_results_folder_is_said(self):
        self.assertEqual(self.call("watch", "nowhere", status=2).stderr,
                         "error: 'nowhere' is no results folder: it has no config.yaml\n")
        self.assertIn("runner watch: which folder?", self.call("watch", status=2).stderr)

    def test_runs_of_another_process_are_seen_until_they_have_ended(self):
        self.file(2)
        self.call("moons.yaml", "--quiet", "sweep.seeds=1")
        self.file(5000)
        training = self.start("moons.yaml", "--quiet", "--jobs", "2")
        self.wait_for(self.is_training)
        watching = self.call("watch", "results/moons")
        first = watching.stdout.splitlines()[0]
        self.assertRegex(first, r"^\d/2 runs, \d running \| .*moons seed \d: epoch \d+/5000, val_accuracy [\d.]+")
        self.assertIn("moons: 2 runs, 2 finished\n", watching.stdout)
        self.assertEqual(training.wait(), 0)

    def test_a_terminal_has_curves_and_control_c_ends_the_watching_alone(self):
        self.file(100000)
        training = self.start("moons.yaml", "--quiet", "--jobs", "2")
        self.wait_for(self.is_training)
        for columns in (100, 40):
            text, status = self.on_a_terminal("watch", "results/moons", columns=columns,
                                              enough=lambda text: text.count("▁") > 3 and " left" in text)
            self.assertEqual(status, 130)
            self.assertRegex(text, r"moons seed 0(\x1b\[K\r\n)?  (epoch )?\d+/100000  ?(val_accuracy )?[\d.]+ +[▁▂▃▄▅▆▇█]+")
            self.assertIsNone(training.poll())
        text, _ = self.on_a_terminal("watch", "results/moons", enough=lambda text: "val_accuracy" in text, TERM="dumb")
        self.assertNotIn("\x1b", text)
        text, _ = self.on_a_terminal("watch", "results/moons", enough=lambda text: "#" in text, LC_ALL="C")
        self.assertFalse(set(text) & set("▁▂▃▄▅▆▇█"))

    def test_training_on_a_terminal_shows_the_same(self):
        self.file(100000)
        text, status = self.on_a_terminal("moons.yaml", "--jobs", "2", columns=100,
                                          enough=lambda text: text.count("▁") > 3)
        self.assertEqual(status, 130)
        self.assertRegex(text, r"\r\n?.*0/2 runs, 2 running")
        self.assertRegex(text, r"moons seed 0  epoch \d+/100000 +val_accuracy [\d.]+ +[▁▂▃▄▅▆▇█]+")

    def test_before_the_first_run_it_waits(self):
        self.file(2)
        self.call("moons.yaml", "--quiet")
        for run in (self.folder / "results/moons/runs").iterdir():
            self.call("clean", "results/moons")
            for file in run.iterdir():
                file.unlink()
            run.rmdir()
        read, write = os.pipe()
        watching = self.start("watch", "results/moons", out=write)
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as out:
            self.assertEqual(out.readline(), "0/2 runs, 0 running\n")
            self.assertIsNone(watching.poll())
            self.call("moons.yaml", "--quiet")
            self.assertEqual(watching.wait(30), 0)
            self.assertIn("moons: 2 runs, 2 finished\n", out.read())

    def test_runs_without_a_result_are_listed_at_the_end(self):
        self.file(100000)
        training = self.start("moons.yaml", "--quiet", "--jobs", "2", "sweep.seeds=2")
        self.wait_for(self.is_training)
        watching = subprocess.Popen([RUNNER, "watch", "results/moons"], cwd=self.folder, stdout=subprocess.PIPE,
                                    text=True)
        self.assertIn("2 running", watching.stdout.readline())
        training.send_signal(signal.SIGINT)
        training.wait()
        text, _ = watching.communicate(timeout=60)
        self.assertEqual(watching.returncode, 1)
        self.assertIn("moons: 2 runs, 2 interrupted\n", text)
        self.assertIn("  interrupted  ", text)


if __name__ == "__main__":
    unittest.main()
