"""runner launch slurm, before commands that stand in the place of Slurm's: what they are given, and what is said."""
import os
import shutil
import subprocess
import unittest

from support import RUNNER, CommandCase, tree

SWEEP = """name: sweep
data: {type: make_moons, n_samples: 60, noise: 0.1, split: {validation: 0.25}}
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 16}
sweep: {seeds: 5}
launch: {slurm: {elements: 3, partition: short, time: 1:00:00, extra: ["#SBATCH --account=lab"]}}
"""

# Each notes its words; the answers are files beside it.
STAND_IN = """#!/bin/sh
cd "$(dirname "$0")"
echo "$(basename "$0")" "$@" >> calls
cat "$(basename "$0").answer" 2>/dev/null
exit "$(cat "$(basename "$0").status" 2>/dev/null || echo 0)"
"""


class Launch(CommandCase):
    def setUp(self):
        super().setUp()
        self.slurm = self.folder / "slurm commands"
        self.slurm.mkdir()
        for name in ("sbatch", "scontrol", "squeue"):
            self.write(f"slurm commands/{name}", STAND_IN).chmod(0o755)
        self.answer("sbatch", "17;cluster\n")
        self.answer("scontrol", "Configuration data\nMaxArraySize            = 1001\nMaxDBDMsgs = 4\n")
        self.write("sweep.yaml", SWEEP)

    def answer(self, command, text, status=0):
        (self.slurm / f"{command}.answer").write_text(text)
        (self.slurm / f"{command}.status").write_text(str(status))

    def launch(self, *words, status=0, path=None):
        path = f"{self.slurm}:{os.environ['PATH']}" if path is None else path
        done = subprocess.run([RUNNER, "launch", "slurm", "sweep.yaml", *words], cwd=self.folder, capture_output=True,
                              text=True, timeout=60, env={**os.environ, "PATH": path})
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done

    def calls(self):
        file = self.slurm / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [line for line in lines if line.startswith("sbatch")]

    def script(self, name="array.sh"):
        return (self.folder / "results/sweep.slurm" / name).read_text()

    def test_an_array_and_a_merge_are_submitted(self):
        done = self.launch("--no-timing")
        folder = self.folder / "results/sweep.slurm"
        self.assertEqual(done.stdout, "sweep: array job 17 trains 5 runs in 3 elements\n"
                                      "sweep: merge job 17 writes the tables when it has ended\n"
                                      f"  {folder}\n  runner status {self.folder}/results/sweep\n")
        self.assertEqual(self.calls(), [f"sbatch --parsable {folder}/array.sh",
                                        f"sbatch --parsable --dependency=afterany:17 {folder}/merge.sh"])
        self.assertEqual(self.script(), f"""#!/bin/sh
#SBATCH --job-name=sweep
#SBATCH --array=1-3
#SBATCH --output="{folder}/%A_%a.log"
#SBATCH --cpus-per-task=1
#SBATCH --partition=short
#SBATCH --time=1:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
#SBATCH --account=lab
exec '{RUNNER}' run '{folder}/experiment.yaml' --results '{self.folder}/results' --no-timing --shard "$SLURM_ARRAY_TASK_ID/3"
""")
        self.assertIn(f"exec '{RUNNER}' merge '{self.folder}/results/sweep' --no-timing\n", self.script("merge.sh"))
        self.assertIn("sweep: 5 runs, 5 missing\n", self.call("status", "results/sweep", status=1).stdout)

    def test_the_scripts_leave_what_one_call_leaves(self):
        self.call("sweep.yaml", "training.epochs=2", "--no-timing", "--quiet", "--results", "here")
        self.launch("--no-timing", "training.epochs=2")
        self.write("sweep.yaml", "this file is edited while the jobs wait")
        for element in (2, 3, 1):
            subprocess.run(["sh", "results/sweep.slurm/array.sh"], cwd=self.folder, check=True, capture_output=True,
                           env={**os.environ, "SLURM_ARRAY_TASK_ID": str(element), "SLURM_CPUS_PER_TASK": "1"})
        subprocess.run(["sh", self.folder / "results/sweep.slurm/merge.sh"], cwd="/", check=True, capture_output=True)
        self.assertEqual(tree(self.folder / "results/sweep"), tree(self.folder / "here/sweep"))

    def test_only_what_has_no_result_is_submitted_again(self):
        self.call("sweep.yaml", "--shard", "1/5", "--quiet")
        self.call("sweep.yaml", "--shard", "4/5", "--quiet")
        self.assertIn("array job 17 trains 3 runs in 2 elements\n", self.launch().stdout)  # 2 and 5; 3
        self.assertIn("#SBATCH --array=2-3\n", self.script())
        self.call("sweep.yaml", "--quiet")
        self.calls()
        done = "sweep: 5 runs, 5 finished; nothing left to submit\n"
        self.assertEqual(self.launch().stdout, done)
        (self.folder / "results/sweep/runs.csv").unlink()
        self.assertEqual(self.launch().stdout, done + "the tables are missing; runner merge results/sweep\n")
        self.assertEqual(self.calls(), [])

    def test_the_array_is_as_large_as_slurm_takes(self):
        self.answer("scontrol", "MaxArraySize = 3\n")
        self.launch("--elements", "100")
        self.assertIn("#SBATCH --array=1-2\n", self.script())
        self.answer("scontrol", "", status=1)
        self.launch("--elements", "100")
        self.assertIn("#SBATCH --array=1-5\n", self.script())

    def test_options_are_keys_of_the_file(self):
        text = self.launch("--dry-run", "--elements", "2", "--cpus", "4", "--partition", "long", "--time", "2-12",
                           "--mem", "4G", "launch.slurm.extra=['#SBATCH --nice']").stdout
        for line in ("--array=1-2", "--cpus-per-task=4", "--partition=long", "--time=2-12", "--mem=4G", "--nice"):
            self.assertIn(f"#SBATCH {line}\n", text)
        self.assertNotIn("account", text)

    def test_a_dry_run_shows_the_scripts_and_does_nothing(self):
        shown = self.launch("--dry-run", path="/nowhere").stdout
        self.assertEqual(self.calls(), [])
        self.assertFalse((self.folder / "results").exists())
        self.launch()
        self.assertEqual(shown, self.script() + "\n" + self.script("merge.sh"))

    def test_where_the_launch_section_is_from_changes_no_result(self):
        self.call("sweep.yaml", "--no-timing", "--quiet")
        before = tree(self.folder / "results")
        self.write("sweep.yaml", SWEEP[:SWEEP.index("launch:")])
        self.assertIn("nothing left to train\n", self.call("sweep.yaml", "--no-timing").stdout)
        self.assertEqual(tree(self.folder / "results"), before)

    def test_a_job_that_is_at_work_is_not_submitted_again(self):
        self.answer("squeue", f"3 /elsewhere/array.sh\n12 {self.folder}/results/sweep.slurm/array.sh\n")
        self.assertEqual(self.launch(status=2).stderr,
                         "runner launch: job 12 still trains runs of sweep; wait for it (squeue -j 12), end it "
                         "(scancel 12), or add --again to submit another one\n")
        self.assertEqual(self.calls(), [])
        self.launch("--again")
        self.assertEqual(len(self.calls()), 2)

    def test_where_slurm_refuses(self):
        self.answer("sbatch", "", status=1)
        self.assertEqual(self.launch(status=2).stderr,
                         "runner launch: sbatch refused the array job; nothing was submitted\n")
        self.assertEqual(self.launch(status=2, path="/nowhere").stderr,
                         "runner launch: there is no sbatch here; --dry-run shows what it would be given\n")

    def test_mistakes(self):
        example = ("Example: runner launch slurm experiments/adam_vs_sgd.yaml --elements 20 --time 1:00:00 --dry-run\n")
        for words, message in (
                ([], "where to, and which file? " + example),
                (["sweep.yaml"], "there is no 'sweep.yaml' to launch on; known: slurm. " + example),
                (["slurm"], "which file? " + example), (["slurm", "a", "b"], "one file at a time, not 2\n")):
            self.assertEqual(self.call("launch", *words, status=2).stderr, "runner launch: " + message)
        for key, value, message in (
                ("elements", "0", "0 is out of range; expected a number in [1, 1000000]; write launch.slurm.elements=1"),
                ("cpus", "two", "expected an integer, not 'two'; write launch.slurm.cpus=1"),
                ("partition", "a b", "expected the name of a partition"),
                ("time", "1h", "expected a time as sbatch takes it, such as 90 (minutes), 1:30:00 or 2-12 "
                               "(days and hours)"),
                ("mem", "4 GB", "expected an amount of memory as sbatch takes it, such as 4G or 500M"),
                ("extra", "[--account=lab]",
                 "expected lines of plain text that begin with '#SBATCH -'; the array is what `elements` says"),
                ("extra", "['#SBATCH --array=1-9']",
                 "expected lines of plain text that begin with '#SBATCH -'; the array is what `elements` says")):
            self.assertEqual(self.launch(f"launch.slurm.{key}={value}", status=2).stderr,
                             f"command line: launch.slurm.{key}={value}: error: launch.slurm.{key}: {message}\n")
        self.write("sweep.yaml", SWEEP.replace("partition", "partitoin"))
        self.assertIn("error: launch.slurm.partitoin: slurm has no key 'partitoin'; did you mean 'partition'?\n",
                      self.launch(status=2).stderr)
        quotes = self.folder / 'a"b'
        quotes.mkdir()
        self.write("sweep.yaml", SWEEP)
        self.assertEqual(self.launch("--results", quotes, status=2).stderr,
                         f"runner launch: Slurm can't take a path with quotes, backslashes or control characters: {quotes}/sweep.slurm\n")
        shutil.rmtree(quotes)
        self.assertEqual(self.calls(), [])


if __name__ == "__main__":
    unittest.main()
