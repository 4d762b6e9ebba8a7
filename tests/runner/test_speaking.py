"""Files and commands as people write them who come from elsewhere, and whose a results folder is."""
import json
import shutil
import unittest

from support import TOP, CommandCase

GOOD = """data: {type: make_moons, n_samples: 60, noise: 0.1, split: {validation: 0.25}}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1, nesterov: %s, momentum: 0.9}
training: {epochs: 2, drop_last: %s}
"""


class Speaking(CommandCase):
    def ids(self, name, text):
        self.write(name, text)
        table = self.call("check", name).stdout.split("\n")
        return [line.split()[0] for line in table if len(line) > 18 and line[2:18].strip() and line[18:20] == "  "
                and line[2:5] != "run"]

    def test_python_s_words_of_yaml(self):
        plain = self.ids("plain.yaml", GOOD % ("true", "false"))
        self.assertEqual(len(plain), 1)
        python = GOOD % ("True", "FALSE") + "scheduler: None\nearly_stopping: ~\nsweep:\n"
        self.assertEqual(self.ids("python.yaml", python), plain)

    def test_empty_sections_are_none(self):
        plain = self.ids("plain.yaml", GOOD % ("true", "false"))
        empty = "sweep:\n  grid:\n    # optimizer.lr: [0.1, 0.01]\n  zip:\n  exclude:\nmetrics:\nproblem:\nname:\n" \
                "description:\nrecord: {}\n"
        self.assertEqual(self.ids("empty.yaml", GOOD % ("true", "false") + empty), plain)
        groups = "sweep: {grid: {optimizer.groups: [null, [{parameters: ['*.bias'], weight_decay: 0.1}]]}}\n"
        self.assertEqual(self.ids("groups.yaml", GOOD % ("true", "false") + groups)[0], plain[0])
        self.write("section.yaml", GOOD.replace("training", "extra") % ("true", "false") + "training:\n")
        self.assertIn("error: training: an experiment needs the key 'training': how long to train, and in which pieces; "
                      "write training: {epochs: 10}",
                      self.call("check", "section.yaml", status=2).stderr)

    def test_conditions_know_python_s_words(self):
        self.write("x.yaml", GOOD % ("false", "false") +
                   "sweep: {grid: {optimizer.nesterov: [True, False]}, exclude: [{optimizer.nesterov: TRUE}]}\n")
        self.assertIn("x.yaml: good; 1 run of 1 configuration\n", self.call("check", "x.yaml").stdout)

    def test_merges_and_notes_change_no_run(self):
        plain = self.ids("plain.yaml", GOOD % ("true", "false"))
        merged = GOOD.replace("{type: SGD, lr: 0.1, nesterov: %s, momentum: 0.9}",
                              "{<<: [*fast, *sgd], nesterov: true}").replace("%s", "false")
        notes = "x-sgd: &sgd {type: SGD, lr: 7, momentum: 0.9}\nx-fast: &fast {lr: 0.1}\n"
        self.assertEqual(self.ids("merged.yaml", notes + merged), plain)
        self.write("wrong.yaml", notes.replace("lr: 0.1", "lr: fast") + merged)
        self.assertIn("wrong.yaml:2:20: error: optimizer.lr: expected a number, not 'fast'",
                      self.call("check", "wrong.yaml", status=2).stderr)

    def test_a_cosine_is_as_long_as_the_training(self):
        self.write("x.yaml", GOOD % ("true", "false") + "scheduler: CosineAnnealingLR\n")
        self.write("y.yaml", GOOD % ("true", "false") + "scheduler: {type: CosineAnnealingLR, T_max: 2}\n")
        rates = []
        for name in ("x", "y"):
            self.call(name + ".yaml", "--quiet")
            rates.append([row["lr"] for row in self.table(f"results/{name}/metrics.csv")])
        self.assertEqual(rates[0], rates[1])

    def test_a_call_that_yaml_cuts_is_answered_once(self):
        for name, count in (("linear_call", 3), ("tuple", 1), ("lambda_in_braces", 1), ("sequential", 1)):
            done = self.call("check", TOP / f"tests/broken/pytorch_{name}.yaml", status=2)
            self.assertEqual(done.stderr.count(": error: "), count, done.stderr)

    def test_a_near_name_comes_before_another_component(self):
        self.write("x.yaml", GOOD.replace("type: SGD", "type: Adam, beta: 0.9") % ("true", "false"))
        self.assertIn("Adam has no parameter 'beta'; did you mean 'betas'?\n", self.call("check", "x.yaml", status=2).stderr)

    def test_words_of_other_command_lines(self):
        self.write("x.yaml", GOOD % ("true", "false"))
        blanks = "a key and its value are one word, with '=' and no blank between them; write "
        for words, message in (
                (["--epochs", "3"], "there is no option '--epochs'; write training.epochs=3"),
                (["--lr=0.1"], "there is no option '--lr'; write optimizer.lr=0.1"),
                (["--learning-rate", "0.1"], "there is no option '--learning-rate'; write optimizer.lr=0.1"),
                (["--seeds", "3"], "there is no option '--seeds'; write sweep.seeds=3"),
                (["--optimizer.lr", "0.1"], "there is no option '--optimizer.lr'; write optimizer.lr=0.1"),
                (["--output", "here"], "there is no option '--output'; write --results here"),
                (["--job", "3"], "there is no option '--job'; did you mean '--jobs'?"),
                (["--zzzzzzz"], "there is no option '--zzzzzzz'; `runner run --help` shows them"),
                (["training.epochs", "=", "3"], blanks + "training.epochs=3"),
                (["training.epochs=", "3"], blanks + "training.epochs=3"),
                (["training.epochs", "=3"], blanks + "training.epochs=3"),
                (["training.epochs", "3"], blanks + "training.epochs=3"),
                (["sweep.grid.optimizer.lr", "=", "[0.1,", "1]"], blanks + "'sweep.grid.optimizer.lr=[0.1, 1]'")):
            self.assertEqual(self.call("run", "x.yaml", *words, status=2).stderr, f"runner run: {message}\n")
        for word, message in (
                ("epochs=5", "epochs: an experiment has no key 'epochs', it is training.epochs here; write training.epochs=5"),
                ("optimizer.lr=0.1,0.01", "optimizer.lr: expected a number, not '0.1,0.01'; to try each, write "
                 "'sweep.grid.optimizer.lr=[0.1, 0.01]'"),
                ("+training.epochs=5", "a key stands without '+'; write training.epochs=5")):
            self.assertEqual(self.call("run", "x.yaml", word, status=2).stderr, f"command line: {word}: error: {message}\n")

    def test_explain_takes_keys_and_sections(self):
        self.assertEqual(self.call("explain", "training.epochs").stdout,
                         "training.epochs\n  Passes over the training part.\n  integer in [0, 1000000000]; default: none\n")
        self.assertIn("\n  batch_size ", self.call("explain", "training").stdout)
        self.assertIn("sweep.seeds\n", self.call("explain", "seeds").stdout)
        self.assertIn("optimizer.lr (of SGD and ", self.call("explain", "lr").stdout)
        self.assertIn("The optimizers: runner list optimizers\n", self.call("explain", "optimizer").stdout)
        self.assertIn("\n  early_stopping ", self.call("explain", "experiment").stdout)
        for asked, instead in (("epoch", "here it is training.epochs: runner explain training.epochs"),
                               ("Dense", "write {type: Linear, out_features: 16}"),
                               ("learning_rate", "here it is optimizer.lr: runner explain optimizer.lr"),
                               ("batch_sise", "did you mean 'batch_size'?"),
                               ("zzzzzz", "`runner list` shows the components, `runner explain experiment` the keys")):
            self.assertEqual(self.call("explain", asked, status=2).stderr,
                             f"runner explain: there is no component or key '{asked}'; {instead}\n")


