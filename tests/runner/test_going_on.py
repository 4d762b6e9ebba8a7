"""A longer training goes on from the finished shorter one; what a results folder has beside what is asked for."""
import os
import shutil
import signal
import subprocess
import time
import unittest

from support import RUNNER, CommandCase, tree

HEAD = """data: {type: make_moons, n_samples: 120, noise: 0.3, split: {validation: 0.2}}
network: [{type: Linear, out_features: 8}, BatchNorm1d, ReLU, {type: Dropout, p: 0.2}, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 5, batch_size: 16}
"""
OPTIONS = ("--no-timing", "--quiet")

# What a run may have, with the shorter length and the longer one: 6 steps an epoch.
PREFIXES = {
    "plain": ("", "training.epochs", 5, 8),
    "iterations": ("record: {iterations: true}\n", "training.iterations", 30, 45),
    "within an epoch": ("", "training.iterations", 30, 31),
    "every second epoch": ("metrics: [accuracy, {type: ema, metric: train_loss}]\n", "training.epochs", 4, 7),
    "plateau": ("scheduler: {type: ReduceLROnPlateau, patience: 0, threshold: 0.5}\n", "training.epochs", 5, 8),
    "steps": ("scheduler: {type: SequentialLR, schedulers: [{type: ConstantLR, factor: 0.5}, {type: StepLR, "
              "step_size: 2, gamma: 0.5}], milestones: [3]}\n", "training.epochs", 5, 8),
    "cycle of its own": ("scheduler: {type: OneCycleLR, max_lr: 0.1, total_steps: 100, interval: iteration}\n",
                         "training.epochs", 5, 8),
    "decay at the end": ("scheduler: {type: SequentialLR, schedulers: [{type: ConstantLR, factor: 0.5}, {type: "
                         "REXLR}], milestones: [5]}\n", "training.epochs", 5, 8),
    "stops later": ("early_stopping: {monitor: train_loss, patience: 2, min_delta: 0.02}\n", "training.epochs", 5, 90),
}
OTHERS = {
    "scheduler={type: OneCycleLR, max_lr: 0.1}": "OneCycleLR over 8 epochs has other learning rates than over 5",
    "scheduler={type: REXLR, interval: iteration}": "REXLR over 48 iterations has other learning rates than over 30",
    "training.evaluate_every=2": "it is evaluated after epoch 5, its last, which evaluate_every: 2 leaves out",
    "optimizer={type: SGD, lr: 1e30}": "it diverged",
}


