"""What shells and `man` are given: completions are tried in the shell itself, where it is installed."""
import os
import re
import shutil
import subprocess
import sys
import unittest

from support import RUNNER, TOP, CommandCase


def needs(tool):
    """Says aloud what is not tried."""
    if shutil.which(tool):
        return lambda test: test
    print(f"{tool} is not installed: what it makes of the program's files is not tried", file=sys.stderr)
    return unittest.skip(f"{tool} is not installed")


class Shell(CommandCase):
    def script(self, shell):
        return self.write(f"completion.{shell}", self.call("completion", shell).stdout)

    def in_bash(self, line):
        """What bash has to offer at the end of a line."""
        program = r'''
source ./completion.bash
COMP_LINE=$1 COMP_POINT=${#1}
# Words as bash cuts them, at "=" too.
read -ra COMP_WORDS <<<"${1//=/ = }"
[[ $1 == *' ' ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_runner
printf '%s\n' "${COMPREPLY[@]}"
'''
        done = subprocess.run(["bash", "--norc", "-c", program, "bash", line], cwd=self.folder, capture_output=True, text=True,
                              check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split("\n")[:-1] if done.stdout != "\n" else []

    def test_bash_completes_commands_options_keys_values_and_names(self):
        self.script("bash")
        self.write("moons.yaml", "")
        self.write("notes.txt", "")
        (self.folder / "results").mkdir()
        for line, expected in [
                ("runner sta", ["status"]),
                ("runner mo", ["moons.yaml"]),
                ("runner n", []),
                ("runner res", ["results"]),
                ("runner run moons.yaml --thr", ["--threads"]),
                ("runner moons.yaml --thr", ["--threads"]),
                ("runner status --v", ["--verify"]),
                ("runner run --results ", []),
                ("runner run moons.yaml optimizer.lr", ["optimizer.lr=", "optimizer.lr_decay="]),
                ("runner run moons.yaml training.ep", ["training.epochs="]),
                ("runner run moons.yaml optimi", ["optimizer.", "optimizer="]),
                ("runner run moons.yaml optimizer=Ada", ["AdaBelief", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW",
                                                         "AdamWScheduleFree", "Adamax", "Adan"]),
                ("runner run moons.yaml training.shuffle=", ["each_epoch", "none", "once"]),
                ("runner run moons.yaml ", []),
                ("runner explain Adadel", ["Adadelta"]),
                ("runner explain training.epo", ["training.epochs"]),
                ("runner list op", ["optimizers"]),
                ("runner help sche", ["schema"]),
                ("runner launch sl", ["slurm"]),
                ("runner completion ", ["bash", "zsh", "fish"])]:
            with self.subTest(line):
                self.assertEqual(sorted(self.in_bash(line)), sorted(expected))

    def test_what_bash_knows_is_what_help_shows(self):
        """Every command and every option; every kind."""
        self.script("bash")
        shown = re.findall(r"^  (\w+) +", self.call("--help").stdout.split("Commands\n")[1], re.MULTILINE)
        shown.remove("runner")  # the example
        self.assertGreater(len(shown), 15)
        for command in shown:
            self.assertIn(command, self.in_bash(f"runner {command}"))
            text = self.call(command, "--help").stdout
            self.assertEqual(self.call("help", command).stdout, text)
            listed = {word for line in re.findall(r"^  (-.*?)(?:  |$)", text, re.MULTILINE)
                      for word in re.findall(r"(?<![\w-])--?[a-z][\w-]*", line)} - {"-h"}
            self.assertLessEqual(listed, set(self.in_bash(f"runner {command} -")), command)

    def test_a_key_is_offered_whole_where_bash_does_not_cut_at_equals_signs(self):
        self.script("bash")
        program = "source ./completion.bash; COMP_WORDBREAKS=' '; COMP_LINE='runner run a.yaml loss=MSE'; " \
                  "COMP_POINT=${#COMP_LINE}; _runner; echo ${COMPREPLY[@]}"
        done = subprocess.run(["bash", "--norc", "-c", program], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "loss=MSELoss\n")

    @needs("zsh")
    def test_zsh_reads_its_script_and_completes(self):
        script = self.script("zsh")
        subprocess.run(["zsh", "-n", script], check=True)
        # The functions of the completion system are replaced by what shows what they were given.
        program = r'''
compdef() { }
compset() { }
compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- "$@" }
_describe() { print -l -- ${(P)@[-1]} }
_files() { print -- "files $*" }
source ./completion.zsh
words=("${(@s: :)1}") CURRENT=$#words
_runner
'''
        for line, expected in [
                ("runner run a.yaml training.ep", ["training.epochs=", "files "]),
                ("runner a.yaml training.ep", ["training.epochs=", "files "]),
                ("runner run a.yaml training.shuffle=on", ["once"]),
                ("runner status re", ["files -/"]),
                ("runner status -", ["--verify:look at every byte of the runs' files: exit 1 where one is not what was written",
                                     "--help:what the command does"])]:
            with self.subTest(line):
                done = subprocess.run(["zsh", "-f", "-c", program, "zsh", line], cwd=self.folder, capture_output=True, text=True,
                                      check=True)
                self.assertEqual((done.stdout + done.stderr).split("\n")[:-1], expected)

    @needs("fish")
    def test_fish_reads_its_script_and_completes(self):
        script = self.script("fish")
        subprocess.run(["fish", "--no-execute", script], check=True)
        home = {**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        for line, expected in [
                ("runner sta", "status\twhat is done, running, failed or missing in a results folder"),
                ("runner run a.yaml training.ep", "training.epochs="),
                ("runner a.yaml training.shuffle=on", "training.shuffle=once"),
                ("runner a.yaml --thr", "--threads\tthreads of one run (default: chosen)"),
                ("runner explain Adadel", "Adadelta"),
                ("runner list optim", "optimizers")]:
            with self.subTest(line):
                done = subprocess.run(["fish", "--no-config", "-c", f"source completion.fish; complete -C '{line}'"],
                                      cwd=self.folder, capture_output=True, text=True, check=True, env=home)
                self.assertEqual(done.stderr, "")
                self.assertEqual([found for found in done.stdout.split("\n") if found], [expected])

    @needs("man")
    def test_the_manual_page_has_everything_and_no_warning(self):
        page = self.write("runner.1", self.call("man").stdout)
        done = subprocess.run(["man", "--warnings", "-l", page], capture_output=True, text=True, check=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MAN_KEEP_FORMATTING": "", "PAGER": "cat"})
        self.assertEqual(done.stderr, "")
        text = re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout)
        for word in ("NAME", "runner - train", "SYNOPSIS", "runner watch DIR", "--fail-fast", "EXIT STATUS", "NO_COLOR",
                     "runner run experiments/adam_vs_sgd.yaml training.epochs=5"):
            self.assertIn(word, text)

    def test_help_of_a_command(self):
        self.assertEqual(self.call("help").stdout, self.call("--help").stdout)
        self.assertEqual(self.call("help", "stauts", status=2).stderr,
                         "runner help: there is no command 'stauts'; did you mean 'status'?\n")
        self.assertEqual(self.call("completion", "bsh", status=2).stderr,
                         "runner completion: there is no shell 'bsh'; did you mean 'bash'?\n")
        self.assertEqual(self.call("completion", status=2).stderr,
                         "runner completion: for which shell? known: bash, zsh, fish\n")

    def test_colour_is_for_terminals_that_want_it(self):
        self.write("bad.yaml", "data: {type: make_moons}\nnetwork: [ReLU]\nlosss: MSELoss\n")
        self.write("moons.yaml", "data: {type: make_moons, n_samples: 40, split: {validation: 0.25}}\n"
                                 "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
                                 "optimizer: {type: SGD, lr: 0.1}\ntraining: {epochs: 1}\nsweep: {seeds: 2}\n")
        self.call("moons.yaml", "--quiet")

        def on_a_terminal(command, **environment):
            """`script` gives a command a terminal."""
            told = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
            return subprocess.run(["script", "-qec", f"'{RUNNER}' {command}", "/dev/null"], cwd=self.folder, capture_output=True,
                                  text=True, stdin=subprocess.DEVNULL, env={**told, "TERM": "xterm", **environment}).stdout

        self.assertIn("\x1b[1;31merror:\x1b[0m", on_a_terminal("check bad.yaml"))
        self.assertIn("moons: 2 runs, 2 \x1b[32mfinished\x1b[0m", on_a_terminal("status results/moons"))
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotIn("\x1b", on_a_terminal("check bad.yaml", **environment))
            self.assertNotIn("\x1b", on_a_terminal("status results/moons", **environment))
        self.assertIn("\x1b", on_a_terminal("status results/moons", NO_COLOR=""))
        self.assertNotIn("\x1b", self.call("check", "bad.yaml", status=2, TERM="xterm").stderr)


if __name__ == "__main__":
    unittest.main()
