"""Exit statuses, help, messages and what the subcommands print."""
import re
import resource
import signal
import subprocess
import time
import unittest

from support import EXPERIMENTS, RUNNER, TOP, CommandCase, missing_data, shipped

GOOD = """data: {type: make_moons, n_samples: 60, noise: 0.1, split: {validation: 0.25}}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 16}
metrics: [accuracy]
"""


class Command(CommandCase):
    def test_a_second_run_trains_nothing_and_says_so(self):
        self.write("moons.yaml", GOOD + "sweep: {seeds: 2}\n")
        self.assertIn("moons: 2 runs, 2 finished\n", self.call("moons.yaml").stdout)
        again = self.call("run", "moons.yaml")
        self.assertIn("moons: 2 runs, all with their results; nothing left to train\n", again.stdout)
        self.assertIn("moons: 3 runs, 2 from before, 1 finished\n",
                      self.call("moons.yaml", "sweep.seeds=3").stdout)
        self.assertIn("moons: 2 runs, 2 finished\n", self.call("moons.yaml", "--force").stdout)

    def test_mistakes_end_with_2_and_train_nothing(self):
        """Each names the place and what to write, in fewer than 300 characters; `run` says what `check` says."""
        paths = sorted((TOP / "tests/broken").glob("*.yaml"))
        self.assertGreaterEqual(len(paths), 65)
        for path in paths:
            expected = path.read_text(encoding="utf-8").split("\n")[0].removeprefix("# ")
            done = self.call("check", path, status=2)
            self.assertEqual(done.stderr.split("\n")[0], f"{path}:{expected}")
            self.assertLess(len(expected), 300)
            self.assertRegex(expected, "write |did you mean|leave |use |wants |say |is missing", path.name)
            self.assertEqual(self.call("run", path, status=2).stderr, done.stderr)
        self.assertFalse((self.folder / "results").exists())

    def test_five_mistakes_are_five_messages(self):
        self.write("five.yaml", "data: {type: make_moons, nois: 1}\nnetwork: [{type: Linear, out_features: two}]\n"
                                "loss: MSE_Loss\noptimizer: {type: SGD, lr: -1}\ntraining: {epochs: 1, shuffle: no}\n")
        lines = self.call("check", "five.yaml", status=2).stderr.split("\n")
        self.assertEqual([line for line in lines if "error" in line], [
            "five.yaml:1:26: error: data.nois: make_moons has no parameter 'nois'; did you mean 'noise'?",
            "five.yaml:2:40: error: network.0.out_features: expected an integer, not 'two'; write out_features: 16",
            "five.yaml:3:7: error: loss: there is no loss 'MSE_Loss'; write MSELoss",
            "five.yaml:4:28: error: optimizer.lr: -1 is out of range; expected a number at least 0; write lr: 1",
            "five.yaml:5:32: error: training.shuffle: there is no choice 'no'; write shuffle: none"])

    def test_an_override_is_a_place(self):
        self.write("moons.yaml", GOOD)
        done = self.call("moons.yaml", "optimizer.lr=abc", status=2)
        self.assertEqual(done.stderr,
                         "command line: optimizer.lr=abc: error: optimizer.lr: expected a number, not 'abc'; write "
                         "optimizer.lr=0.001\n")

    def test_what_cannot_be_done_is_said_before_training(self):
        self.write("moons.yaml", GOOD)
        self.assertEqual(self.call("moons.yaml", "extends=other.yaml", status=2).stderr,
                         "command line: extends=other.yaml: error: extends: a file extends others, "
                         "the command line can't\n")
        self.assertEqual(self.call("moons.yaml", "sweep.seeds=1000000000", status=2).stderr,
                         "command line: sweep.seeds=1000000000: error: sweep.seeds: more than 200000 runs\n")
        self.call("moons.yaml", "--results", "moons.yaml", status=2)

    def test_a_machine_without_bfloat16_checks_but_does_not_train_it(self):
        self.write("moons.yaml", GOOD + "precision: bfloat16\n")
        without = {"ONEDNN_MAX_CPU_ISA": "AVX2"}, {"LD_LIBRARY_PATH": str(self.folder)}
        (self.folder / "libdnnl.so.2").touch()
        for reason, environment in zip(
                ("the processor has neither avx512_bf16 nor amx_bf16",
                 f"it needs oneDNN, Debian's package libdnnl2 ({self.folder}/libdnnl.so.2: file too short)"), without):
            told = self.call("check", "moons.yaml", **environment)
            if "built without oneDNN" in told.stderr:
                self.skipTest("this runner was built without oneDNN")
            message = f"precision: bfloat16 can't be trained on this machine: {reason}\n"
            self.assertEqual(told.stderr.split("   ")[0], "moons.yaml:7:12: warning: " + message)
            refused = self.call("moons.yaml", status=2, **environment)
            self.assertEqual(refused.stderr.split("   ")[0], "moons.yaml:7:12: error: " + message)
            self.assertFalse((self.folder / "results").exists())
            self.call("summary", "moons.yaml", **environment)

    def test_a_misspelt_command_or_file(self):
        self.assertEqual(self.call("chek", status=2).stderr,
                         "runner: there is no command 'chek'; did you mean 'check'?\n")
        self.assertEqual(self.call("missing.yaml", status=2).stderr,
                         "error: cannot read 'missing.yaml': No such file or directory\n")
        self.call("run", "missing.yaml", "--no-such-option", status=2)

    def test_help_shows_an_example_each(self):
        for words in [[]] + [[c] for c in ("run", "check", "summary", "status", "merge", "launch", "list", "explain", "schema")]:
            self.assertIn("Example", self.call(*words, "--help").stdout)
        self.assertRegex(self.call("--version").stdout, r"^runner \d+\.\d+\.\d+\n$")

    def test_summary_of_the_chapters_network(self):
        text = self.call("summary", EXPERIMENTS / "chapter4/network.yaml", "--parameters").stdout
        self.assertIn("parameters: 12 + 8 + 6 = 26\n", text)
        rows = [line.split() for line in text.split("\n")]
        for row in (["0", "Linear", "[N,", "3]", "12", "12"], ["2", "Linear", "[N,", "2]", "8", "8"],
                    ["4", "Linear", "[N,", "2]", "6", "6"], ["0.weight", "[3,", "3]", "9"], ["0.bias", "[3]", "3"],
                    ["2.weight", "[2,", "3]", "6"], ["2.bias", "[2]", "2"], ["4.weight", "[2,", "2]", "4"],
                    ["4.bias", "[2]", "2"]):
            self.assertIn(row, rows)

    def test_summary_of_resnet_20(self):
        """He et al. 2015, section 4.2, without its data: 269,722 parameters, and 40.55 million multiply-adds of weights."""
        def conv(width, stride=1):
            return f"{{type: Conv2d, out_channels: {width}, kernel_size: 3, padding: 1, stride: {stride}, bias: false}}, BatchNorm2d"
        layers = f"{conv(16)}, ReLU"
        for width in (16, 32, 64):
            for block in range(3):
                wider = width > 16 and block == 0
                past = (f", shortcut: [{{type: AvgPool2d, kernel_size: 1, stride: 2}}, {{type: ZeroPad3d, padding: [0, 0, 0, 0, {width // 4}, {width // 4}]}}]"
                        if wider else "")
                layers += f", {{type: Residual, layers: [{conv(width, 2 if wider else 1)}, ReLU, {conv(width)}]{past}}}, ReLU"
        self.write("resnet.yaml", f"data: {{type: cifar, path: elsewhere}}\nnetwork: [{layers}, {{type: AdaptiveAvgPool2d, output_size: 1}}, Flatten, {{type: Linear, out_features: 10}}]\n"
                   "loss: CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 1}\n")
        text = self.call("summary", "resnet.yaml", "input_shape=[3, 32, 32]").stdout
        lines = [re.sub(" +", " ", line).strip() for line in text.split("\n")]
        for line in ("input [N, 3, 32, 32]", "0 Conv2d [N, 16, 32, 32] 432 442368", "3 Residual [N, 16, 32, 32] 4672 4784128",
                     "3.0 Conv2d [N, 16, 32, 32] 2304 2359296", "9.shortcut.1 ZeroPad3d [N, 32, 16, 16] 0 0",
                     "19 Residual [N, 64, 8, 8] 73984 4734976", "23 Linear [N, 10] 650 650"):
            self.assertIn(line, lines)
        self.assertIn(" = 269722\n", text)
        self.assertIn(" 3.0    Conv2d ", text)  # indented

    def test_summary_of_layers_within_layers(self):
        self.write("nested.yaml", "data: make_moons\n"
                   "network: [{Residual: [{type: Linear, out_features: 2}, ReLU]}, {Sum: [[Tanh], []]},"
                   " {type: Linear, out_features: 2}]\n"
                   "loss: CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 1}\n")
        text = self.call("summary", "nested.yaml", "--parameters").stdout
        self.assertEqual(re.sub(" +\n", "\n", text), """\
       layer     output shape       parameters  multiply-adds
       input     [N, 2]
    0  Residual  [N, 2]                      6              6
  0.0    Linear  [N, 2]                      6              6
  0.1    ReLU    [N, 2]                      0              0
    1  Sum       [N, 2]                      0              0
1.0.0    Tanh    [N, 2]                      0              0
    2  Linear    [N, 2]                      6              6

parameters: 6 + 6 = 12
multiply-adds of a sample, forward: 12
training samples: 100

tensor      shape                  values
0.0.weight  [2, 2]                      4
0.0.bias    [2]                         2
2.weight    [2, 2]                      4
2.bias      [2]                         2
""")

    def test_every_shipped_experiment_is_good_and_gives_no_warning(self):
        for path in shipped():
            done = self.call("check", path)
            self.assertIn(": good; ", done.stdout)
            told = [line for line in done.stderr.splitlines() if not re.match(r"data: [\w.-]+: [\d,]+ rows", line)]
            self.assertEqual(told, [])

    def test_every_shipped_experiment_without_its_data_is_good_but_for_them(self):
        answers = {"fashion_mnist": "./dev data fashion_mnist installs it", "cifar": "cifar-10-batches-bin"}
        for path in sorted(EXPERIMENTS.rglob("*.yaml")):
            missing = missing_data(path)
            if missing:
                told = self.call("check", path, status=2).stderr
                self.assertEqual(told.count("error: "), 1, told)
                self.assertIn(answers[missing], told)

    def test_every_example_of_the_page_on_sweeps_is_good(self):
        blocks = re.findall(r"```yaml\n(.*?)```", (TOP / "docs/sweeps.md").read_text(encoding="utf-8"), re.DOTALL)
        self.assertEqual(len(blocks), 8)
        counts = []
        for text in blocks:
            self.write("example.yaml", text)
            done = self.call("check", "example.yaml")
            self.assertEqual(done.stderr, "")
            counts.append(int(re.search(r": good; (\d+) run", done.stdout)[1]))
        self.assertEqual(counts, [30, 3, 3, 20, 9, 20, 10, 27])

    def test_check_estimates_the_work_that_training_then_does(self):
        self.write("moons.yaml", GOOD + """sweep:
  seeds: 2
  cases:
    - {}
    - {training: {batch_size: 7, drop_last: true, accumulate_gradients: 2}}
    - {training: {batch_size: 7, accumulate_gradients: 3, iterations_per_epoch: 5}}
    - {training: {epochs: null, iterations: 17, accumulate_gradients: 2}}
    - {training.batch_size: full, network.0.out_features: 4}
""")
        text = self.call("check", "moons.yaml").stdout
        found = re.search(r"to train: (\S+) iterations, (\S+) samples, about (\S+) floating-point operations", text)
        self.call("moons.yaml", "--quiet")
        rows = self.table("results/moons/runs.csv")
        self.assertEqual(len(rows), 10)
        self.assertEqual(int(found[1].replace(",", "")), sum(int(row["iterations"]) for row in rows))
        self.assertEqual(int(found[2].replace(",", "")), sum(int(row["samples"]) for row in rows))
        operations = sum(6 * int(row["samples"]) * int(row["parameters"]) for row in rows)
        self.assertEqual(found[3], f"{operations:.1e}")

    def test_list_and_explain(self):
        self.assertIn("  Adam ", self.call("list", "optimizers").stdout)
        self.assertIn("betas", self.call("explain", "adam").stdout)
        self.assertEqual(self.call("explain", "Adm", status=2).stderr,
                         "runner explain: there is no component or key 'Adm'; did you mean 'Adam'?\n")
        self.assertEqual(self.call("explain", "GRU", status=2).stderr,
                         "runner explain: GRU is not supported: samples are rows of numbers, not sequences; "
                         "use Flatten and Linear over a fixed number of steps\n")

    def test_diverging_is_a_result(self):
        self.write("up.yaml", "problem: quadratic\noptimizer: {type: SGD, lr: 3}\ntraining: {iterations: 1000}\n")
        self.call("up.yaml")
        row, = self.table("results/up/runs.csv")
        self.assertEqual(row["status"], "diverged")
        self.assertRegex(row["message"], r"^(loss|test_loss) is inf (at|after) iteration \d+$")

    def test_a_run_that_fails_does_not_stop_the_others(self):
        # The disk takes no file over 30,000 bytes: only the run that records every step fails.
        self.write("moons.yaml", GOOD.replace("epochs: 3", "epochs: 50").replace("batch_size: 16", "batch_size: 1") +
                   "sweep: {grid: {record.iterations: [false, true, 100]}}\n")
        limit = (30_000, 30_000)
        done = subprocess.run([RUNNER, "moons.yaml", "--quiet"], cwd=self.folder, capture_output=True, text=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        rows = self.table("results/moons/runs.csv")
        self.assertEqual([row["status"] for row in rows], ["finished", "failed", "finished"])
        self.assertIn("File too large", rows[1]["message"])
        self.assertIn("moons: 3 runs, 2 from before, 1 finished\n", self.call("moons.yaml").stdout)

    def test_an_interrupt_keeps_what_is_finished_and_goes_on_later(self):
        self.write("long.yaml", GOOD.replace("epochs: 3", "epochs: 100000000") +
                   "sweep: {grid: {training.epochs: [2, 100000000]}}\n")
        process = subprocess.Popen([RUNNER, "long.yaml", "--jobs", "1"], cwd=self.folder, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        process.stderr.readline()  # the short run has ended
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        rows = self.table("results/long/runs.csv")
        self.assertEqual([row["status"] for row in rows], ["finished", "interrupted"])
        self.assertIn("1 from before", self.call("long.yaml", "sweep.grid.training.epochs=[2, 3]").stdout)


if __name__ == "__main__":
    unittest.main()
