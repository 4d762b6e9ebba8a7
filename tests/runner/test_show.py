"""What a network sees, as a page of pictures: runner show RUN -o PAGE.html."""
import base64
import json
import math
import re
import struct
import unittest
import zlib

from support import CommandCase

# Two kinds of pictures of 3 x 4 pixels, a stripe across and a stripe down, some of them with a wrong name.
EXPERIMENT = """
data: {{type: inline, features: {features}, target: {target}, split: {{validation: 20, shuffle: false}}{more}}}
network: [Flatten, {{type: Linear, out_features: 5}}, Tanh, {{type: Linear, out_features: 2}}]
loss: CrossEntropyLoss
optimizer: {{type: Adam, lr: 0.05}}
training: {{epochs: 8, batch_size: 8}}
metrics: [accuracy]
record: {{predictions: true}}
"""


def pictures(count=60):
    features, target = [], []
    for i in range(count):
        noise = [[((i * 37 + r * 11 + c * 5) % 13) / 20 for c in range(4)] for r in range(3)]
        for k in range(4 if i % 2 else 3):
            row, column = (i // 2 % 3, k) if i % 2 else (k, i // 2 % 4)
            noise[row][column] += 1
        features.append(noise)
        target.append("across" if (i % 2 == 1) != (i % 10 == 9) else "down")
    return features, target


def pixels_of(png):
    """Rows of (red, green, blue) of a PNG without filters."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        packed += png[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    lines, size = zlib.decompress(packed), 3 * width + 1
    return [[tuple(lines[y * size + 1 + 3 * x:y * size + 4 + 3 * x]) for x in range(width)] for y in range(height)]


def figures_of(page):
    """Of each picture of a page: its caption, and for each tile what a pointer reads and its pixels."""
    found = {}
    for name, body in re.findall(r'<figure id="(\w+)">(.*?)</figure>', page, re.S):
        wide = body[:body.index('<div class="drawing slim">')]
        tiles = [(title, pixels_of(base64.b64decode(data)))
                 for data, title in re.findall(r'href="data:image/png;base64,([^"]*)"[^>]*><title>(.*?)</title>', wide)]
        found[name] = (re.search(r"<figcaption>(.*?)</figcaption>", body, re.S)[1], tiles)
    return found


class ShowCase(CommandCase):
    def train(self, name="seen", more=""):
        features, target = pictures()
        self.write(f"{name}.yaml", EXPERIMENT.format(features=json.dumps(features), target=json.dumps(target), more=more))
        self.call("run", f"{name}.yaml", "--quiet", "--no-report")
        return next((self.folder / "results" / name / "runs").iterdir()), features, target

    def shown(self, run, *words):
        self.call("show", run, "-o", "page.html", "--force", *words)
        return (self.folder / "page.html").read_text()

    def tensor(self, run, name):
        self.call("export", run, "--format", "safetensors", "-o", "weights.safetensors", "--force")
        file = (self.folder / "weights.safetensors").read_bytes()
        length, = struct.unpack("<Q", file[:8])
        begin, end = json.loads(file[8:8 + length])[name]["data_offsets"]
        return struct.unpack(f"<{(end - begin) // 4}f", file[8 + length + begin:8 + length + end])

    def test_filters_samples_and_mistakes(self):
        run, features, target = self.train()
        page = self.shown(run)
        head = re.search("<header>(.*?)</header>", page)[1]
        self.assertEqual(head, f"<h1>What seen {run.name} sees</h1><p>finished after 8 epochs; 77 trainable parameters, seed 0</p>"
                         '<p class="facts">pictures of 3 × 4</p>')
        self.assertIsNone(re.search(r'(?:src|href)="(?!data:)', page), "it needs no other file")
        figures = figures_of(page)
        self.assertEqual(list(figures), ["filters", "feature_maps", "mistakes"])

        weights = self.tensor(run, "1.weight")
        reach = max(map(abs, weights))
        caption, tiles = figures["filters"]
        self.assertIn("What the first layer looks for in the whole picture. Gray is 0, black −", caption)
        self.assertEqual(len(tiles), 5)
        for k, (title, pixels) in enumerate(tiles):
            own = weights[12 * k:12 * k + 12]
            self.assertRegex(title, rf"^filter {k}: ")
            for i, weight in enumerate(own):
                self.assertLess(abs(pixels[i // 4][i % 4][0] - 255 * (weight + reach) / (2 * reach)), 0.51)

        wrong = [row for row in self.table(f"results/seen/runs/{run.name}/predictions.csv")
                 if row["part"] == "val" and row["target"] != row["prediction"]]
        self.assertTrue(wrong)
        wrong.sort(key=lambda row: -float(row["p_" + row["prediction"]]))
        caption, tiles = figures["mistakes"]
        self.assertTrue(caption.startswith(f"{len(wrong)} of 20 samples of the part val are classified wrongly, "), caption)
        self.assertEqual(len(tiles), len(wrong))
        for (title, pixels), row in zip(tiles, wrong):
            self.assertRegex(title, rf"^row {row['row']} \(val\): predicted {row['prediction']} with [0-9.]+ %, is {row['target']}$")
            self.check_sample(pixels, features[int(row["row"]) - 1],
                              [v for one in wrong for line in features[int(one["row"]) - 1] for v in line])
        self.assertIn(f"is {wrong[0]['target']}</text>", page)
        self.assertEqual(self.shown(run), page, "the same bytes")

        caption, tiles = figures["feature_maps"]
        self.assertEqual(caption, "No layer gives pictures that differ from the sample, so there are no feature maps.")
        self.assertRegex(tiles[0][0], r"^row 41 \(val\): predicted ")  # the first that was held back
        self.check_sample(tiles[0][1], features[40], [v for line in features[40] for v in line])

    def check_sample(self, pixels, picture, all_values):
        low, high = min(all_values), max(all_values)
        for line, wanted in zip(pixels, picture):
            for (red, green, blue), value in zip(line, wanted):
                self.assertEqual((red, red), (green, blue))
                self.assertLess(abs(red - 255 * (value - low) / (high - low)), 0.51)

    def test_a_sample_by_its_row(self):
        run, features, _ = self.train("row", ", preprocess: [StandardScaler]")
        figures = figures_of(self.shown(run, "--sample", "3"))
        self.assertRegex(figures["feature_maps"][1][0][0], r"^row 3 \(train\): ")
        # As the source has it, whatever the network is given.
        self.check_sample(figures["feature_maps"][1][0][1], features[2], [v for line in features[2] for v in line])
        self.assertEqual(self.call("show", run, "-o", "new.html", "--sample", "61", status=2).stderr,
                         "runner: --sample 61: there is no such row; rows are counted from 1 as in predictions.csv, the last is 60\n")
        self.assertIn("--sample", self.call("show", run, "-o", "new.html", "--sample", "0", status=2).stderr)
        self.assertFalse((self.folder / "new.html").exists())

    def test_what_is_said_on_the_terminal(self):
        run, _, _ = self.train("said")
        self.assertRegex(self.call("show", run, "-o", "said.html").stdout,
                         r"^said\.html: 5 filters, feature maps of 0 layers for row 41, (\d+) of \1 mistakes\n$")
        self.assertEqual(self.call("show", run, "-o", "said.html", status=2).stderr,
                         "runner: 'said.html' is there already; --force replaces it\n")
        self.assertTrue(self.call("show", run, "-o", "-").stdout.startswith("<!doctype html>"))
        self.assertEqual(self.call("show", run, "--sample", "3", status=2).stderr,
                         "runner show: --sample is for a page of pictures: -o PAGE.html\n")
        self.assertEqual(self.call("show", run, "rows.csv", status=2).stderr,
                         "runner show: a file of rows is for a page of pictures: -o PAGE.html\n")
        self.assertEqual(self.call("show", run, "a", "b", status=2).stderr,
                         "runner show: one run and at most one file, not 3 words\n")
        self.assertTrue(self.call("show", run).stdout.startswith(f"{run.name}: finished after 8 epochs"))

    def test_a_network_without_pictures_says_so(self):
        self.write("table.yaml", "data: make_moons\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
                   "optimizer: SGD\ntraining: {epochs: 1}\n")
        self.call("run", "table.yaml", "--quiet", "--no-report")
        run = next((self.folder / "results/table/runs").iterdir())
        self.assertEqual(self.call("show", run, "-o", "page.html", status=2).stderr,
                         f"runner: '{run}' takes no pictures: a sample has the shape [2], not [C, H, W]. Without -o `runner "
                         "show` prints the run; its curves and its confusion matrix are in the report.html of its results "
                         "folder\n")

    def test_dense_layers_see_pictures_too(self):
        """idx gives a network whose first layer is Linear rows of pixels; they are pictures all the same."""
        features, target = pictures()
        pixels = bytes(int(min(v, 1) * 255) for picture in features for line in picture for v in line)
        (self.folder / "pictures.idx").write_bytes(struct.pack(">IIII", 0x0803, 60, 3, 4) + pixels)
        (self.folder / "labels.idx").write_bytes(struct.pack(">II", 0x0801, 60) + bytes(word == "down" for word in target))
        self.write("dense.yaml", "data: {type: idx, path: pictures.idx, labels: labels.idx, split: {validation: 20, shuffle: false}}\n"
                   "network: [{type: Linear, out_features: 5}, Tanh, {type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
                   "optimizer: SGD\ntraining: {epochs: 1}\n")
        self.call("run", "dense.yaml", "--quiet", "--no-report")
        run = next((self.folder / "results/dense/runs").iterdir())
        for words in ([], ["pictures.idx"]):
            figures = figures_of(self.shown(run, *words))
            self.assertEqual([len(figures["filters"][1]), len(figures["filters"][1][0][1]), len(figures["filters"][1][0][1][0])], [5, 3, 4])
            row = figures["feature_maps"][1][0]
            self.assertRegex(row[0], r"^row 1: " if words else r"^row 41 \(val\): ")
            own = [list(pixels[12 * k:12 * k + 12]) for k in (0, 40)][0 if words else 1]
            self.check_sample(row[1], [own[0:4], own[4:8], own[8:12]], own)

    def test_numbers_have_no_mistakes(self):
        features, _ = pictures()
        self.write("numbers.yaml", EXPERIMENT.format(features=json.dumps(features),
                                                     target=json.dumps([math.fsum(map(sum, f)) for f in features]), more="")
                   .replace("CrossEntropyLoss", "MSELoss").replace("out_features: 2}", "out_features: 1}")
                   .replace("metrics: [accuracy]\n", ""))
        self.call("run", "numbers.yaml", "--quiet", "--no-report")
        run = next((self.folder / "results/numbers/runs").iterdir())
        page = self.shown(run)
        self.assertEqual(list(figures_of(page)), ["filters", "feature_maps"])
        self.assertEqual(re.findall('<p class="note">(.*?)</p>', page),
                         ["There are no mistakes to show: the network predicts no classes, or the rows have none."])


if __name__ == "__main__":
    unittest.main()
