"""A sweep of 40 runs on a real Slurm that loses an element, a node's daemon and its controller, and no result."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from cluster import Cluster, missing_commands, wait_for

TOP = pathlib.Path(__file__).resolve().parents[2]
RUNNER = os.environ.get("RUNNER", str(TOP / "build/runner/runner"))
SKIPPED = 77  # for meson
RUNS = 40

SWEEP = """name: sweep
data: {type: make_moons, n_samples: 400, noise: 0.2, split: {validation: 0.25}}
network: [{type: Linear, out_features: 32}, ReLU, {type: Dropout, p: 0.1}, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1, momentum: 0.9}
training: {epochs: EPOCHS, iterations_per_epoch: 1000, batch_size: 16}
metrics: [accuracy]
checkpoint: {every: 0.2s}
sweep: {seeds: 5, grid: {optimizer.lr: {logspace: [1e-4, 1, 8]}}}
launch: {slurm: {elements: 8, cpus: 1}}
"""


def runner(*words, folder, status=(0,), environment=None):
    done = subprocess.run([RUNNER, *map(str, words)], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=200)
    assert done.returncode in status, f"runner {words} ended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def epochs_of_a_second(folder):
    """Whatever the machine: long enough to be hit, short enough to be waited for."""
    epochs, seconds = 5, 0.0
    while seconds < 0.5:
        epochs *= 2
        (folder / "probe.yaml").write_text(SWEEP.replace("EPOCHS", str(epochs)))
        begin = time.monotonic()
        runner("probe.yaml", "name=probe", "--shard", f"1/{RUNS}", folder=folder)
        seconds = time.monotonic() - begin
    return int(1.2 * epochs / seconds)


class Chaos:
    """What a cluster does to a job, on purpose."""

    def __init__(self, cluster, results):
        self.cluster = cluster
        self.results = results

    def element_but(self, other):
        """An element that trains now, and its processes."""
        return wait_for("an element at work", lambda: next((e for e in self.elements() if e[0] != other), None), 60)

    def elements(self):
        """The elements that train now and that Slurm knows of, the newest first, each with its processes."""
        running = [line.split()[0] for line in self.cluster.queue() or [] if line.endswith(" RUNNING")]
        found = {}
        for pid, values in self.cluster.processes():
            name = f"{values.get('SLURM_ARRAY_JOB_ID')}_{values.get('SLURM_ARRAY_TASK_ID')}"
            if name in running:
                found.setdefault(name, []).append(pid)
        return sorted(found.items(), reverse=True)

    def strike(self):
        """The daemons first: a controller that comes back with an old state starts what has ended once more."""
        wait_for("a saved state", lambda: self.cluster.remembers("sweep.slurm/array.sh"), 60)
        wait_for("a result", lambda: any(path.name[0] != "." for path in (self.results / "runs").iterdir()), 60)
        print("slurmd and slurmctld are killed and restarted", flush=True)
        self.cluster.stop("n2", signal.SIGKILL)
        self.cluster.stop("slurmctld", signal.SIGKILL)
        time.sleep(1)
        self.cluster.start("n2")
        self.cluster.start("slurmctld")
        wait_for("the controller", lambda: self.cluster.queue() is not None, 30)
        killed, pids = self.element_but("")
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        requeued, _ = self.element_but(killed)
        subprocess.run(["scontrol", "requeue", requeued], env=self.cluster.environment, check=True)
        last = f"{killed.split('_')[0]}_8"
        self.cluster.ask("scancel", last)
        print(f"element {killed} is killed, {requeued} is requeued, {last} is cancelled", flush=True)


def wait_for_the_queue(cluster):
    """Slurm may close a node on which it found a job that it had forgotten; then its operator has to step in."""
    try:
        wait_for("the end of the queue", lambda: cluster.queue() == [], 60)
    except TimeoutError:
        print(f"the operator clears the queue: {cluster.queue()}", flush=True)
        cluster.ask("scancel", "--me")
        cluster.end_jobs(signal.SIGKILL)
        for node in cluster.nodes:
            cluster.ask("scontrol", "update", f"NodeName={node}", "State=RESUME")
        wait_for("the end of the queue", lambda: cluster.queue() == [], 60)


def without_a_storm(cluster, folder):
    """The array, and behind it the merge."""
    words = ("name=calm", "sweep.seeds=1", "training.epochs=2")
    runner("sweep.yaml", *words, "--no-timing", "--quiet", "--results", "local", folder=folder)
    launch(cluster, folder, *words)
    wait_for_the_queue(cluster)
    assert tree(folder / "local/calm") == tree(folder / "results/calm"), "a calm launch differs from a local call"


def launch(cluster, folder, *words, status=(0,)):
    return runner("launch", "slurm", "sweep.yaml", "--no-timing", *words, folder=folder, status=status,
                  environment=cluster.environment)


def launch_until_complete(cluster, folder):
    for attempt in range(5):
        print(launch(cluster, folder).stdout, end="", flush=True)
        if attempt == 0:
            refused = launch(cluster, folder, status=(2,)).stderr
            assert "still trains runs of sweep" in refused, refused
            Chaos(cluster, folder / "results/sweep").strike()
        wait_for_the_queue(cluster)
        status = runner("status", "results/sweep", folder=folder, status=(0, 1))
        print(status.stdout.split("\n")[0], flush=True)
        if status.returncode == 0:
            assert attempt > 0, "the first launch lost no run"
            return
    raise AssertionError("runs are missing after five launches\n" + status.stdout)


def test(folder):
    epochs = epochs_of_a_second(folder)
    (folder / "sweep.yaml").write_text(SWEEP.replace("EPOCHS", str(epochs)))
    runner("sweep.yaml", "--no-timing", "--quiet", "--results", "local", folder=folder)
    with Cluster(folder / "cluster", nodes=2, cpus=1) as cluster:
        try:
            without_a_storm(cluster, folder)
            launch_until_complete(cluster, folder)
            again = launch(cluster, folder).stdout
            assert again.endswith("; nothing left to submit\n"), again
        except BaseException:
            print(cluster.logs())
            raise
    runner("merge", "results/sweep", "--no-timing", folder=folder)  # the controller may have forgotten that job
    local, spread = tree(folder / "local/sweep"), tree(folder / "results/sweep")
    assert len(list((folder / "local/sweep/runs").iterdir())) == RUNS
    assert sorted(local) == sorted(spread), sorted(set(local) ^ set(spread))
    different = [name for name in local if local[name] != spread[name]]
    assert not different, different


if __name__ == "__main__":
    if missing := missing_commands():
        print(f"skipped: Slurm is not installed here (package slurm-wlm): no {', '.join(missing)}")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="runner_slurm_", ignore_cleanup_errors=True) as name:
        test(pathlib.Path(name).resolve())
    print("the same bytes")
