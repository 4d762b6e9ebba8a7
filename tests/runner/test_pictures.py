"""Pictures from files to predictions. Standard library alone: PNG files are made here."""
import gzip
import pathlib
import random
import shutil
import struct
import unittest
import zlib

from support import CommandCase, tree

EDGE = 6
DENSE = "[{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 2}]"
EXPERIMENT = """
data: {data}
network: {network}
loss: CrossEntropyLoss
optimizer: {{type: Adam, lr: 0.02}}
training: {{epochs: 8, batch_size: 8}}
metrics: [accuracy]
"""


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(pixels, edge=EDGE):
    """Of gray pixels, row by row."""
    rows = b"".join(b"\0" + pixels[i:i + edge] for i in range(0, len(pixels), edge))
    header = struct.pack(">IIBBBBB", edge, len(pixels) // edge, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def idx(shape, values):
    return struct.pack(">HBB", 0, 8, len(shape)) + struct.pack(f">{len(shape)}I", *shape) + values


def npy(descr, shape, values):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + values


class Pictures(CommandCase):
    def setUp(self):
        super().setUp()
        draw = random.Random(3)
        # Of the second class the lower half is brighter.
        self.labels = [i % 2 for i in range(40)]
        self.pixels = [bytes(draw.randrange(100) + (100 if label and k >= EDGE * EDGE // 2 else 0)
                             for k in range(EDGE * EDGE)) for label in self.labels]
        self.names = ["dark", "half"]

    def bytes(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def idx_files(self, name="p", rows=slice(None)):
        pixels, labels = self.pixels[rows], self.labels[rows]
        self.bytes(f"{name}-images-idx3-ubyte", idx((len(pixels), EDGE, EDGE), b"".join(pixels)))
        self.bytes(f"{name}-labels-idx1-ubyte", idx((len(labels),), bytes(labels)))

    def class_folders(self, name="pets", rows=range(40)):
        for i in rows:
            self.bytes(f"{name}/{self.names[self.labels[i]]}/{i:02}.png", png(self.pixels[i]))

    def train(self, name, data, *overrides, network=DENSE):
        self.write(f"{name}.yaml", EXPERIMENT.format(data=data, network=network))
        return self.call("run", f"{name}.yaml", "--quiet", "--no-timing", *overrides)

    def of_idx(self, *overrides, more="", **options):
        self.idx_files()
        return self.train("digits", "{type: idx, path: p-images-idx3-ubyte, labels: p-labels-idx1-ubyte, "
                          "split: {validation: 10, shuffle: false}" + more + "}", *overrides, **options)

    def evaluation(self, *words):
        return dict(line.split(" ") for line in self.call("evaluate", *words).stdout.splitlines())

    def last(self, name):
        row = self.table(f"results/{name}/metrics.csv")[-1]
        return row["val_loss"], row["val_accuracy"]

    def test_a_dense_network_takes_rows_of_pixels_and_model_json_says_so(self):
        self.of_idx()
        run = next((self.folder / "results/digits/runs").iterdir())
        self.assertIn('"sample_shape": [\n  36\n ]', (run / "model.json").read_text())
        shown = self.call("summary", "digits.yaml").stdout
        self.assertIn("[N, 36]", shown)

    def test_evaluations_of_pictures_have_the_bits_of_the_training(self):
        normalized = ", preprocess: [ToTensor, {type: Normalize, mean: [0.3], std: [0.2]}]"
        for more in ("", normalized, ", preprocess: [{type: Resize, size: 5}, {type: CenterCrop, size: 4}]",
                     ", preprocess: [StandardScaler]"):
            for dtype in ("float32", "float64"):
                with self.subTest(more + dtype):
                    self.of_idx(f"dtype={dtype}", more=more)
                    self.idx_files("later", slice(30, None))
                    found = self.evaluation("results/digits", "later-images-idx3-ubyte")
                    self.assertEqual((found["loss"], found["accuracy"]), self.last("digits"))
                    self.bytes("packed-images-idx3-ubyte.gz",
                               gzip.compress((self.folder / "later-images-idx3-ubyte").read_bytes()))
                    self.bytes("packed-labels-idx1-ubyte.gz",
                               gzip.compress((self.folder / "later-labels-idx1-ubyte").read_bytes()))
                    self.assertEqual(self.evaluation("results/digits", "packed-images-idx3-ubyte.gz"), found)
                    shutil.rmtree(self.folder / "results")

    def test_predictions_are_the_same_from_every_kind_of_file(self):
        self.of_idx()
        self.idx_files("later", slice(30, None))
        for i in range(30, 40):
            self.bytes(f"flat/{i}.png", png(self.pixels[i]))
        self.bytes("later.npy", npy("|u1", (10, EDGE, EDGE), b"".join(self.pixels[30:])))
        floats = b"".join(struct.pack("<d", pixel / 255) for pixels in self.pixels[30:] for pixel in pixels)
        self.bytes("rows.npy", npy("<f8", (10, 36), floats))
        expected = [line.split(",")[1:] for line in
                    self.call("predict", "results/digits", "later-images-idx3-ubyte", "--probabilities").stdout.splitlines()]
        self.assertEqual(expected[0], ["prediction", "p_0", "p_1"])
        for name in ("flat", "later.npy", "rows.npy"):
            with self.subTest(name):
                lines = self.call("predict", "results/digits", name, "--probabilities").stdout.splitlines()
                self.assertEqual([line.split(",")[1:] for line in lines], expected)
        lines = self.call("predict", "results/digits", "flat").stdout.splitlines()
        self.assertEqual([line.split(",")[0] for line in lines[:2]], ["file", "30.png"])
        one = self.call("predict", "results/digits", "flat/33.png", "--probabilities").stdout.splitlines()
        self.assertEqual(one[1].split(",")[1:], expected[4])
        lines = self.call("predict", "results/digits", "later.npy").stdout.splitlines()
        self.assertEqual([line.split(",")[0] for line in lines[:3]], ["row", "1", "2"])

    def test_a_folder_by_class_is_trained_on_and_evaluated(self):
        self.class_folders(rows=range(30))
        self.class_folders("later", range(30, 40))
        self.train("pets", "{type: image_folder, path: pets, validation_path: later}", network="[Flatten, " + DENSE[1:])
        found = self.evaluation("results/pets", "later")
        self.assertEqual((found["loss"], found["accuracy"]), self.last("pets"))
        lines = self.call("predict", "results/pets", "later").stdout.splitlines()
        self.assertEqual(lines[1].split(",")[0], "dark/30.png")
        said = self.call("evaluate", "results/pets", "later/dark", status=2).stderr
        self.assertIn("has no column y", said)
        (self.folder / "later/half").rename(self.folder / "later/haf")
        said = self.call("predict", "results/pets", "later", status=2).stderr
        self.assertEqual(said, "runner: cannot read 'later/haf': its folder is called as no class that the training had; "
                               "did you mean 'half'?\n")

    def test_cifar_is_trained_on_and_predicted(self):
        draw = random.Random(4)
        rows = [bytes([label, *(draw.randrange(200) + 50 * label for _ in range(3072))]) for label in (0, 1) * 6]
        for i in range(1, 6):
            self.bytes(f"c/data_batch_{i}.bin", b"".join(rows[2 * i - 2:2 * i]))
        self.bytes("c/test_batch.bin", b"".join(rows[10:]))
        self.train("cifar", "{type: cifar, path: c, preprocess: [{type: Resize, size: 8}, {type: Normalize, mean: [.5, .4, .3], "
                   "std: [.2, .2, .3]}]}", network="[Flatten, {type: Linear, out_features: 10}]")
        last = self.table("results/cifar/metrics.csv")[-1]
        self.assertEqual(self.evaluation("results/cifar", "c/test_batch.bin"),
                         {"rows": "2", "loss": last["test_loss"], "accuracy": last["test_accuracy"]})
        self.bytes("bad.bin", rows[0][:-1])
        self.assertEqual(self.call("predict", "results/cifar", "bad.bin", status=2).stderr,
                         "runner: cannot read 'bad.bin': it has 3072 bytes, which is no multiple of the 3073 of a picture of "
                         "CIFAR-10 (a label and 3 × 32 × 32)\n")

    def test_pictures_in_color_of_a_model_that_was_trained_in_gray(self):
        self.class_folders()
        self.train("pets", "{type: image_folder, path: pets, channels: 1, preprocess: [{type: Resize, size: [4, 4]}]}",
                   network="[Flatten, " + DENSE[1:])
        larger = self.bytes("larger.png", png(bytes(range(64)), 8))
        lines = self.call("predict", "results/pets", larger).stdout.splitlines()
        self.assertEqual(lines[0], "file,prediction")
        self.assertEqual(lines[1].split(",")[0], "larger.png")

    def test_a_run_is_known_by_what_all_files_hold(self):
        self.class_folders()
        data = "{type: image_folder, path: pets, channels: 1}"
        self.train("pets", data, network="[Flatten, " + DENSE[1:])
        before = {run.name for run in (self.folder / "results/pets/runs").iterdir()}
        (self.folder / "pets").rename(self.folder / "moved")
        self.train("pets", data.replace("pets", "moved"), network="[Flatten, " + DENSE[1:])
        self.assertEqual({run.name for run in (self.folder / "results/pets/runs").iterdir()}, before)
        self.bytes("moved/dark/00.png", png(self.pixels[1]))
        self.train("pets", data.replace("pets", "moved"), network="[Flatten, " + DENSE[1:])
        self.assertEqual(len(list((self.folder / "results/pets/runs").iterdir())), 2)

    def test_results_are_the_same_for_any_number_of_threads(self):
        found = []
        for threads in (1, 2, 3):
            self.of_idx("--threads", str(threads), more=", preprocess: [{type: Normalize, mean: [0.3], std: [0.2]}]")
            found.append(tree(self.folder / "results/digits/runs"))
            shutil.rmtree(self.folder / "results")
        self.assertEqual(found[0], found[1])
        self.assertEqual(found[0], found[2])

    def test_what_a_model_can_t_take_is_told(self):
        self.of_idx()
        self.bytes("large.png", png(bytes(64), 8))
        self.bytes("broken.png", png(self.pixels[0])[:40])
        self.bytes("bad.npy", npy("<f8", (2, 5), bytes(80)))
        self.bytes("x.gif", b"GIF89a")
        self.bytes("none/readme.txt", b"x")
        for name, reason in (
                ("large.png", "cannot read 'large.png': it has pictures of 8 × 8 pixels, but the run was trained on samples "
                              "of the shape [36]"),
                ("broken.png", "cannot read 'broken.png': it is a damaged PNG file: it ends too early"),
                ("bad.npy", "cannot read 'bad.npy': it has samples of the shape [5], but the run was trained on samples of "
                            "the shape [36]"),
                ("none", "cannot read 'none': it holds no picture (.png, .jpg or .jpeg)")):
            with self.subTest(name):
                self.assertEqual(self.call("predict", "results/digits", name, status=2).stderr, f"runner: {reason}\n")
        self.assertIn("--importance is for the columns of a table",
                      self.call("evaluate", "results/digits", "p-images-idx3-ubyte", "--importance", status=2).stderr)

    def test_data_tells_of_channels_what_normalize_wants(self):
        self.idx_files()
        self.write("d.yaml", EXPERIMENT.format(
            data="{type: idx, path: p-images-idx3-ubyte, labels: p-labels-idx1-ubyte}", network=DENSE))
        said = self.call("data", "d.yaml")
        shown = said.stdout + said.stderr
        self.assertIn("p-images-idx3-ubyte: 40 rows, pictures of [1, 6, 6], 2 classes (0: 20, 1: 20)", shown)
        values = [pixel / 255 for pixels in self.pixels for pixel in pixels]
        mean = sum(values) / len(values)
        self.assertRegex(shown, rf"(?m)^ *0 +{mean:.4f} ")

    def test_fashion_mnist_that_is_not_there_says_what_to_do(self):
        self.write("f.yaml", EXPERIMENT.format(data="{type: fashion_mnist, path: nowhere}", network=DENSE))
        said = self.call("check", "f.yaml", status=2)
        self.assertIn("./dev data fashion_mnist installs it", said.stdout + said.stderr)


if __name__ == "__main__":
    unittest.main()
