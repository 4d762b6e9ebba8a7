"""The page: when it is written, when not, what is said where it can't be, and what it shows of the call."""
import pathlib
import re
import shutil
import signal
import subprocess
import time
import unittest

from support import RUNNER, CommandCase, tree

FILE = """
data: {type: make_moons, n_samples: 60, noise: 0.2, split: {validation: 0.25}}
network: [{type: Linear, out_features: 4}, Tanh, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 15}
metrics: [accuracy]
sweep: {seeds: 2, grid: {optimizer: [{type: SGD, lr: 0.1}, {type: Adam, lr: 0.02}]}}
"""


class Report(CommandCase):
    def setUp(self):
        super().setUp()
        self.write("moons.yaml", FILE)
        self.results = self.folder / "results/moons"
        self.page = self.results / "report.html"

    def test_a_run_ends_with_the_path_of_its_page_alone(self):
        done = self.call("moons.yaml")
        self.assertTrue(done.stdout.endswith("\n\nresults/moons/report.html\n"), done.stdout)
        self.assertEqual(done.stdout.count("results/"), 1)
        self.assertTrue(self.page.exists())
        self.assertTrue((self.results / "figures/curves.svg").exists())
        again = self.call("moons.yaml", "--quiet")
        self.assertEqual(again.stdout, "")

    def test_without_a_report_there_is_none_and_the_tables_are_named(self):
        done = self.call("moons.yaml", "--no-report")
        self.assertFalse(self.page.exists())
        self.assertFalse((self.results / "figures").exists())
        self.assertIn("  results/moons/runs.csv\n", done.stdout)
        self.call("merge", "results/moons", "--no-report")
        self.assertFalse(self.page.exists())
        self.assertTrue(self.call("merge", "results/moons").stdout.endswith("\nresults/moons/report.html\n"))
        self.assertTrue(self.page.exists())

    def test_a_part_writes_no_page(self):
        self.call("moons.yaml", "--shard", "1/2")
        self.assertFalse(self.page.exists())

    def test_report_makes_it_anew_and_removes_old_pictures(self):
        self.call("moons.yaml", "--no-timing")
        before = tree(self.results)
        figures = self.results / "figures"
        curves = (figures / "curves.svg").read_text(encoding="utf-8")
        # A picture of a call before, whose experiment had another shape.
        (figures / "old.svg").write_text(curves.replace("curves.svg and curves.csv", "old.svg and old.csv"), encoding="utf-8")
        (figures / "old.csv").write_text("epoch\n")
        self.page.unlink()
        done = self.call("report", "results/moons", "--no-timing")
        self.assertEqual(done.stdout, "\nresults/moons/report.html\n")
        self.assertEqual(tree(self.results), before)

    def test_what_people_put_beside_the_pictures_stays(self):
        self.call("moons.yaml", "--no-timing")
        figures = self.results / "figures"
        (figures / "mine.svg").write_text("<svg/>")
        (figures / "mine.csv").write_text("1,2\n")
        (figures / "copy.svg").write_bytes((figures / "curves.svg").read_bytes())
        (figures / "notes.txt").write_text("notes")
        (figures / "broken.svg").symlink_to("nowhere")
        before = tree(self.results)
        self.call("report", "results/moons", "--no-timing")
        self.call("merge", "results/moons", "--no-timing")
        self.assertEqual(tree(self.results), before)
        self.assertTrue((figures / "broken.svg").is_symlink())

    def shown(self):
        """Page, pictures, their numbers and the workbook."""
        files = {name: content for name, content in tree(self.results).items() if name.startswith(("figures/", "report.html", "results.xlsx"))}
        self.assertGreater(len(files), 10)
        return files

    def test_same_bytes_however_it_was_trained(self):
        def again(*words, **environment):
            shutil.rmtree(self.results)
            self.call("moons.yaml", "--no-timing", *words, **environment)

        self.call("moons.yaml", "--no-timing", "--jobs", 1, "--threads", 1)
        first = self.shown()
        for words, environment in ((("--jobs", 3), {}), (("--jobs", 2, "--threads", 2), {}),
                                   (("--jobs", 1), {"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Tokyo"})):
            with self.subTest(words=words, environment=environment):
                again(*words, **environment)
                self.assertEqual(self.shown(), first)
        with self.subTest("in parts, the last one first"):
            shutil.rmtree(self.results)
            for part in (2, 1):
                self.call("moons.yaml", "--no-timing", "--shard", f"{part}/2")
            self.call("merge", "results/moons", "--no-timing")
            self.assertEqual(self.shown(), first)
        with self.subTest("some runs trained anew"):
            for run in sorted((self.results / "runs").iterdir())[1:3]:
                shutil.rmtree(run)
            self.call("moons.yaml", "--no-timing")
            self.assertEqual(self.shown(), first)

    def test_same_bytes_after_an_interruption(self):
        self.write("moons.yaml", FILE.replace("epochs: 3", "epochs: 400"))
        self.call("moons.yaml", "--no-timing")
        first = self.shown()
        shutil.rmtree(self.results)
        process = subprocess.Popen([RUNNER, "moons.yaml", "--no-timing", "--jobs", "1"], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2000):  # until one run is whole and another one is not
            if process.poll() is not None or list(self.results.glob("runs/*/run.json")):
                break
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)
        self.call("moons.yaml", "--no-timing")
        self.assertEqual(self.shown(), first)

    def test_the_page_shows_the_file_and_the_overrides_but_nothing_of_the_call_or_the_machine(self):
        self.call("moons.yaml", "training.epochs=2", "optimizer.lr=0.05", "--results", self.folder / "elsewhere", "--jobs", "1", "--threads", "1",
                  "--no-timing")
        text = (self.folder / "elsewhere/moons/report.html").read_text(encoding="utf-8")
        command = re.search(r'<pre class="command">(.*?)</pre>', text).group(1)
        self.assertEqual(command, "runner moons.yaml optimizer.lr=0.05 training.epochs=2")
        for word in (str(self.folder), "--jobs", "--threads", "--results", "elsewhere"):
            self.assertNotIn(word, text)

    def test_what_can_not_be_written_is_named_and_what_was_there_stays(self):
        self.call("moons.yaml")
        before = self.page.read_bytes()
        figures = self.results / "figures"
        for file in figures.iterdir():
            file.unlink()
        figures.rmdir()
        figures.write_text("in the way")
        for words in (("moons.yaml",), ("merge", "results/moons"), ("report", "results/moons")):
            with self.subTest(words[0]):
                done = self.call(*words, status=1)
                self.assertIn("results/moons/figures'", done.stderr)
                self.assertEqual(self.page.read_bytes(), before)
                self.assertEqual(figures.read_text(), "in the way")
        self.assertTrue((self.results / "runs.csv").exists())

    def test_a_damaged_run_leaves_the_page_as_it_was(self):
        self.call("moons.yaml")
        before = self.page.read_bytes()
        run = sorted((self.results / "runs").iterdir())[0]
        with open(run / "metrics.csv", "a") as file:
            file.write("1,2\n")
        done = self.call("report", "results/moons", status=1)
        self.assertIn(run.name, done.stderr)
        self.assertEqual(self.page.read_bytes(), before)

    def test_open_shows_it_in_the_browser(self):
        shown = self.folder / "shown.txt"
        browser = self.write("browser.sh", f"#!/bin/sh\nprintf %s \"$1\" > '{shown}.part' && mv '{shown}.part' '{shown}'\n")
        browser.chmod(0o755)
        script = pathlib.Path(browser)
        link = pathlib.Path("/tmp") / f"runner-browser-{self.folder.name.split()[-1]}"
        link.symlink_to(script)
        self.addCleanup(link.unlink)
        self.call("moons.yaml", "--open", "--quiet", BROWSER=f"{link}:other")
        for _ in range(200):
            if shown.exists():
                break
            time.sleep(0.02)
        self.assertEqual(shown.read_text(), str(self.page.resolve()))

    def test_open_without_a_browser_says_so(self):
        done = self.call("moons.yaml", "--open", "--quiet", BROWSER="", PATH="/nowhere")
        self.assertEqual(done.stderr, "runner: there is nothing to open the page with: neither $BROWSER nor xdg-open\n")
        done = self.call("report", "results/moons", "--open", "--quiet", BROWSER="/nowhere/browser")
        self.assertEqual(done.stderr, "runner: '/nowhere/browser' can't be started: No such file or directory\n")
        self.call("moons.yaml", "--open", "--no-report", status=2)


if __name__ == "__main__":
    unittest.main()
