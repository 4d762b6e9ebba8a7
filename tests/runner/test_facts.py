"""Well-known facts that the shipped experiments must show."""
import csv
import json
import unittest

from support import EXPERIMENTS, TOP, CommandCase


class Facts(CommandCase):
    def final(self, name, column, key=None):
        """The last value of a column, by a swept key where there is one."""
        rows = self.table(f"results/{name}/runs.csv")
        return {row[key]: float(row[column]) for row in rows} if key else float(rows[0][column])

    def run_shipped(self, path):
        self.call(EXPERIMENTS / path, "--quiet")

    def test_digits_reach_97_percent_and_iris_95(self):
        self.run_shipped("digits.yaml")
        self.assertGreaterEqual(self.final("digits", "final_val_accuracy"), 0.97)
        self.run_shipped("iris.yaml")
        self.assertGreaterEqual(self.final("iris", "final_val_accuracy"), 0.95)

    def test_a_convolutional_network_reaches_98_percent_of_the_digits(self):
        self.run_shipped("digits_cnn.yaml")
        self.assertGreaterEqual(self.final("digits_cnn", "final_val_accuracy"), 0.98)

    def test_schedules_follow_the_chapters_200_learning_rates(self):
        self.run_shipped("chapter4/schedulers.yaml")
        golden = json.loads((TOP / "tests/golden/chapter4.json").read_text(encoding="utf-8"))
        rates = {c["scheduler"]["type"]: c["lr_per_epoch"] for c in golden["cases"]
                 if c["kind"] == "scheduler" and c["dtype"] == "float64"}
        self.assertEqual(sorted(rates), ["ExponentialLR", "MultiStepLR", "StepLR"])
        rows = self.table("results/schedulers/metrics.csv")
        for scheduler, expected in rates.items():
            found = [float(r["lr"]) for r in rows if r["scheduler"] == scheduler and r["epoch"] != "0"]
            self.assertEqual(len(found), 200)
            for a, b in zip(found, expected):
                self.assertAlmostEqual(a / b, 1, delta=1e-12)

    def test_smooth_l1_ends_closer_to_the_clean_line_than_mse_under_outliers(self):
        self.run_shipped("chapter4/outliers.yaml")
        error = self.final("outliers", "final_val_mae", "loss")
        self.assertLess(error["SmoothL1Loss"], error["MSELoss"] / 10)
        self.assertLess(error["L1Loss"], error["MSELoss"] / 10)

    def test_a_rate_above_2_over_the_curvature_diverges_and_one_below_does_not(self):
        self.run_shipped("chapter4/learning_rates.yaml")
        status = {float(r["optimizer.lr"]): r["status"] for r in self.table("results/learning_rates/runs.csv")}
        self.assertEqual({rate: "diverged" if rate > 2 else "finished" for rate in status}, status)
        self.assertTrue(any(rate > 2 for rate in status) and any(1.5 < rate < 2 for rate in status))

    def test_an_average_weighs_the_value_two_steps_back_by_0_081(self):
        self.run_shipped("chapter4/moving_average.yaml")
        run = self.table("results/moving_average/runs.csv")[0]["run"]
        rows = self.table(f"results/moving_average/runs/{run}/iterations.csv")[1:]
        loss = [float(r["train_loss"]) for r in rows]
        average = [float(r["train_loss_ema_0.9"]) for r in rows]
        self.assertGreater(len(rows), 400)
        for t in range(3, len(rows)):
            # What is left after the newest two values and all before the third is the third, times its weight.
            rest = average[t] - 0.1 * loss[t] - 0.09 * loss[t - 1] - 0.729 * average[t - 3]
            self.assertAlmostEqual(rest / loss[t - 2], 0.081, delta=1e-9)

    def test_zero_weights_learn_nothing_but_the_bias(self):
        self.run_shipped("chapter4/initializers.yaml")
        accuracy = self.final("initializers", "final_val_accuracy", "network.0.weight_init")
        self.assertLess(accuracy["zeros"], 0.2)
        self.assertGreater(accuracy["xavier_normal"], 0.9)

    def test_losses_have_the_chapters_values(self):
        for name in ("cross_entropy", "bce", "regression"):
            self.run_shipped(f"chapter4/loss_{name}.yaml")
        self.assertAlmostEqual(self.final("loss_bce", "final_train_loss"), 0.6867941140858967, delta=1e-12)
        values = self.final("loss_regression", "final_train_loss", "loss")
        for loss, value in {"L1Loss": 0.1, "MSELoss": 0.05 / 3, "SmoothL1Loss": 0.025 / 3}.items():
            self.assertAlmostEqual(values[loss], value, delta=1e-12)
        values = sorted(self.final("loss_cross_entropy", "final_train_loss", "label").values())
        for found, value in zip(values, [0.7288380949369206, 1.0288380949369207, 1.4576761898738413, 2.0576761898738414]):
            self.assertAlmostEqual(found, value, delta=1e-12)

    def test_the_deep_quadratic_gives_the_published_losses_of_deepobs(self):
        self.run_shipped("deepobs_quadratic.yaml")
        start = [float(r["test_loss"]) for r in self.table("results/deepobs_quadratic/metrics.csv") if r["epoch"] == "0"]
        self.assertEqual(len(start), 72)
        for loss in start:
            self.assertAlmostEqual(loss / 353.446765, 1, delta=1e-6)
        with open(TOP / "tests/golden/deepobs_quadratic_deep.csv", newline="", encoding="utf-8") as file:
            published = {f"{float(row['lr']):.9e}": row for row in csv.DictReader(file)}
        compared = 0
        for run in self.table("results/deepobs_quadratic/runs.csv"):
            rate = float(run["optimizer.lr"])
            loss = published[f"{rate:.9e}"][run["optimizer"].lower() + "_final_test_loss"]
            self.assertEqual(run["status"], "finished" if loss else "diverged", rate)
            # Above, the runs are chaotic: a rounding decides where they end.
            if loss and rate <= 2:
                self.assertAlmostEqual(float(run["final_test_loss"]) / float(loss), 1, delta=2e-6, msg=rate)
                compared += 1
        self.assertEqual(compared, 18 + 27)

    def test_every_rule_reaches_the_known_minimum_of_the_landscapes(self):
        for name in ("rosenbrock", "beale", "himmelblau"):
            self.run_shipped(f"landscapes/{name}.yaml")
            distance = self.final(name, "final_distance_to_minimum", "optimizer")
            self.assertEqual(sorted(distance), ["Adagrad", "Adam", "Momentum", "RMSprop"])
            for rule, value in distance.items():
                self.assertLess(value, 1e-3, f"{rule} on {name}")

    def test_adaptive_rules_fit_wilsons_least_squares_and_fail_on_new_samples(self):
        self.run_shipped("landscapes/wilson_least_squares.yaml")
        fit = self.final("wilson_least_squares", "final_train_loss", "optimizer")
        new = self.final("wilson_least_squares", "final_test_loss", "optimizer")
        distance = self.final("wilson_least_squares", "final_distance_to_minimum", "optimizer")
        for rule, loss in fit.items():
            self.assertLess(loss, 1e-4, rule)
        for rule in ("SGD", "Momentum"):
            self.assertLess(distance[rule], 1e-9, rule)
            self.assertLess(new[rule], 0.02, rule)
        for rule in ("Adagrad", "RMSprop", "Adam"):
            # They answer yes to everything: 3/4 for 12 of 20 samples, 1/4 for 8 (Lemma 3.1 of the paper).
            self.assertAlmostEqual(new[rule], (12 * 0.25**2 + 8 * 1.25**2) / 20 / 2, delta=0.01, msg=rule)


if __name__ == "__main__":
    unittest.main()
