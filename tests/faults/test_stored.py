"""What is stored proves itself: damage is named, that run is trained again, and the others are not touched."""
import json
import os
import pathlib
import random
import shutil

from faults import LONG, OF_CSV, QUIET, ROWS, Attempt, Checkpoint, Prepared, flip, long, nodes, runs, tree

BEFORE = pathlib.Path(__file__).resolve().parent / "before"  # results of format 1, as version 0.1.0 wrote them


class Finished(Prepared):
    """Damage to a run that has its result."""

    def prepare(self):
        self.whole()

    def setUp(self):
        super().setUp()
        self.again()

    def again(self):
        self.fresh("results")
        self.small = self.folder / "results/small"
        self.run_folder, *self.others = runs(self.small)

    def mended(self, what, named=True):
        """The next call names the run, trains it again, and touches no other."""
        before = [nodes(other) for other in self.others]
        done = self.well("small.yaml", "--no-timing", "--jobs", 1)
        self.same(what=what)
        for nodes_before, other in zip(before, self.others):
            self.untouched(nodes_before, other)
        if named:
            self.names(done, self.run_folder)

    def damages(self, cases):
        for what, name, change in cases:
            with self.subTest(what):
                self.again()
                path = self.run_folder / name
                content = path.read_bytes()
                new = change(content)
                if new is None:
                    path.unlink()
                else:
                    path.write_bytes(new)
                with self.subTest("--verify"):
                    self.names(self.well("status", "--verify", "results/small", status=1), self.run_folder)
                self.mended(what)

    def test_run_files(self):
        """damage to any file of a run: `status --verify` names it (exit 1), the next call trains it again (exit 0)"""
        cells = b"1,2,3,=cmd,5,6,7,8,9\n"
        self.damages([
            ("run.json garbage", "run.json", lambda c: b"garbage\n"), ("run.json empty", "run.json", lambda c: b""),
            ("run.json cut", "run.json", lambda c: c[:40]), ("run.json tail", "run.json", lambda c: c + b"\x1b[31mX"),
            ("run.json gone", "run.json", lambda c: None),
            ("status garbage", "status", lambda c: b"garbage\n"), ("status cut", "status", lambda c: c[:-1]),
            ("status gone", "status", lambda c: None), ("status failed", "status", lambda c: b"failed\n"),
            ("metrics empty", "metrics.csv", lambda c: b""), ("metrics cut", "metrics.csv", lambda c: c[:100]),
            ("metrics gone", "metrics.csv", lambda c: None),
            ("metrics without its last row", "metrics.csv", lambda c: c[:c[:-1].rindex(b"\n") + 1]),
            ("metrics other epoch", "metrics.csv", lambda c: c.replace(b"\n1,", b"\n1.7e400,", 1)),
            ("metrics other row", "metrics.csv", lambda c: c[:c[:-1].rindex(b"\n") + 1] + cells),
            ("config gone", "config.yaml", lambda c: None),
            ("config other", "config.yaml", lambda c: c.replace(b"Adam", b"SGD ", 1)),
            ("checkpoint gone", "checkpoint", lambda c: None), ("checkpoint cut", "checkpoint", lambda c: c[:-1])])

    def test_one_bit_of_each_file(self):
        """a flipped bit of any file of a run is named, and that run is trained again"""
        draw = random.Random(3)
        for name in ("run.json", "metrics.csv", "status", "checkpoint", "config.yaml"):
            size = (self.run_folder / name).stat().st_size * 8
            for bit in (0, draw.randrange(size), size - 1):
                self.damages([(f"{name} bit {bit}", name,
                               lambda c,
                               bit=bit: c[:bit // 8] + bytes([c[bit // 8] ^ 1 << bit % 8]) + c[bit // 8 + 1:])])

    def test_swapped_results(self):
        """two runs whose folders changed places, or one file of them: named and trained again"""
        one, other = self.run_folder, self.others[0]
        for name in ("", "metrics.csv", "run.json", "checkpoint"):
            with self.subTest(name or "folder"):
                self.again()
                aside = self.folder / "aside"
                (one / name).rename(aside)
                (other / name).rename(one / name)
                aside.rename(other / name)
                done = self.well("small.yaml", "--no-timing", "--jobs", 1)
                self.same(what=name)
                self.names(done, one, other)

    def test_verify(self):
        """status --verify of a good folder: exit 0"""
        self.well("status", "--verify", "results/small")
        self.assertEqual(tree(self.folder / "results"), tree(self.folder / "whole"))

    def test_damage_and_merge(self):
        """merge of a folder with a damaged run: the run is named, exit 1, and the tables stay"""
        before = (self.small / "runs.csv").read_bytes()
        for name in ("run.json", "metrics.csv"):
            with self.subTest(name):
                self.again()
                (self.run_folder / name).write_bytes(b"garbage\n")
                done = self.well("merge", "results/small", "--no-timing", status=1)
                self.names(done, self.run_folder)
                self.assertEqual((self.small / "runs.csv").read_bytes(), before)

    def test_top_files(self):
        """a missing manifest or config.yaml of the whole folder is written again"""
        for name in ("manifest.json", "config.yaml", "runs.csv", "metrics.csv"):
            with self.subTest(name):
                self.again()
                (self.small / name).unlink()
                self.others = [self.run_folder, *self.others]
                self.mended(name, named=False)

    def test_run_is_no_folder(self):
        """a link to nowhere, a file or foreign folders in the place of a run do no harm"""
        for what in ("link", "file", "junk"):
            with self.subTest(what):
                self.again()
                if what == "junk":
                    (self.small / "runs/junk").mkdir()
                    (self.small / "runs/junk/status").write_text("finished\n")
                    self.well("small.yaml", *QUIET)
                    self.assertTrue((self.small / "runs/junk").exists(), "not ours")
                    continue
                shutil.rmtree(self.run_folder)
                if what == "link":
                    self.run_folder.symlink_to("/nonexistent")
                else:
                    self.run_folder.write_text("x\n")
                self.mended(what, named=False)

    def test_special_files(self):
        """a FIFO, a device or a folder in the place of a file: told within seconds, and that run is trained again"""
        for name in ("status", "run.json", "metrics.csv", "config.yaml", "checkpoint"):
            for what in ("fifo", "/dev/zero", "folder"):
                with self.subTest(name, what=what):
                    self.again()
                    path = self.run_folder / name
                    path.unlink()
                    if what == "fifo":
                        os.mkfifo(path)
                    elif what == "folder":
                        path.mkdir()
                    else:
                        path.symlink_to(what)
                    self.well("status", "results/small", status=(0, 1), timeout=5)
                    self.mended(what)

    def test_special_tables(self):
        """a FIFO in the place of a table is replaced"""
        for name in ("runs.csv", "metrics.csv", "summary.csv", "config.yaml", "manifest.json"):
            with self.subTest(name):
                self.again()
                (self.small / name).unlink()
                os.mkfifo(self.small / name)
                self.well("small.yaml", *QUIET, timeout=5)
                self.same()

    def test_other_version(self):
        """a folder of a later format is refused by run, status and merge (exit 1 or 2), named, and stays as it is"""
        manifest = self.small / "manifest.json"
        content = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({**content, "results_format": 999, "runner": "99.0"}, indent=2) + "\n")
        before = tree(self.folder / "results")
        for words in (("small.yaml", "--no-timing"), ("status", "results/small"),
                      ("merge", "results/small", "--no-timing")):
            with self.subTest(words[0]):
                done = self.well(*words, status=(1, 2))
                self.assertIn("999", done.err)
                self.assertIn("manifest.json", done.err)
                self.assertEqual(tree(self.folder / "results"), before)

    def test_run_json_of_another_form(self):
        """run.json without a key that is needed is damage, in every run: all are named and trained again"""
        for folder in runs(self.small):
            text = (folder / "run.json").read_text()
            (folder / "run.json").write_text(text.replace('"samples"', '"sampled"'))
        done = self.well("small.yaml", "--no-timing")
        self.same()
        self.names(done, *runs(self.small))

    @long
    def test_metrics_over_4_gib(self):
        """rows added to metrics.csv up to 4 GiB: named and trained again; never empty tables with exit 0"""
        with open(self.run_folder / "metrics.csv", "ab") as file:
            block = b"4,12,180,0.01,0.6,0.7,0.5,0.6,\n" * 400_000
            while file.tell() < (1 << 32) + 10:
                file.write(block)
        before = [nodes(other) for other in self.others]
        done = self.well("small.yaml", "--no-timing", "--jobs", 1, timeout=300)
        self.same()
        for nodes_before, other in zip(before, self.others):
            self.untouched(nodes_before, other)
        self.names(done, self.run_folder)


class Interrupted(Prepared):
    """Damage to what a run would go on from."""

    def prepare(self):
        self.whole(LONG, "long")
        self.begun(least=2)

    def setUp(self):
        super().setUp()
        self.again()

    def again(self):
        self.fresh("results", "begun")
        self.one, self.other = runs(self.folder / "results/long")

    def goes_on(self, *named):
        done = self.well("long.yaml", "--no-timing", "--jobs", 1)
        self.same()
        self.names(done, *named)

    def flips(self, count):
        draw = random.Random(3)
        for _ in range(count):
            name = draw.choice(("checkpoint",) * 4 + ("metrics.csv",))
            self.again()
            bit = draw.randrange((self.one / name).stat().st_size * 8)
            with self.subTest(file=name, bit=bit):
                flip(self.one / name, bit)
                self.goes_on(self.one)

    def test_one_bit(self):
        """25 times a flipped bit of an interrupted run: named, trained again, the same bytes"""
        self.flips(25)

    @long
    def test_one_bit_400(self):
        """as one_bit, 400 times"""
        self.flips(400)

    def test_swapped(self):
        """another run's checkpoint is not gone on from: named, and each seed gets its own numbers"""
        for name in ("checkpoint", "metrics.csv"):
            shutil.copy(self.one / name, self.other / name)
        self.goes_on(self.other)

    def test_swapped_folder(self):
        """another run's whole folder under this one's name: named, trained again"""
        shutil.rmtree(self.other)
        shutil.copytree(self.one, self.other)
        self.goes_on(self.other)

    def test_fifo_in_interrupted(self):
        """a FIFO as metrics.csv of a run to be gone on with: named and trained again, no hang"""
        for name in ("metrics.csv", "checkpoint"):
            with self.subTest(name):
                self.again()
                if name == "metrics.csv":
                    made = Checkpoint(self.one / "checkpoint")
                    made.header["__metadata__"]["metrics_bytes"] = "0"
                    made.write()
                (self.one / name).unlink()
                os.mkfifo(self.one / name)
                done = self.well("long.yaml", "--no-timing", "--jobs", 1, timeout=4)
                self.same()
                self.names(done, self.one)


class Before(Attempt):
    """Results of the format before: taken as they are, and named unproven."""

    def setUp(self):
        super().setUp()
        shutil.copytree(BEFORE, self.folder, dirs_exist_ok=True)

    def test_unproven_results(self):
        """a finished folder of format 1 is taken: nothing is trained, exit 0, and --verify says unproven"""
        before = {p.name: tree(p) for p in runs(self.folder / "results/done")}
        done = self.well("done.yaml", "--no-timing")
        self.assertIn("nothing left to train", done.out)
        self.assertIn("unproven", self.well("status", "--verify", "results/done").said)
        after = {p.name: tree(p) for p in runs(self.folder / "results/done")}
        for name, files in before.items():
            self.assertEqual({k: v for k, v in after[name].items() if k in files}, files)

    def test_unproven_interrupted(self):
        """an interrupted run of format 1 is gone on from, to the numbers of one that never was interrupted"""
        self.well("begun.yaml", "--no-timing", "--results", "whole")
        self.well("begun.yaml", "--no-timing")
        one, = runs(self.folder / "results/begun")
        other, = runs(self.folder / "whole/begun")
        self.assertEqual((one / "metrics.csv").read_bytes(), (other / "metrics.csv").read_bytes())

    def test_unproven_counters(self):
        """a checkpoint of format 1 has no proof, so its counters are looked at: named, trained again, no crash"""
        self.well("begun.yaml", "--no-timing", "--results", "whole")
        other, = runs(self.folder / "whole/begun")
        names = ("progress.batches.position", "run.batches_left", "run.steps", "run.steps_wanted", "run.epochs",
                 "run.iterations", "run.epoch_is_open", "run.loss_samples")
        for name in names:
            for value in (-1000, -2**63, 2**63 - 1):
                if (name, value) == ("run.batches_left", 2**63 - 1):
                    continue  # as many as there are with iterations_per_epoch
                with self.subTest(name, value=value):
                    shutil.rmtree(self.folder / "results", ignore_errors=True)
                    shutil.copytree(BEFORE / "results", self.folder / "results")
                    one, = runs(self.folder / "results/begun")
                    Checkpoint(one / "checkpoint").put(name, "<q", value)
                    done = self.well("begun.yaml", "--no-timing", timeout=3)
                    self.assertEqual((one / "metrics.csv").read_bytes(), (other / "metrics.csv").read_bytes())
                    self.names(done, one)


class Data(Attempt):
    def test_merge_after_data_changed(self):
        """merge names the data that changed: exit 1 or 2, full tables stay as they were; gone data is known by its hash"""
        self.write("x.csv", ROWS)
        self.whole(OF_CSV + "sweep: {seeds: 2}\n", "csv")
        for change, status in ((ROWS + "7,7,7\n", (1, 2)), (None, (0,))):
            with self.subTest(change):
                self.fresh("results")
                (self.folder / "x.csv").unlink(missing_ok=True)
                if change:
                    self.write("x.csv", change)
                done = self.well("merge", "results/csv", "--no-timing", status=status)
                if change:
                    self.assertIn("x.csv", done.err)
                self.assertEqual(tree(self.folder / "results"), tree(self.folder / "whole"))

    def test_config_too_long_to_read(self):
        """what the program wrote it can read: config.yaml of 2.6 MB in status, merge and as an experiment"""
        layers = ", ".join(["LeakyReLU"] * 60_000)
        self.write("s.yaml", "data: {type: inline, features: [[1, 2], [3, 4], [5, 6]], target: [1, 2.5, 3]}\n"
                             f"network: [{layers}, {{type: Linear, out_features: 1}}]\nloss: MSELoss\n"
                             "optimizer: {type: SGD, lr: 0.001}\ntraining: {epochs: 1}\n")
        self.well("s.yaml", *QUIET, "--jobs", 1)
        for words in (("status", "results/s"), ("merge", "results/s", *QUIET), ("results/s/config.yaml", *QUIET)):
            with self.subTest(words[0]):
                self.well(*words)

    @long
    def test_data_over_4_gib(self):
        """a changed number in 4.1 GiB of CSV is noticed: another run is trained"""
        with open(self.folder / "x.csv", "wb") as file:
            file.write(b"a,y\n1,2\n3,4\n5,6\n")
            for _ in range(66):
                file.write(b"\n" * (64 << 20))
        self.write("b.yaml", OF_CSV)
        self.well("b.yaml", *QUIET, timeout=300)
        with open(self.folder / "x.csv", "r+b") as file:
            file.write(b"a,y\n1,2\n3,4\n5,9\n")
        self.assertNotIn("nothing left", self.well("b.yaml", "--no-timing", timeout=300).out)
        self.assertEqual(len(runs(self.folder / "results/b")), 2)
