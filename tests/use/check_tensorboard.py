#!/usr/bin/env python3
"""What TensorBoard makes of exported curves: the scalars of every run, and hparams with seeds as a group.

Needs tensorboard, and the command as RUNNER. Called by .ci/optional.
"""
import csv
import math
import os
import pathlib
import subprocess
import tempfile

from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups

TOP = pathlib.Path(__file__).resolve().parents[2]
RUNNER = os.environ.get("RUNNER", str(TOP / "build/runner/runner"))
SWEEP = """data: {type: make_moons, n_samples: 60, noise: 0.2, split: {validation: 0.3}}
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 20}
metrics: [accuracy]
"""
TAGS = {"lr": "lr", "train_loss": "loss/train", "train_accuracy": "accuracy/train", "val_loss": "loss/validation",
        "val_accuracy": "accuracy/validation"}


def call(*words, folder):
    subprocess.run([RUNNER, *map(str, words)], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def check_scalars(folder, log, results):
    """Every cell of metrics.csv is a point of its run."""
    points = 0
    for run in read(results / "runs.csv"):
        accumulator = EventAccumulator(str(log / f"{run['label']} seed {run['seed']}"))
        accumulator.Reload()
        rows = [row for row in read(results / "metrics.csv") if row["run"] == run["run"]]
        for column, tag in TAGS.items():
            wanted = [(int(row["epoch"]), float(row[column])) for row in rows if row[column] and float(row[column]) < 3.4e38]
            shown = accumulator.Scalars(tag) if tag in accumulator.Tags()["scalars"] else []
            found = [(event.step, event.value) for event in shown]
            assert len(found) == len(wanted), (tag, found, wanted)
            for (step, value), (epoch, number) in zip(found, wanted):
                assert step == epoch and math.isclose(value, number, rel_tol=1e-6, abs_tol=1e-30), (tag, step, value, number)
            points += len(found)
    print(f"tensorboard: {folder}: {points} points of {', '.join(TAGS.values())} are those of metrics.csv")


def hparams_of(log):
    """(columns, metrics, [(group, its values, sessions, statuses)]) as the plugin answers its page."""
    multiplexer = plugin_event_multiplexer.EventMultiplexer()
    multiplexer.AddRunsFromDirectory(str(log))
    multiplexer.Reload()
    provider = data_provider.MultiplexerDataProvider(multiplexer, str(log))
    context = backend_context.Context(base_plugin.TBContext(data_provider=provider, multiplexer=multiplexer))
    request = RequestContext()
    experiment = get_experiment.Handler(request, context, "", api_pb2.GetExperimentRequest()).run()
    columns = [api_pb2.ColParams(hparam=info.name) for info in experiment.hparam_infos]
    asked = api_pb2.ListSessionGroupsRequest(
        allowed_statuses=[api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING],
        aggregation_type=api_pb2.AGGREGATION_AVG, start_index=0, slice_size=100, col_params=columns)
    groups = list_session_groups.Handler(request, context, "", asked).run().session_groups
    found = []
    for group in groups:
        values = {key: getattr(value, value.WhichOneof("kind")) for key, value in group.hparams.items()}
        found.append((group.name, values, len(group.sessions), {session.status for session in group.sessions}))
    return ([info.name for info in experiment.hparam_infos],
            [info.name.tag for info in experiment.metric_infos], found)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "x.yaml").write_text(SWEEP + "sweep: {seeds: 3, grid: {optimizer: [{type: SGD, lr: 0.1}, {type: SGD, lr: 1.0e+39}, "
                                       "{type: Adam, lr: 0.01}]}}\n", encoding="utf-8")
        call("x.yaml", folder=folder)
        call("export", "results/x", "--format", "tensorboard", "-o", "log", folder=folder)
        check_scalars("a sweep", folder / "log", folder / "results/x")
        columns, metrics, groups = hparams_of(folder / "log")
        assert columns == ["optimizer", "optimizer.lr"], columns
        assert sorted(metrics) == sorted(TAGS[column] for column in TAGS if column != "lr"), metrics
        assert sorted((values["optimizer"], values["optimizer.lr"], sessions) for _, values, sessions, _ in groups) == [
            ("Adam", 0.01, 3), ("SGD", 0.1, 3), ("SGD", 1e39, 3)], groups
        assert {status for _, values, _, found in groups if values["optimizer.lr"] == 1e39 for status in found} == {
            api_pb2.STATUS_FAILURE}
        print(f"tensorboard: hparams: columns {columns}, groups " +
              "; ".join(f"{group}: {sessions} sessions" for group, _, sessions, _ in sorted(groups)))

        (folder / "one.yaml").write_text(SWEEP, encoding="utf-8")
        call("one.yaml", folder=folder)
        run = read(folder / "results/one/runs.csv")[0]["run"]
        for what in ("results/one", f"results/one/runs/{run}"):
            call("export", what, "--format", "tensorboard", "-o", "one", "--force", folder=folder)
            columns, _, groups = hparams_of(folder / "one")
            assert len(groups) == 1 and groups[0][1]["optimizer"] == "SGD" and groups[0][1]["optimizer.lr"] == 0.1, groups
            print(f"tensorboard: a single run ({'folder' if what == 'results/one' else 'run'}): {len(columns)} hparams, 1 session")


if __name__ == "__main__":
    main()
