"""results.xlsx: what is in it, as it is packed. What a spreadsheet makes of it is in test_spreadsheet.py."""
import re
import resource
import subprocess
import unittest
import xml.etree.ElementTree as xml
import zipfile

from support import EXPERIMENTS, RUNNER, CommandCase

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SWEEP = """data: {type: make_moons, n_samples: 60, noise: 0.2, split: {validation: 0.3}}
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 20}
metrics: [accuracy]
"""


class Workbook(CommandCase):
    def parts(self, name):
        with zipfile.ZipFile(self.folder / f"results/{name}/results.xlsx") as file:
            return {part: file.read(part) for part in file.namelist()}

    def sheets(self, parts):
        book = xml.fromstring(parts["xl/workbook.xml"])
        names = [sheet.get("name") for sheet in book.find(f"{MAIN}sheets")]
        return {name: xml.fromstring(parts[f"xl/worksheets/sheet{i}.xml"]) for i, name in enumerate(names, 1)}

    def test_sheets_charts_and_headings(self):
        self.call(EXPERIMENTS / "adam_vs_sgd.yaml", "--no-timing")
        parts = self.parts("adam_vs_sgd")
        for name, content in parts.items():
            with self.subTest(part=name):
                xml.fromstring(content)
        sheets = self.sheets(parts)
        self.assertEqual(list(sheets), ["summary", "runs", "metrics", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr"])
        for name, sheet in sheets.items():
            with self.subTest(sheet=name):
                pane = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
                self.assertEqual((pane.get("ySplit"), pane.get("state")), ("1", "frozen"))
                self.assertIsNotNone(sheet.find(f"{MAIN}autoFilter"))
                self.assertEqual(sheet.find(f"{MAIN}drawing") is not None, name.startswith(("train_", "val_", "lr")))
        charts = [xml.fromstring(content) for name, content in parts.items() if name.startswith("xl/charts/")]
        self.assertEqual(len(charts), 5)
        for chart in charts:
            series = list(chart.iter(f"{CHART}ser"))
            self.assertEqual(len(series), 6, "of two configurations the mean and the ends of the band")
            hidden = [entry.find(f"{CHART}idx").get("val") for entry in chart.iter(f"{CHART}legendEntry")]
            self.assertEqual(hidden, ["0", "1", "2", "3"])
            dashed = [one.find(f".//{{*}}prstDash") is not None for one in series]
            self.assertEqual(dashed, [True] * 4 + [False] * 2)
        self.assertIn(b"1980-01-01T00:00:00Z", parts["docProps/core.xml"])

    def test_same_bytes(self):
        self.write("x.yaml", SWEEP + "sweep: {seeds: 2, grid: {optimizer.lr: [0.1, 0.01]}}\n")
        self.call("x.yaml", "--no-timing", "--jobs", 1)
        first = (self.folder / "results/x/results.xlsx").read_bytes()
        self.call("x.yaml", "--no-timing", "--force", "--jobs", 2, "--threads", 2, LC_ALL="de_DE.UTF-8", TZ="Asia/Tokyo")
        self.assertEqual((self.folder / "results/x/results.xlsx").read_bytes(), first)
        (self.folder / "results/x/results.xlsx").unlink()
        self.call("merge", "results/x", "--no-timing")
        self.assertEqual((self.folder / "results/x/results.xlsx").read_bytes(), first)

    def test_heat_map_of_two_keys(self):
        self.write("x.yaml", SWEEP + "sweep: {grid: {optimizer.lr: [0.01, 1.0e+39, 0.1], training.batch_size: [30, 10]}}\n")
        self.call("x.yaml", "--no-timing")
        sheet = self.sheets(self.parts("x"))["heat map"]
        scale = sheet.find(f"{MAIN}conditionalFormatting")
        self.assertEqual(scale.get("sqref"), "B3:C5")
        self.assertIsNotNone(scale.find(f".//{MAIN}colorScale"))
        numbers = [float(cell.find(f"{MAIN}v").text) for cell in sheet.iter(f"{MAIN}c")
                   if cell.get("t") is None and cell.get("r") in ("B2", "C2", "A3", "A4", "A5")]
        self.assertEqual(numbers, [10, 30, 0.01, 0.1, 1e39])

    def test_no_number_that_is_none(self):
        self.write("x.yaml", SWEEP + "sweep: {grid: {optimizer.lr: [0.1, 1.0e+39]}}\n")
        self.call("x.yaml", "--no-timing")
        self.assertIn("diverged", [row["status"] for row in self.table("results/x/runs.csv")])
        for name, content in self.parts("x").items():
            self.assertIsNone(re.search(rb"<v>[^<]*(nan|inf|#NUM)[^<]*</v>", content, re.IGNORECASE), name)

    def test_what_is_left_out_is_said(self):
        self.write("x.yaml", "problem: {type: quadratic}\noptimizer: SGD\ntraining: {epochs: 800, iterations_per_epoch: 1}\n"
                   "sweep: {seeds: 2, grid: {optimizer.lr: {linspace: [0.01, 0.9, 64]}}}\n")
        self.call("x.yaml", "--no-timing", "--quiet")
        parts = self.parts("x")
        strings = b"".join(parts.values()).decode()
        for said in ("the first 99324 rows; all of them are in metrics.csv",
                     "the 50 best of 64 configurations by final train_loss; all of them are in comparison_train_loss.csv",
                     "the picture has the 8 best of these"):
            self.assertIn(said, strings)
        sheets = self.sheets(parts)
        self.assertEqual(len(list(sheets["metrics"].iter(f"{MAIN}row"))), 2 + 99324)
        self.assertEqual(len(list(sheets["runs"].iter(f"{MAIN}row"))), 1 + 128)

    def test_unwritable_place(self):
        self.write("x.yaml", SWEEP)
        (self.folder / "results/x/results.xlsx/mine").mkdir(parents=True)
        said = self.call("x.yaml", "--no-timing", status=1)
        self.assertEqual(said.stderr.splitlines()[-1], "runner: cannot write 'results/x/results.xlsx': Is a directory")
        self.assertTrue((self.folder / "results/x/summary.csv").exists())
        self.assertTrue((self.folder / "results/x/results.xlsx/mine").exists())

    def test_a_disk_that_is_full(self):
        """The library that writes it does not look whether its temporary files could be written."""
        self.call(EXPERIMENTS / "adam_vs_sgd.yaml", "--no-timing")
        folder = self.folder / "results/adam_vs_sgd"
        before = (folder / "results.xlsx").read_bytes()
        largest_part = max(map(len, self.parts("adam_vs_sgd").values()))
        self.assertGreater(largest_part, len(before) + 4096)
        for what, limit in (("a part of it", len(before) + 4096), ("all of it", len(before) - 4096)):
            with self.subTest(what=what):
                done = subprocess.run([RUNNER, EXPERIMENTS / "adam_vs_sgd.yaml", "--no-timing"], cwd=self.folder, capture_output=True,
                                      text=True, preexec_fn=lambda most=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("runner: cannot write 'results/adam_vs_sgd/results.xlsx': ", done.stderr)
                self.assertEqual((folder / "results.xlsx").read_bytes(), before)
                self.assertEqual([p.name for p in folder.glob(".*")], [])


if __name__ == "__main__":
    unittest.main()
