"""The files in docs/augmentation.md, on pictures that are made here."""
import random
import re
import struct
import unittest

from support import TOP, CommandCase

FILE, SWEEP = re.findall(r"^```yaml\n(.*?)^```$", (TOP / "docs/augmentation.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def npy(kind, shape, values):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (64 - (len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + values


class Augment(CommandCase):
    def setUp(self):
        super().setUp()
        draw, rows, pixels = random.Random(3), 200, 28 * 28
        values = [draw.random() for _ in range(rows * pixels)]
        (self.folder / "pictures.npy").write_bytes(npy("<f4", (rows, 1, 28, 28), struct.pack(f"<{len(values)}f", *values)))
        (self.folder / "labels.npy").write_bytes(npy("|u1", (rows,), bytes(i % 10 for i in range(rows))))

    def test_the_first_file_trains_and_goes_on(self):
        file = self.write("first.yaml", FILE)
        self.call("check", file)
        self.call("summary", file)
        self.call(file, "--quiet")
        whole = self.table("results/first/metrics.csv")
        self.assertEqual([row["epoch"] for row in whole], ["0", "1", "2"])
        self.call(file, "--quiet", "--results", "threads", "--threads", "2")
        again = self.table("threads/first/metrics.csv")
        for row in whole + again:
            for name in [name for name in row if "time" in name or "second" in name]:
                row.pop(name)
        self.assertEqual(again, whole)

    def test_augmentations_are_swept(self):
        self.call(self.write("swept.yaml", FILE + SWEEP), "--quiet")
        runs = self.table("results/swept/runs.csv")
        self.assertEqual(len(runs), 6)
        self.assertEqual({run["status"] for run in runs}, {"finished"})
        self.assertEqual(len({run["final_val_loss"] for run in runs}), 6)

    def test_a_trained_network_predicts_without_them(self):
        self.call(self.write("first.yaml", FILE + "record: {predictions: true}\n"), "--quiet")
        run = self.table("results/first/runs.csv")[0]["run"]
        self.call("show", f"results/first/runs/{run}")
        self.assertEqual(len(self.table(f"results/first/runs/{run}/predictions.csv")), 200)


if __name__ == "__main__":
    unittest.main()