class Folders(CommandCase):
    def write(self, name, text):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        return super().write(name, text)

    def setUp(self):
        super().setUp()
        self.text = "problem: quadratic\noptimizer: SGD\ntraining: {iterations: 3}\n"
        self.other = self.text.replace("3", "4")

    def test_names_in_any_script(self):
        self.write("Übung 1.yaml", self.text)
        self.write("實驗.yaml", self.text)
        self.write("named.yaml", self.text + "name: опыт-2\n")
        for name in ("Übung 1", "實驗", "named"):
            self.call(name + ".yaml", "--quiet")
        self.assertEqual(sorted(p.name for p in (self.folder / "results").iterdir()), ["Übung_1", "опыт-2", "實驗"])
        for name in ("a/b", "..", "a b", "\u202eabc", "a\u3000b", "-a"):
            self.write("bad.yaml", self.text + f"name: '{name}'\n")
            self.assertIn("a name has letters of any script", self.call("bad.yaml", status=2).stderr)

    def test_results_of_a_name_without_its_letters_are_gone_on_with(self):
        self.write("Übung.yaml", self.text)
        (self.folder / "results").mkdir()
        self.call("Übung.yaml", "--quiet")
        (self.folder / "results/Übung").rename(self.folder / "results/experiment__bung")
        self.assertIn("1 run, all with their results", self.call("Übung.yaml").stdout)
        self.assertFalse((self.folder / "results/Übung").exists())

    def test_two_files_of_one_stem_do_not_share_a_folder(self):
        self.write("a/x.yaml", self.text)
        self.write("b/x.yaml", self.other)
        self.call("a/x.yaml", "--quiet")
        message = "'results/x' is the folder of 'a/x.yaml'; two files don't share one, so write name: b_x\n"
        self.assertEqual(self.call("b/x.yaml", status=2).stderr, "b/x.yaml: error: " + message)
        self.assertEqual(self.call("check", "b/x.yaml").stderr, "b/x.yaml: warning: " + message)
        self.assertIn("1 run, all with their results", self.call("a/x.yaml").stdout)
        self.write("a/x.yaml", self.other + "seed: 5\n")
        self.call("a/x.yaml", "--quiet")  # a file may change as it likes
        self.write("b/x.yaml", self.other + "name: b_x\n")
        self.call("b/x.yaml", "--quiet")

    def test_one_name_in_two_files_is_a_warning(self):
        self.write("a.yaml", self.text + "name: both\n")
        self.write("b.yaml", self.other + "name: both\n")
        self.call("a.yaml", "--quiet")
        self.assertEqual(self.call("b.yaml", "--quiet").stderr, "b.yaml: warning: 'results/both' is the folder of 'a.yaml', "
                         "which writes the same name: both\n")

    def test_a_file_that_moves_goes_on(self):
        self.write("a/x.yaml", self.text)
        self.call("a/x.yaml", "--quiet")
        self.assertEqual(json.loads((self.folder / "results/x/manifest.json").read_text())["file"], "../../a/x.yaml")
        (self.folder / "b").mkdir()
        (self.folder / "a/x.yaml").rename(self.folder / "b/x.yaml")
        self.call("b/x.yaml", "--quiet")
        self.write("b/x.yaml", self.other)
        self.call("b/x.yaml", "--quiet")
        self.write("b/y.yaml", self.text + "name: x\n")
        self.call("b/y.yaml", "--quiet", status=2)
        self.write("b/x.yaml", self.other + "name: new\n")  # the folder is nobody's
        self.call("b/y.yaml", "--quiet")

    def test_a_clone_goes_on_with_the_same_runs(self):
        self.write("a/x.yaml", self.text)
        self.call("a/x.yaml", "--quiet")
        self.write("clone/x.yaml", self.text)
        self.assertIn("1 run, all with their results", self.call("clone/x.yaml").stdout)
        self.write("clone/x.yaml", self.text + "sweep: {seeds: 2}\n")
        self.assertEqual(self.call("clone/x.yaml", "--quiet").stderr, "runner: 'results/x' is the folder of 'a/x.yaml'; this "
                         "file has all of its runs and goes on there\n")
        # With its results elsewhere, a clone is on its own.
        shutil.copytree(self.folder, self.folder / "whole", ignore=shutil.ignore_patterns("whole"))
        self.write("whole/a/x.yaml", self.other)
        self.call("whole/a/x.yaml", "--results", "whole/results", "--quiet")


if __name__ == "__main__":
    unittest.main()
