"""Tables whose numbers have to be prepared before a network can learn them."""
import json
import random
import unittest

from support import CommandCase


def houses(rows):
    """Prices that are linear in two columns, with noise."""
    draws = random.Random(16)
    for _ in range(rows):
        quality, area = draws.randint(3, 10), draws.randint(500, 2500)
        yield quality, area, round(20000 + 15000 * quality + 70 * area + draws.gauss(0, 15000))


def solved(matrix):
    """Gaussian elimination of a system whose right side is the last column."""
    n = len(matrix)
    for i in range(n):
        for k in range(n):
            if k != i:
                factor = matrix[k][i] / matrix[i][i]
                matrix[k] = [a - factor * b for a, b in zip(matrix[k], matrix[i])]
    return [matrix[i][n] / matrix[i][i] for i in range(n)]


def least_squares_r2(train, held_back):
    """r2 on `held_back` of the best linear model of `train`."""
    rows = [(1, quality / 10, area / 1000, price) for quality, area, price in train]
    weights = solved([[sum(row[i] * row[j] for row in rows) for j in range(4)] for i in range(3)])
    predict = lambda quality, area: weights[0] + weights[1] * quality / 10 + weights[2] * area / 1000
    mean = sum(price for _, _, price in held_back) / len(held_back)
    return 1 - (sum((price - predict(q, a)) ** 2 for q, a, price in held_back)
                / sum((price - mean) ** 2 for _, _, price in held_back))


EXPERIMENT = """
dtype: float64
data:
  type: csv
  path: house.csv
  split: {validation: 60, shuffle: false}
  preprocess: [StandardScaler]%s
network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 100}
metrics: [r2, rmse]
"""


class Preprocess(CommandCase):
    def test_prices_are_learnt_on_a_scale_of_their_own_and_measured_in_theirs(self):
        rows = list(houses(300))
        self.write("house.csv", "quality,area,price\n" + "".join("%d,%d,%d\n" % row for row in rows))
        self.write("raw.yaml", EXPERIMENT % "")
        self.write("scaled.yaml", EXPERIMENT % "\n  target_preprocess: [StandardScaler]")
        raw, scaled = self.call("raw.yaml", "--no-timing"), self.call("scaled.yaml", "--no-timing")
        self.assertIn("'price' has mean ", raw.stderr)
        self.assertIn("'target_preprocess: [StandardScaler]' trains on it scaled", raw.stderr)
        self.assertNotIn("warning", scaled.stderr)
        best = least_squares_r2(rows[:-60], rows[-60:])
        [raw], [scaled] = self.table("results/raw/runs.csv"), self.table("results/scaled/runs.csv")
        self.assertGreater(best, 0.85)
        self.assertLess(float(raw["final_val_r2"]), 0)
        self.assertAlmostEqual(float(scaled["final_val_r2"]), best, delta=0.02)
        # The loss is of the scaled target: its mean square is that of the metric over the variance.
        [model] = (self.folder / "results/scaled/runs").glob("*/model.json")
        [step] = json.loads(model.read_text())["target_steps"]
        self.assertEqual(step["type"], "StandardScaler")
        [scale] = step["fitted"]["scale"]
        self.assertAlmostEqual(float(scaled["final_val_loss"]), (float(scaled["final_val_rmse"]) / scale) ** 2, 9)

    def test_a_table_with_gaps_of_all_kinds_trains(self):
        cells = ["%s,%s,%s,%d" % (age or "NA", port, alley, (age or 30) > 35)
                 for age, port, alley in zip([22, 38, None, 35, 54, 2, None, 27, 60, 41] * 6, "SCQ" * 20,
                                             ["", "Grvl", "Pave", ""] * 15)]
        self.write("gaps.csv", "age,port,alley,y\n" + "\n".join(cells) + "\n")
        self.write("gaps.yaml", """
data:
  type: csv
  path: gaps.csv
  missing: {strategy: median, columns: {alley: category}}
  split: {validation: 0.2}
  preprocess: [{type: PowerTransformer, columns: [age]}, {type: PCA, n_components: 4}]
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: Adam
training: {epochs: 2}
""")
        self.call("gaps.yaml")
        [model] = (self.folder / "results/gaps/runs").glob("*/model.json")
        steps = json.loads(model.read_text())["steps"]
        self.assertEqual([step["type"] for step in steps], ["SimpleImputer", "OneHotEncoder", "PowerTransformer", "PCA"])
        self.assertEqual(steps[0]["fitted"]["columns"], [0, 2])


if __name__ == "__main__":
    unittest.main()
