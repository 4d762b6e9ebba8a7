"""Autoencoders by the command: the page's commands, evaluations of a file as in training, penalties."""
import csv
import random
import re
import shlex
import shutil
import unittest

from support import EXPERIMENTS, TOP, CommandCase
from test_pictures import EDGE, idx, png

PAGE = (TOP / "docs/autoencoders.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^    runner (.*)$", PAGE, re.MULTILINE)


class Autoencoders(CommandCase):
    def setUp(self):
        super().setUp()
        shutil.copy(EXPERIMENTS / "data/digits.csv", self.folder / "digits.csv")

    def rows(self, name):
        with open(self.folder / name, newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    def write_rows(self, name, rows):
        with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def measured(self, text):
        return {name: float(value) for name, value in (line.split() for line in text.splitlines())}

    def test_the_commands_of_the_page(self):
        self.write("digits_vae.yaml", BLOCKS[0])
        self.assertEqual(len(COMMANDS), 4)
        for command in COMMANDS:
            done = self.call(*shlex.split(command))
            if command.startswith("evaluate"):
                measured = self.measured(done.stdout)
                self.assertEqual(list(measured), ["rows", "loss", "rmse"])
                self.assertEqual(measured["rows"], 1797)
                self.assertLess(measured["rmse"], 0.22)
        drawn = self.table("drawn.csv")
        self.assertEqual(list(drawn[0]), ["digit", *(f"prediction_pixel_{i}" for i in range(64)), "error"])
        self.assertTrue(all(0 <= float(drawn[7][f"prediction_pixel_{i}"]) <= 1 for i in range(64)))
        pixels = self.table("digits.csv")
        # Of the training part every pixel goes from 0 to 16, but for some that are never as dark.
        error = sum((float(drawn[7][f"prediction_pixel_{i}"]) - float(pixels[7][f"pixel_{i}"]) / 16) ** 2 for i in range(64)) / 64
        self.assertLess(abs(error - float(drawn[7]["error"])), 0.02)
        module = (self.folder / "vae/load.py").read_text(encoding="utf-8")
        self.assertIn("class Variational(nn.Module)", module)
        self.assertIn("torch.sigmoid", module)

    def test_a_file_of_the_rows_held_back_has_their_loss(self):
        rows = self.rows("digits.csv")
        self.write_rows("held_back.csv", [rows[0], *rows[-300:]])
        self.write_rows("unlabelled.csv", [row[:-1] for row in [rows[0], *rows[-300:]]])
        self.write_rows("alone.csv", [rows[0], rows[-5]])
        text = BLOCKS[0].replace("{validation: 0.2}", "{validation: 300, shuffle: false}").replace("epochs: 20", "epochs: 2, l2: 0.01")
        for evaluation in ("mean", "sample"):
            with self.subTest(evaluation):
                self.write("digits_vae.yaml", text.replace("    log_variance", f"    evaluation: {evaluation}\n    log_variance"))
                shutil.rmtree(self.folder / "results", ignore_errors=True)
                self.call("run", "digits_vae.yaml", "--quiet")
                row = self.table("results/digits_vae/metrics.csv")[-1]
                for name in ("held_back.csv", "unlabelled.csv"):
                    measured = self.measured(self.call("evaluate", "results/digits_vae", name).stdout)
                    self.assertEqual([measured["loss"], measured["rmse"]], [float(row["val_loss"]), float(row["val_rmse"])])
                self.call("predict", "results/digits_vae", "held_back.csv", "-o", "all.csv", "--force", "--keep", "")
                self.call("predict", "results/digits_vae", "alone.csv", "-o", "one.csv", "--force", "--keep", "")
                self.assertEqual(self.rows("all.csv")[-5], self.rows("one.csv")[1])

    def test_the_penalties_of_the_page(self):
        found = re.findall(r"^  #? ?l2: ([^#\n]*)", BLOCKS[1], re.MULTILINE)
        self.assertEqual(len(found), 3)
        self.write("digits_vae.yaml", re.sub(r"  - type: Variational\n.*\n.*\n", "", BLOCKS[0]).replace("epochs: 20", "epochs: 1"))
        losses = set()
        for penalty in [None, *found]:
            shutil.rmtree(self.folder / "results", ignore_errors=True)
            self.call("run", "digits_vae.yaml", "--quiet", *([f"training.l2={penalty.strip()}"] if penalty else []))
            losses.add(self.table("results/digits_vae/metrics.csv")[0]["val_loss"])
        self.assertEqual(len(losses), 4)

    def test_pictures_without_labels_train_and_are_evaluated(self):
        draw = random.Random(5)
        pictures = [bytes(draw.randrange(256) for _ in range(EDGE * EDGE)) for _ in range(30)]
        folders = {"flat": lambda i: "", "deep": lambda i: f"{i % 3}/", "mixed": lambda i: f"{i % 2}/" if i % 3 else ""}
        for name, folder in folders.items():
            for i, pixels in enumerate(pictures):
                path = self.folder / name / f"{folder(i)}{i:02}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(png(pixels))
        (self.folder / "pictures.idx").write_bytes(idx((30, EDGE, EDGE), b"".join(pictures)))
        network = f"[{{type: Linear, out_features: 4}}, Tanh, {{type: Linear, out_features: {EDGE * EDGE}}}]"
        sources = {"idx": "{type: idx, path: pictures.idx, target: input}",
                   **{name: f"{{type: image_folder, path: {name}, channels: 1, target: input}}" for name in folders}}
        losses = {}
        for name, data in sources.items():
            self.write(f"{name}.yaml", f"data: {data}\nnetwork: {network if name == 'idx' else network.replace('[', '[Flatten, ', 1)}\nloss: MSELoss\noptimizer: {{type: Adam, lr: 0.01}}\n"
                                       "training: {epochs: 3, batch_size: 10, shuffle: none}\nmetrics: [rmse]\n")
            self.call("run", f"{name}.yaml", "--quiet")
            losses[name] = [row["train_loss"] for row in self.table(f"results/{name}/metrics.csv")]
            file = "pictures.idx" if name == "idx" else name
            measured = self.measured(self.call("evaluate", f"results/{name}", file).stdout)
            self.assertEqual(measured["rows"], 30)
            self.assertAlmostEqual(measured["rmse"] ** 2, measured["loss"], 6)
            self.call("predict", f"results/{name}", file, "-o", f"{name}.csv")
            header = list(self.table(f"{name}.csv")[0])
            self.assertEqual([header[1], header[-1], len(header)], ["prediction_x0", "error", 2 + EDGE * EDGE])
        self.assertEqual(losses["idx"], losses["flat"])

    def test_experiments_train(self):
        for name in ("digits_autoencoder", "digits_vae"):
            self.call("run", EXPERIMENTS / f"autoencoders/{name}.yaml", "training.epochs=1", "--quiet")
            self.assertTrue(all(row["status"] == "finished" for row in self.table(f"results/{name}/runs.csv")))


if __name__ == "__main__":
    unittest.main()
