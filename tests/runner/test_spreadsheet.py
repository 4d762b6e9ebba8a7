"""results.xlsx in LibreOffice, in German and in English: the cells are those of the CSV files, the charts are there."""
import csv
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import zipfile

from support import CommandCase

OFFICE = shutil.which("soffice")
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{}</value></prop></item>
</oor:items>
"""
# Commas, quotes, UTF-8, numbers as they are and not as they are shown, every sheet.
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
HOSTILE = """data:
  type: csv
  path: data.csv
  split: {validation: 0.4, shuffle: false}
network: [{type: Linear, out_features: 3}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 10}
metrics: [accuracy, {type: f1, average: none}]
sweep: {seeds: 3, grid: {optimizer.lr: [0.1, 1.0e+39, 0.003], training.batch_size: [10, 20]}}
"""


class Spreadsheet(CommandCase):
    def converted(self, workbook, locale, form):
        profile, out = self.folder / f"profile {locale}", self.folder / f"out {locale} {form[:3]}"
        (profile / "user").mkdir(parents=True, exist_ok=True)
        (profile / "user/registrymodifications.xcu").write_text(SETTINGS.format(locale), encoding="utf-8")
        subprocess.run([OFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form, "--outdir", out,
                        workbook], check=True, capture_output=True, timeout=240)
        return out

    def cells(self, folder, sheet):
        with open(folder / f"results-{sheet}.csv", newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    def same(self, shown, written, decimal):
        """A cell of a spreadsheet and of a CSV file, in which what looks like a formula has an apostrophe before it."""
        if shown == re.sub(r"^'(?=\s*[=+@-])", "", written):
            return True
        try:
            a, b = float(shown.replace(decimal, ".")), float(written)
        except ValueError:
            return False
        return math.isclose(a, b, rel_tol=1e-14)

    def compare(self, shown, written, decimal, first_column=0):
        self.assertEqual(len(shown), len(written))
        for line, (row, wanted) in enumerate(zip(shown, written)):
            for column, cell in enumerate(wanted):
                self.assertTrue(self.same(row[first_column + column], cell, decimal),
                                f"row {line}, {written[0][column]}: {row[first_column + column]!r} for {cell!r}")

    def test_cells_are_those_of_the_csv_files(self):
        rows = [f"{i % 7},{(i * 3) % 5},{('=1+1', '-x', '007')[i % 3]}" for i in range(60)]
        self.write("data.csv", "a,b,class\n" + "\n".join(rows) + "\n")
        self.write("x.yaml", HOSTILE)
        self.call("x.yaml", "--no-timing")
        folder = self.folder / "results/x"
        tables = {}
        for path in folder.glob("*.csv"):
            with open(path, newline="", encoding="utf-8") as file:
                tables[path.stem] = list(csv.reader(file))
        self.assertIn("diverged", [cell for row in tables["runs"] for cell in row])
        self.assertIn("", [cell for row in tables["metrics"] for cell in row])
        for locale, decimal in (("de-DE", ","), ("en-US", ".")):
            with self.subTest(locale=locale):
                out = self.converted(folder / "results.xlsx", locale, ALL_SHEETS)
                for name in ("summary", "runs", "metrics"):
                    self.compare(self.cells(out, name), tables[name], decimal)
                for name in ("train_loss", "val_accuracy"):
                    self.compare_sorted(self.cells(out, name), tables[f"comparison_{name}"], decimal)

    def compare_sorted(self, shown, written, decimal):
        """The sheet has the best configuration first, and a chart before the table."""
        heading = shown[0]
        places = [heading.index(name, 1) for name in written[0]]
        self.compare([[row[i] for i in places] for row in shown[:len(written)]], written, decimal)

    def test_charts_are_there(self):
        self.write("x.yaml", HOSTILE.replace("{type: csv, path: data.csv", "{").replace("  type: csv\n  path: data.csv\n",
                                                                                       "  type: make_blobs\n  n_samples: 60\n"))
        self.call("x.yaml", "--no-timing")
        out = self.converted(self.folder / "results/x/results.xlsx", "de-DE", "ods")
        with zipfile.ZipFile(out / "results.ods") as file:
            charts = [file.read(name).decode() for name in file.namelist() if re.fullmatch(r"Object \d+/content.xml", name)]
        with open(self.folder / "results/x/metrics.csv", encoding="utf-8") as file:
            measured = [name for name in next(file).strip().split(",") if name.startswith(("train_", "val_", "lr"))]
        self.assertEqual(len(charts), len(measured))
        for chart in charts:
            self.assertGreaterEqual(chart.count("<chart:series "), 3)


if __name__ == "__main__":
    if OFFICE is None:
        print("SKIPPED: results.xlsx was not opened in a spreadsheet: LibreOffice (soffice) is not installed")
        sys.exit(77)
    unittest.main()
