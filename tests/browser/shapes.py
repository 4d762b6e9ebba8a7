"""Small experiments of each shape (A to H, and a moving average), with the pictures that their pages must have."""

HOSTILE = "</script><b id=\"hacked\">\"'& \u202e \\e[31m"

MOONS = """
data: {type: make_moons, n_samples: 80, noise: 0.2, split: {validation: 0.25}}
network: [{type: Linear, out_features: 6}, Tanh, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 6, batch_size: 10}
metrics: [accuracy]
"""

SHAPES = {
    "A": ("""
description: "%s"
data: {type: csv, path: table.csv, target: kind, split: {validation: 0.3}}
network: [{type: Linear, out_features: 3}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
scheduler: {type: StepLR, step_size: 3, gamma: 0.5}
training: {epochs: 8, batch_size: 10}
metrics: [accuracy, grad_norm]
record: {predictions: true}
""" % HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\u202e", "\\u202e"),
          ["curves", "learning_rate", "gradient_norm", "confusion", "classes", "calibration"]),
    "B": (MOONS.replace("epochs: 6", "epochs: 2") + "record: {predictions: true}\nsweep: {seeds: 4}\n", ["curves", "final_values", "disagreement"]),
    "C": (MOONS + "sweep: {seeds: 4, grid: {optimizer: [{type: SGD, lr: 0.1}, {type: Adam, lr: 0.02}, {type: RMSprop, lr: 0.01}]}}\n",
          ["curves", "final_values", "differences", "comparisons", "epochs_to_target", "quality_and_time"]),
    "D": (MOONS + "sweep: {seeds: 2, grid: {optimizer: [SGD, Adam], optimizer.lr: [1e-3, 1e-2, 0.1, 1, 1e3]}}\n",
          ["rate", "good_region", "curves", "grid"]),
    "E": (MOONS + "sweep: {seeds: 2, grid: {optimizer.lr: [0.01, 0.1, 1], training.batch_size: [5, 10, 20]}}\n", ["grid", "margins", "curves"]),
    "landscape": (MOONS + "sweep: {grid: {optimizer.lr: [0.001, 0.01, 0.1, 1, 10, 1.0e+39], optimizer.momentum: [0, 0.3, 0.6, 0.9, 0.99]}}\n",
                  ["grid", "contours", "margins", "curves"]),
    "F": (MOONS + "sweep: {seeds: 2, grid: {optimizer.lr: [0.01, 0.1, 1], optimizer.momentum: [0, 0.9], training.batch_size: [5, 20]}}\n",
          ["best_so_far", "importance", "slices", "parallel_coordinates", "rank_agreement"]),
    "halving": (MOONS + "search: {type: successive_halving, factor: 3, min_epochs: 1}\n"
                "sweep: {random: {n: 9, seed: 0, values: {optimizer.lr: {loguniform: [1e-3, 1]}, optimizer.momentum: {uniform: [0, 0.95]}}}}\n",
                ["best_so_far", "survival", "slices"]),
    "G": (MOONS + "sweep: {seeds: 2, grid: {data: [{type: make_moons, n_samples: 80, noise: 0.1, split: {validation: 0.25}}, "
          "{type: make_circles, n_samples: 80, noise: 0.1, split: {validation: 0.25}}, "
          "{type: make_moons, n_samples: 80, noise: 0.4, split: {validation: 0.25}}], "
          "optimizer: [{type: SGD, lr: 0.1}, {type: Adam, lr: 0.02}, {type: Adagrad, lr: 0.1}]}}\n", ["ranks", "mean_ranks", "interquartile_means", "probability_of_improvement", "curves_by_problem"]),
    "H": ("problem: {type: beale, start: [1, 1]}\noptimizer: Adam\ntraining: {iterations: 200}\nmetrics: [distance_to_minimum]\n"
          "sweep: {grid: {optimizer: [{type: Momentum, lr: 0.01}, {type: RMSprop, lr: 0.01}, {type: Adam, lr: 0.05}]}}\n",
          ["trajectories", "value_along", "distance_along"]),
    "averages": (MOONS.replace("metrics: [accuracy]", "metrics: [{type: ema, metric: train_loss, beta: 0.5}, "
                               "{type: ema, metric: train_loss, beta: 0.9}]") + "record: {iterations: true}\n", ["averages", "curves"]),
}


def table():
    """Rows of three kinds, whose names are hostile."""
    kinds = [HOSTILE.replace("\\e", "\\x1b"), "<img src=x onerror=\"window.hacked=1\">", "plain"]
    rows = ["a,b,kind"]
    for i in range(60):
        kind = i % 3
        quoted = '"' + kinds[kind].replace('"', '""') + '"'
        rows.append(f"{kind + (i * 7 % 11) / 9:.3f},{(i * 5 % 13) / 7 - kind:.3f},{quoted}")
    return "\n".join(rows) + "\n"


def write(folder, shape):
    """The experiment's file, ready to run."""
    (folder / "table.csv").write_text(table(), encoding="utf-8")
    path = folder / f"{shape}.yaml"
    path.write_text(SHAPES[shape][0], encoding="utf-8")
    return path