class GoingOn(CommandCase):
    def runs(self, results):
        return tree(self.folder / results / "x/runs")

    def only_run(self, results):
        return next(iter(self.runs(results))).partition("/")[0]

    def test_five_epochs_and_then_eight_are_eight_at_once(self):
        for name, (extra, key, short, long) in PREFIXES.items():
            with self.subTest(name):
                text = HEAD + extra
                if key == "training.iterations":
                    text = text.replace("epochs: 5", "iterations: 5")
                self.write("x.yaml", text + ("" if name != "every second epoch" else "record: {iterations: 4}\n"))
                more = ["training.evaluate_every=2"] if name == "every second epoch" else []
                at = f"{name} at once"
                self.call("x.yaml", f"{key}={long}", *more, "--results", at, *OPTIONS)
                self.call("x.yaml", f"{key}={short}", *more, "--results", name, *OPTIONS)
                before, shorter = self.runs(name), self.only_run(name)
                done = self.call("x.yaml", f"{key}={long}", *more, "--results", name, "--no-timing")
                run = self.only_run(at)
                epoch = short if key == "training.epochs" else short // 6
                self.assertIn(f" goes on from epoch {epoch} of run {shorter}\n", done.stderr)
                self.assertTrue(done.stderr.startswith(f"run {run} ("), done.stderr)
                self.assertEqual(self.runs(name), before | self.runs(at))

    def test_a_file_with_five_epochs_is_edited_to_eight_and_back(self):
        """A user's: all eight were trained anew under a new id."""
        five = self.write("x.yaml", HEAD).read_text()
        self.call("x.yaml", *OPTIONS)
        shorter = self.only_run("results")
        self.write("x.yaml", five.replace("epochs: 5", "epochs: 8"))
        done = self.call("x.yaml", "--no-timing")
        self.assertRegex(done.stderr, rf"^run \w{{16}} \(x seed 0\) goes on from epoch 5 of run {shorter}\n")
        self.assertEqual([(row["label"], row["training.epochs"], row["epochs"])
                          for row in self.table("results/x/runs.csv")], [("x", "8", "8"), ("epochs=5", "5", "5")])
        self.write("x.yaml", five)
        done = self.call("x.yaml", "--no-timing")
        self.assertEqual(done.stderr, "")
        self.assertIn("x: 1 run, all with their results; nothing left to train\n", done.stdout)
        self.assertEqual([row["label"] for row in self.table("results/x/runs.csv")], ["x", "epochs=8"])

    def test_what_depends_on_the_length_begins_anew_and_says_why(self):
        self.write("x.yaml", HEAD)
        for i, (word, why) in enumerate(OTHERS.items()):
            with self.subTest(word):
                self.call("x.yaml", word, "training.epochs=8", "--results", f"{i} at once", *OPTIONS)
                self.call("x.yaml", word, "--results", i, *OPTIONS)
                before, shorter = self.runs(str(i)), self.only_run(str(i))
                done = self.call("x.yaml", word, "training.epochs=8", "--results", i, "--no-timing")
                self.assertIn(f" begins anew, not from run {shorter}: {why}\n", done.stderr)
                self.assertEqual(self.runs(str(i)), before | self.runs(f"{i} at once"))

    def test_an_epoch_that_was_cut_short(self):
        self.write("x.yaml", HEAD.replace("epochs: 5", "iterations: 20"))
        self.call("x.yaml", *OPTIONS)
        shorter = self.only_run("results")
        done = self.call("x.yaml", "training.iterations=40", "--no-timing")
        self.assertIn(f" begins anew, not from run {shorter}: "
                      "its last epoch is cut short, to 2 of 6 iterations\n", done.stderr)

    def test_times_are_left_out_or_are_there(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", "--quiet")
        shorter = self.only_run("results")
        done = self.call("x.yaml", "training.epochs=6", "--no-timing")
        self.assertIn(f" begins anew, not from run {shorter}: it was trained with times, which --no-timing leaves out\n",
                      done.stderr)
        longest = self.call("x.yaml", "training.epochs=9").stderr
        self.assertIn(" goes on from epoch 6 of run ", longest)
        logs = [text for name, text in self.runs("results").items() if name.endswith("log.txt")]
        self.assertEqual(sum(b" goes on from iteration 36 of run " in log for log in logs), 1)

    def test_a_training_that_was_to_be_stopped_after_its_last_epoch(self):
        """The shorter one is finished after epoch 3, where the longer one is stopped."""
        self.write("x.yaml", HEAD + "early_stopping: {patience: 2, min_delta: 10}\n")
        self.call("x.yaml", "--results", "at once", *OPTIONS)
        self.call("x.yaml", "training.epochs=3", *OPTIONS)
        self.assertEqual(self.table("results/x/runs.csv")[0]["status"], "finished")
        shorter = self.only_run("results")
        self.assertIn(f" goes on from epoch 3 of run {shorter}\n", self.call("x.yaml", "--no-timing").stderr)
        rows = self.table("results/x/runs.csv")
        self.assertEqual([(row["label"], row["status"], row["epochs"]) for row in rows],
                         [("x", "early_stopped", "3"), ("epochs=3", "finished", "3")])
        self.assertEqual(self.runs("results").items() & self.runs("at once").items(), self.runs("at once").items())
        self.call("x.yaml", "training.epochs=50", "--results", "stopped", *OPTIONS)
        self.call("x.yaml", "training.epochs=60", "--results", "stopped", *OPTIONS)
        self.assertEqual({row["status"] for row in self.table("stopped/x/runs.csv")}, {"early_stopped"})

    def test_every_run_of_a_sweep_goes_on(self):
        self.write("x.yaml", HEAD + "sweep: {seeds: 3, grid: {optimizer.lr: [0.01, 0.1]}}\n")
        self.call("x.yaml", "training.epochs=8", "--results", "at once", *OPTIONS)
        self.call("x.yaml", *OPTIONS)
        before = self.runs("results")
        done = self.call("x.yaml", "training.epochs=8", "--no-timing", "--jobs", 3)
        self.assertEqual(done.stderr.count(" goes on from epoch 5 of run "), 6)
        self.assertEqual(self.runs("results"), before | self.runs("at once"))
        self.assertEqual(self.call("x.yaml", "training.epochs=8", "--no-timing").stderr, "")
        rows = self.table("results/x/runs.csv")
        self.assertEqual([row["label"] for row in rows[::3]],
                         ["lr=0.01 epochs=8", "lr=0.1 epochs=8", "lr=0.01 epochs=5", "lr=0.1 epochs=5"])
        self.assertEqual([row["training.epochs"] for row in rows[::3]], ["8", "8", "5", "5"])

    def test_the_furthest_of_several_is_gone_on_from(self):
        self.write("x.yaml", HEAD)
        ids = {}
        for epochs in (2, 6, 4):
            self.call("x.yaml", f"training.epochs={epochs}", *OPTIONS)
            ids |= {name.partition("/")[0]: epochs for name in self.runs("results")
                    if name.partition("/")[0] not in ids}
        done = self.call("x.yaml", "training.epochs=7", "--no-timing")
        self.assertIn(f"goes on from epoch 6 of run {[run for run, epochs in ids.items() if epochs == 6][0]}\n",
                      done.stderr)
        # What was asked for may also be in one file: then 5 goes on from what is there.
        self.assertIn("goes on from epoch 4 of run", self.call("x.yaml", "sweep.grid.training.epochs=[5]").stderr)

    def test_force_begins_anew(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        self.assertNotIn("goes on", self.call("x.yaml", "training.epochs=8", "--force").stderr)

    def test_other_data_or_another_seed_is_another_run(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        for word in ("seed=1", "data.noise=0.2", "optimizer.lr=0.1"):
            self.assertNotIn("goes on", self.call("x.yaml", "training.epochs=8", word).stderr)

    def test_a_damaged_shorter_run_is_told_and_not_gone_on_from(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", "training.epochs=8", "--results", "at once", *OPTIONS)
        self.call("x.yaml", *OPTIONS)
        shorter = self.only_run("results")
        folder = f"results/x/runs/{shorter}"
        whole = (self.folder / folder / "checkpoint").read_bytes()
        for name, damage in (("checkpoint", whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]), ("checkpoint", None),
                             ("metrics.csv", b"epoch\n"), ("run.json", b"{}")):
            with self.subTest(name):
                path = self.folder / folder / name
                good = path.read_bytes()
                path.unlink() if damage is None else path.write_bytes(damage)
                done = self.call("x.yaml", "training.epochs=8", "--no-timing", "--quiet")
                self.assertRegex(done.stderr, rf"^run \w+ \(epochs=8 seed 0\) begins anew, not from run {shorter}: "
                                              rf"'{folder}': ")
                path.write_bytes(good)
                for run in self.runs("at once"):
                    self.assertEqual(self.runs("results")[run], self.runs("at once")[run])
                shutil.rmtree(self.folder / "results/x/runs" / self.only_run("at once"))
        self.assertEqual(self.call("x.yaml", "training.epochs=8", "--no-timing", "--quiet").stderr, "")

    def test_one_that_is_killed_while_it_goes_on(self):
        self.write("x.yaml", HEAD + "checkpoint: {every: 50i}\n")
        self.call("x.yaml", "training.epochs=3000", "--results", "at once", *OPTIONS)
        self.call("x.yaml", *OPTIONS)
        before = self.runs("results")
        for wait in (0.03, 0.1, 0.2):
            process = subprocess.Popen([RUNNER, "x.yaml", "training.epochs=3000", *OPTIONS], cwd=self.folder,
                                       stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.call("x.yaml", "training.epochs=3000", *OPTIONS)
        self.assertEqual(self.runs("results"), before | self.runs("at once"))

    def test_a_search_goes_on_from_a_shorter_one(self):
        self.write("x.yaml", HEAD.replace("epochs: 5", "epochs: 4") + "sweep: {grid: {optimizer.lr: [0.001, 0.01, 0.1]}}"
                                                                 "\nsearch: {type: successive_halving, factor: 2}\n")
        self.call("x.yaml", "training.epochs=8", "--results", "at once", *OPTIONS)
        self.call("x.yaml", *OPTIONS)
        before = self.runs("results")
        self.assertIn(" goes on from ", self.call("x.yaml", "training.epochs=8", "--no-timing").stderr)
        self.assertEqual(self.runs("results"), before | self.runs("at once"))


class Beside(CommandCase):
    def test_overrides_stand_in_label_and_tables_beside_what_was_there(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        done = self.call("x.yaml", "optimizer.lr=0.1", "training={epochs: 3, batch_size: 16}", "seed=4", "--no-timing")
        self.assertIn("[1/1] lr=0.1 epochs=3 batch_size=16 seed 4: finished", done.stderr)
        self.assertIn("note: 1 other run of this folder stands in the tables, too; `runner clean results/x` lists what "
                      "no file asks for\n", done.stdout)
        rows = self.table("results/x/runs.csv")
        self.assertEqual([(row["label"], row["optimizer.lr"], row["training.epochs"], row["training.batch_size"],
                           row["seed"]) for row in rows],
                         [("lr=0.1 epochs=3 batch_size=16", "0.1", "3", "16", "4"),
                          ("lr=0.01 epochs=5 batch_size=16", "0.01", "5", "16", "0")])
        # What is written down says the same.
        before = tree(self.folder / "results")
        self.call("merge", "results/x")
        self.assertEqual(tree(self.folder / "results"), before)
        self.assertEqual(self.call("status", "results/x").stdout,
                         "x: 1 run, 1 finished\n2 runs in this folder, 1 of them not asked for by the last call (1 "
                         "finished); runner clean results/x lists what no file asks for\n")
        self.call("results/x/config.yaml", "--no-timing")
        self.assertEqual(self.table("results/x/runs.csv"), rows)
        # Without overrides both stand there as well.
        self.call("x.yaml", "--no-timing")
        self.assertEqual([row["label"] for row in self.table("results/x/runs.csv")], ["x", "lr=0.1 epochs=3"])

    def test_an_override_that_changes_nothing_is_none(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", "optimizer.lr=0.01", "seed=3", "description=again", *OPTIONS)
        self.assertEqual(self.table("results/x/runs.csv")[0]["label"], "x")

    def test_components_and_what_is_swept(self):
        self.write("x.yaml", HEAD + "sweep: {grid: {training.batch_size: [16, 32]}}\n")
        self.call("x.yaml", "optimizer={type: SGD, lr: 0.1}", "network.2=Tanh", *OPTIONS)
        self.assertEqual([row["label"] for row in self.table("results/x/runs.csv")],
                         ["batch_size=16 Tanh SGD", "batch_size=32 Tanh SGD"])
        self.call("x.yaml", "training.batch_size=8", *OPTIONS)  # the sweep sets it: nothing changes
        self.assertEqual([row["label"] for row in self.table("results/x/runs.csv")][:2],
                         ["batch_size=16", "batch_size=32"])

    def test_an_edited_file_keeps_the_rows_of_before(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        self.write("x.yaml", HEAD.replace("ReLU", "Tanh").replace("type: Adam", "type: SGD"))
        self.call("x.yaml", *OPTIONS)
        rows = self.table("results/x/runs.csv")
        self.assertEqual([(row["label"], row["optimizer"]) for row in rows[:1]], [("x", "SGD")])
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[1]["optimizer"], "Adam")
        self.assertIn("Adam", rows[1]["label"])

    def test_clean_lists_and_removes_what_no_file_asks_for(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        first = next((self.folder / "results/x/runs").iterdir()).name
        self.call("x.yaml", "optimizer.lr=0.1", *OPTIONS)
        # The file's own and the last call's.
        self.assertEqual(self.call("clean", "results/x").stdout, "results/x: every run is asked for\n")
        self.write("other.yaml", "name: x\n" + HEAD)
        self.write("x.yaml", HEAD.replace("0.01", "0.02"))
        self.call("x.yaml", *OPTIONS)
        self.assertEqual(len(self.table("results/x/runs.csv")), 3)
        listed = self.call("clean", "results/x", "other.yaml").stdout
        self.assertNotIn(first, listed)
        self.assertIn("results/x: 1 run that no file asks for\n", listed)
        listed = self.call("clean", "results/x").stdout
        self.assertIn("results/x: 2 runs that no file asks for\n", listed)
        self.assertIn(f"  finished     {first}  lr=0.01 seed 0\n", listed)
        self.assertTrue(listed.endswith("runner clean results/x --delete removes them\n"))
        (self.folder / "results/x/runs" / first / "notes.txt").write_text("mine")
        (self.folder / "results/x/runs/mine").mkdir()
        done = self.call("clean", "results/x", "--delete", status=1)
        self.assertEqual(done.stderr, f"runner clean: 'results/x/runs/{first}' stays: 'notes.txt' in it is no file of a "
                                      "run\n")
        self.assertTrue(done.stdout.endswith("\n1 run removed\n"), done.stdout)
        (self.folder / "results/x/runs" / first / "notes.txt").unlink()
        self.assertTrue(self.call("clean", "results/x", "--delete").stdout.endswith("\n1 run removed\n"))
        self.assertEqual([row["label"] for row in self.table("results/x/runs.csv")], ["x"])
        self.assertEqual(sorted(p.name for p in (self.folder / "results/x/runs").iterdir())[-1], "mine")
        self.assertEqual(self.call("clean", "results/x", "--delete").stdout, "results/x: every run is asked for\n")

    def test_clean_removes_nothing_where_it_can_t_know_or_something_runs(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        self.write("x.yaml", HEAD.replace("0.01", "0.02"))
        self.call("x.yaml", *OPTIONS)
        runs = sorted((self.folder / "results/x/runs").iterdir())
        running = self.folder / f"results/x/runs/.{'a' * 16}.{os.uname().nodename}-{os.getpid()}-00000000-0"
        running.mkdir()
        done = self.call("clean", "results/x", "--delete", status=1)
        self.assertEqual(done.stderr, "runner clean: runs of this folder are being trained, and may go on from these; "
                                      "nothing is removed\n")
        running.rmdir()
        self.call("clean", "results/x", "missing.yaml", "--delete", status=2)
        self.call("clean", ".", "--delete", status=2)
        self.assertEqual(self.call("clean", status=2).stderr,
                         "runner clean: which folder? Example: runner clean results/adam_vs_sgd\n")
        self.assertEqual(sorted((self.folder / "results/x/runs").iterdir()), runs)

    def test_a_damaged_run_that_nobody_asks_for_is_told_and_the_tables_are_written(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        first = next((self.folder / "results/x/runs").iterdir())
        (first / "run.json").write_text("{}")
        self.write("x.yaml", HEAD.replace("0.01", "0.02"))
        self.assertIn(f"note: runs/{first.name} is damaged and not in the tables: run.json is damaged\n",
                      self.call("x.yaml").stdout)
        self.assertIn("1 of them not asked for by the last call (1 damaged); ", self.call("status", "results/x").stdout)

    def test_runs_on_other_data_stand_in_no_table(self):
        rows = "".join(f"{i % 7},{i % 3},{i % 2}\n" for i in range(40))
        self.write("d.csv", "a,b,y\n" + rows)
        self.write("x.yaml", CSV)
        self.call("x.yaml", *OPTIONS)
        self.write("d.csv", "a,b,y\n" + rows.replace("6,", "8,"))
        self.call("x.yaml", "training.epochs=3", *OPTIONS)
        self.assertEqual(len(self.table("results/x/runs.csv")), 1)

    def test_a_copied_folder_answers_without_its_data(self):
        self.write("d.csv", "a,b,y\n" + "".join(f"{i % 7},{i % 3},{i % 2}\n" for i in range(40)))
        self.write("x.yaml", CSV)
        self.call("x.yaml", *OPTIONS)
        self.call("x.yaml", "training.epochs=3", *OPTIONS)
        shutil.move(self.folder / "results/x", self.folder / "elsewhere")
        (self.folder / "d.csv").unlink()
        before = tree(self.folder / "elsewhere")
        self.assertEqual(self.call("status", "elsewhere").stdout,
                         "x: 1 run, 1 finished\n2 runs in this folder, 1 of them not asked for by the last call (1 "
                         "finished); runner clean elsewhere lists what no file asks for\n")
        self.call("merge", "elsewhere")
        self.assertEqual(tree(self.folder / "elsewhere"), before)
        self.assertEqual(self.call("clean", "elsewhere").stdout, "elsewhere: every run is asked for\n")

    def test_show(self):
        self.write("x.yaml", HEAD)
        self.call("x.yaml", *OPTIONS)
        run = next((self.folder / "results/x/runs").iterdir())
        shown = self.call("show", f"results/x/runs/{run.name}/").stdout
        self.assertTrue(shown.startswith(f"{run.name}: finished after 5 epochs, 30 iterations, 480 samples; 58 trainable "
                                         "parameters\n  train_loss  0."), shown)
        self.assertIn("  (primary)\n", shown)
        self.assertTrue(shown.endswith("\n\n" + (run / "config.yaml").read_text()))
        self.assertEqual(self.call("show", "results/x", status=2).stderr,
                         "runner show: 'results/x' is no run's folder; they are in results/NAME/runs/\n")
        (run / "status").write_text("failed\n")
        self.assertEqual(self.call("show", run, status=1).stdout,
                         f"{run.name}: damaged: status is not what run.json says\n")


CSV = """data: {type: csv, path: d.csv, split: {validation: 0.25}}
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: SGD
training: {epochs: 2}
"""

if __name__ == "__main__":
    unittest.main()
