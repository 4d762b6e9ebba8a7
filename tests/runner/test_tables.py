"""Tables as people have them: layouts of public files (the rows are invented), and what became of them before.

What is right was read with pandas or counted; cases of `tables/` are named after the files there."""
import gzip
import math
import pathlib
import random
import re
import unittest
import zipfile

from support import CommandCase

TABLES = pathlib.Path(__file__).resolve().parent / "tables"


class Tables(CommandCase):
    def put(self, name, content=None):
        """A file: one of `tables/`, or of this content."""
        path = self.folder / name
        if content is None:
            content = (TABLES / name).read_bytes()
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def experiment(self, data, loss="MSELoss", outputs=1, epochs=2, split="{validation: 0.2}"):
        self.write("x.yaml", f"data: {{type: csv, {data}, split: {split}, preprocess: [StandardScaler]}}\n"
                   f"network: [{{type: Linear, out_features: 8}}, ReLU, {{type: Linear, out_features: {outputs}}}]\n"
                   f"loss: {loss}\noptimizer: {{type: Adam, lr: 0.01}}\ntraining: {{epochs: {epochs}}}\n")

    def read(self, data, loss="MSELoss", outputs=1, **more):
        """The one line that says what was read."""
        self.experiment(data, loss, outputs, **more)
        lines = [line for line in self.call("check", "x.yaml").stderr.splitlines() if line.startswith("data: ")]
        self.assertEqual(len(lines), 1)
        ran = self.call("x.yaml", "--no-timing", "--force").stderr
        self.assertIn(lines[0], ran)
        return lines[0].removeprefix("data: ")

    def refused(self, data, loss="MSELoss", outputs=1, **more):
        self.experiment(data, loss, outputs, **more)
        return self.call("check", "x.yaml", status=2).stderr

    def inputs(self):
        return int(re.search(r"input +\[N, (\d+)\]", self.call("summary", "x.yaml").stdout).group(1))

    CLASSES = {"loss": "CrossEntropyLoss", "outputs": 2}

    def test_01_european_export_trains_as_with_points(self):
        self.put("teile.csv")
        self.put("point.csv")
        losses = []
        for name in ("teile.csv", "point.csv"):
            line = self.read(f"path: {name}", **self.CLASSES, epochs=20)
            self.assertEqual(self.inputs(), 2)
            losses.append(self.table("results/x/runs.csv")[0]["final_val_loss"])
            if name == "teile.csv":
                self.assertIn("; delimiter ';'; decimal ','", line)
        self.assertEqual(*losses)

    def test_01_delimiter_given_and_decimal_left(self):
        self.put("teile.csv")
        self.assertIn("decimal ','", self.read('path: teile.csv, delimiter: ";"', **self.CLASSES))

    def test_texts_that_look_like_numbers_are_told_with_the_cure(self):
        rows = range(40)
        for column, cells, cure in (
                ("share", [f"{i % 31}%" for i in rows], "parse: {share: percent}"),
                ("price", [f"${i % 31}" for i in rows], "parse: {price: currency}"),
                ("price", [f"{i % 31} EUR" for i in rows], "parse: {price: currency}"),
                ("people", [f'"{1 + i % 9},{100 + i}"' for i in rows], 'thousands: ","'),
                ("people", [f'"{1 + i % 9},{100 + i},000"' for i in rows], 'thousands: ","'),
                ("weight", [f"{i % 31} kg" for i in rows], "parse: {weight: unit}"),
                ("when", [f"2020-01-{1 + i % 28:02}" for i in rows], "parse: {when: date}"),
                ("when", [f"{1 + i % 28:02}.01.2020" for i in rows], 'parse: {when: "%d.%m.%Y"}'),
                ("when", [f"{1 + i % 28} Mar 2020" for i in rows], 'parse: {when: "%d %b %Y"}')):
            with self.subTest(cells[0]):
                self.put("t.csv", f"a,{column},y\n" + "".join(f"{i},{cell},{i}.5\n" for i, cell in enumerate(cells)))
                told = self.refused("path: t.csv")
                self.assertRegex(told, r"^t\.csv:1:3: error: column '" + column)
                self.assertIn(cells[0].strip('"'), told)
                self.assertIn(cure, told)
                self.assertIn("a," + column, told, "the line is shown")

    def test_what_they_say_is_read(self):
        rows = range(40)
        self.put("t.csv", "share,price,people,weight,when,y\n" + "".join(
            f'{i}%,"$1,{100 + i}.50","{1 + i % 9},{100 + i}",{i} kg,{1 + i % 28:02}.01.2020,{i}.5\n' for i in rows))
        line = self.read('path: t.csv, thousands: ",", parse: {share: percent, price: currency, weight: unit, '
                         'when: "%d.%m.%Y"}')
        self.assertEqual(line, "t.csv: 40 rows, 5 features, target y from 0.5 to 39.5")
        self.assertEqual(self.inputs(), 5)
        self.put("u.csv", "weight,y\n" + "1 kg,1\n2 lb,2\n" * 5)
        self.assertIn("u.csv:3:1: error: '2 lb' can't be read as 'parse' says for column 'weight' in 'kg'",
                      self.refused("path: u.csv, parse: {weight: unit}"))

    def test_02_files_without_a_header_lose_no_row(self):
        for name in ("iris.data", "wine.data", "letter.data"):
            self.put(name)
        line = self.read("path: iris.data", "CrossEntropyLoss", 3)
        self.assertEqual(line, "iris.data: 150 rows, 4 features, 3 classes (Iris-setosa: 50, Iris-versicolor: 50, "
                         "Iris-virginica: 50); no header (the columns are column0 to column4)")
        self.assertIn("training samples: 120", self.call("summary", "x.yaml").stdout)
        self.assertIn("3 classes", self.read("path: wine.data, target: column0", "CrossEntropyLoss", 3))
        self.assertIn("16 features", self.read("path: letter.data, target: column0", "CrossEntropyLoss", 26,
                                               split="{validation: 0.2, stratify: false}"))

    def test_names_can_be_given(self):
        self.put("iris.data")
        names = "header: [a, b, c, d, species]"
        self.assertIn("150 rows, 2 features", self.read(f"path: iris.data, {names}, target: species, features: [a, c]",
                                                        "CrossEntropyLoss", 3))
        self.assertIn("149 rows", self.read("path: iris.data, header: true", "CrossEntropyLoss", 3))
        self.assertIn("150 rows", self.read("path: iris.data, header: false", "CrossEntropyLoss", 3))

    def test_tables_of_texts_alone(self):
        header = "size,color,label\n" + "S,red,no\nL,blue,yes\n" * 10
        self.put("t.csv", header)
        self.assertIn("20 rows", self.read("path: t.csv", **self.CLASSES))
        self.put("t.csv", header.split("\n", 1)[1])
        self.assertIn("20 rows", self.read("path: t.csv", **self.CLASSES))
        self.put("t.csv", "S,red,no\n" + "S,blue,yes\nL,blue,maybe\n" * 10)
        self.assertIn("t.csv:1:1: error: this row may name the columns or be the first row of values; write "
                      "'header: true' or 'header: false'", self.refused("path: t.csv", **self.CLASSES))

    def test_numbers_that_may_be_names(self):
        rows = "".join(f"n{i},{i % 7},{i % 5},{i}\n" for i in range(20))
        self.put("t.csv", "country,2019,2020,2021\n" + rows)
        self.assertIn("'header: true' or 'header: false'", self.refused("path: t.csv, exclude: [country]"))
        self.assertIn("20 rows", self.read("path: t.csv, header: true, exclude: [country]"))
        self.put("t.csv", "label,0,1,2\n" + "".join(f"{i % 2},{i % 7},{i % 5},{i}\n" for i in range(20)))
        self.assertIn("20 rows", self.read("path: t.csv, target: label", **self.CLASSES))

    def test_03_columns_without_names(self):
        for name in ("df.csv", "air.csv", "rows.csv"):
            self.put(name)
        self.assertIn("2 features", self.read("path: df.csv, target: y, features: [x1, x2]"))
        self.assertIn("3 features", self.read("path: df.csv"))
        self.assertIn("df.csv:1:1: warning: this column has no name and numbers the rows, and is a feature nevertheless; "
                      "'exclude: [column0]' leaves it out", self.call("check", "x.yaml").stderr)
        self.assertIn("2 features", self.read("path: df.csv, exclude: [column0]"))
        self.assertIn("1 feature", self.read("path: air.csv, target: B, features: [A]"))
        self.assertIn("1 feature", self.read("path: air.csv"))
        self.assertIn("1 feature", self.read("path: rows.csv"))

    def test_13_missing_values(self):
        for name in ("null.csv", "titanic.csv", "house.csv"):
            self.put(name)
        self.assertIn("no value in column 'age'", self.refused("path: null.csv, target: y"))
        self.assertIn("rows left out for want of a value: 'age' in ", self.read("path: null.csv, target: y, missing: drop"))
        line = self.read("path: titanic.csv, target: Survived, features: [Pclass, Sex, Age, Fare, Cabin], "
                         "categorical: [Cabin], missing: drop", **self.CLASSES)
        self.assertRegex(line, r"\d+ of 300 rows left out for want of a value: 'Age' in \d+ of 300 rows, 'Cabin' in \d+$")
        line = self.read("path: house.csv, target: SalePrice, missing: drop, exclude: [Alley, Fence, Id]")
        self.assertRegex(line, "2 columns without a value left out: 'PoolQC', 'MiscFeature'$")

    def test_13_every_usual_marker_is_known(self):
        for marker in ("", "NA", "N/A", "n/a", "na", "null", "NULL", "None", "nan", "NaN", "-nan", "#N/A", "<NA>", "?"):
            with self.subTest(marker):
                self.put("t.csv", "a,b,y\n" + "".join(f"{i},{i % 3},{i}.5\n" for i in range(10)) + f"{marker},1,2\n")
                self.assertIn("1 of 11 rows left out for want of a value: 'a' in 1 of 11 rows",
                              self.read("path: t.csv, missing: drop"))

    def test_own_markers(self):
        self.put("t.csv", "a,b,y\n" + "".join(f"{i},{i % 3},{i}.5\n" for i in range(10)) + "-200,1,2\n1,-200.0,3\n"
                 "unknown,1,2\n,1,2\n")
        self.assertIn('if it stands for no value, write missing: {markers: ["unknown"]}',
                      self.refused("path: t.csv, missing: drop"))
        self.assertIn("4 of 14 rows left out for want of a value: 'a' in 3 of 14 rows, 'b' in 1",
                      self.read("path: t.csv, missing: {strategy: drop, markers: [-200, unknown]}"))

    def test_19_columns_can_be_excluded(self):
        self.put("telco.csv")
        told = self.refused("path: telco.csv, target: Churn, missing: drop", **self.CLASSES)
        self.assertIn("telco.csv:1:1: error: column 'customerID' has 101 different texts in 101 rows", told)
        self.assertIn("'exclude: [customerID]'", told)
        for pattern in ("customerID", '"*ID"'):
            line = self.read(f"path: telco.csv, target: Churn, missing: drop, exclude: [{pattern}]", **self.CLASSES)
            self.assertRegex(line, r"7 features \(3 of categories\), 2 classes .*'TotalCharges' in \d+ of \d+ rows")

    def test_20_encodings_comments_archives(self):
        for name in ("SeoulBikeData.csv", "comment.csv", "data.csv.zip", "x.arff"):
            self.put(name)
        line = self.read("path: SeoulBikeData.csv, target: Rented Bike Count, exclude: [Date]")
        self.assertTrue(line.endswith("; encoding windows-1252"), line)
        self.read('path: SeoulBikeData.csv, target: Rented Bike Count, encoding: latin-1, features: [Hour, "Temperature(°C)"]')
        told = self.refused("path: SeoulBikeData.csv, target: Rented Bike Count")
        self.assertIn("column 'Date' holds texts that look like numbers: '01/12/2017' is a date or a time", told)
        told = self.refused("path: comment.csv", **self.CLASSES)
        self.assertIn('comment.csv:1:1: error: this line is no row of the table; if it is a comment, write comment: "#"', told)
        self.assertIn("# exported", told)
        self.read('path: comment.csv, comment: "#"', **self.CLASSES)
        self.read("path: comment.csv, skip_rows: 2", **self.CLASSES)
        self.read("path: data.csv.zip", **self.CLASSES)
        told = self.refused("path: x.arff", **self.CLASSES)
        skip = re.search(r"'skip_rows: \d+'", told).group(0).strip("'")
        names = re.search(r"'(header: \[.*?\])'", told).group(1)
        self.read(f"path: x.arff, {skip}, {names}", **self.CLASSES)

    def test_26_identifiers_and_dates(self):
        self.put("dates.csv")
        self.put("p.csv")
        told = self.refused("path: dates.csv")
        self.assertIn("dates.csv:1:8: error: column 'when' holds texts that look like numbers: '2020-01-01' is a date", told)
        self.assertIn("3 features", self.read("path: dates.csv, parse: {when: date}"))
        self.assertIn("2 features", self.read("path: dates.csv, exclude: [when]"))
        told = self.refused("path: p.csv", **self.CLASSES)
        self.assertIn("p.csv:1:1: error: column 'patient' has 60 different texts in 60 rows", told)
        self.read("path: p.csv, exclude: [patient]", **self.CLASSES)
        self.read("path: p.csv, categorical: [patient]", **self.CLASSES)

    def test_the_same_bytes_however_they_are_packed(self):
        text = "größe;y\n" + "".join(f"{i},5;{i}\n" for i in range(20))
        expected = "20 rows, 1 feature, target y from 0 to 19"
        for name, content in (("a.csv", text.encode()), ("b.csv", text.encode("utf-8-sig")),
                              ("c.csv", text.encode("latin-1")), ("d.csv", text.encode("utf-16")),
                              ("e.csv.gz", gzip.compress(text.encode("cp1252"))),
                              ("f.csv", text.replace("\n", "\r\n").encode()), ("g.csv", text.replace("\n", "\r").encode())):
            with self.subTest(name):
                self.put(name, content)
                self.assertIn(expected, self.read(f"path: {name}, features: [größe]"))
        with zipfile.ZipFile(self.folder / "h.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("folder/t.csv", text)
            archive.writestr("__MACOSX/._t.csv", b"\0\1")
        self.assertIn(expected, self.read("path: h.zip"))

    def test_what_is_no_table_is_refused_without_its_bytes(self):
        def workbook(*names):
            with zipfile.ZipFile(self.folder / "w.zip", "w") as archive:
                for name in names:
                    archive.writestr(name, "<x/>")
            return (self.folder / "w.zip").read_bytes()

        for content, says in ((workbook("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook; save the sheet as CSV"),
                              (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "Excel workbook of the old format"),
                              (workbook("mimetype", "content.xml"), "an OpenDocument sheet"),
                              (workbook("a.csv", "b.csv"), r"this ZIP file holds 2 files \(a.csv, b.csv\); unpack it"),
                              (b"PAR1" + bytes(100), "a Parquet file"), (b"\x93NUMPY\1\0", "'type: npy' reads it"),
                              (b"<!DOCTYPE html>\n<html>", "a web page"), (b'[{"a": 1}]', "this is JSON"),
                              (b"a,b\n1,\0\n", "a NUL byte: this is not a text file")):
            with self.subTest(says):
                self.put("t.csv", content)
                told = self.refused("path: t.csv")
                self.assertRegex(told, says)
                self.assertTrue(told.replace("\n", "").isprintable(), told)

    def test_adult(self):
        rng = random.Random(1)
        jobs = ["Private", "Self-emp-not-inc", "State-gov", "?"]

        def rows(dot):
            return "".join(f"{rng.randint(17, 90)}, {rng.choice(jobs)}, {rng.randint(10**4, 10**6)}, {rng.choice(['Male', 'Female'])}, "
                           f"{rng.choice(['<=50K', '>50K'])}{dot}\n" for _ in range(60)) + "\n"

        self.put("adult.data", rows(""))
        self.put("adult.test", "|1x3 Cross validator\n" + rows("."))
        line = self.read("path: adult.data, missing: drop", **self.CLASSES)
        self.assertRegex(line, r"4 features \(2 of categories\), 2 classes \(<=50K: \d+, >50K: \d+\); no header .*; "
                         r"\d+ of 60 rows left out for want of a value: 'column1' in \d+ of 60 rows$")
        told = self.refused("path: adult.test, missing: drop", **self.CLASSES)
        self.assertIn('adult.test:1:1: error: this line is no row of the table; if it is a comment, write comment: "|"', told)
        self.assertIn("2 classes (<=50K.: ", self.read("path: adult.test, missing: drop, skip_rows: 1", **self.CLASSES))

    def test_classes_of_a_given_part_that_differ_by_a_dot_are_told(self):
        def rows(dot):
            return "".join(f"{i % 40}, {'<=50K' if i % 3 else '>50K'}{dot}\n" for i in range(60))

        self.put("adult.data", rows(""))
        self.put("adult.test", "|1x3 Cross validator\n" + rows("."))
        told = self.refused('path: adult.data, test_path: adult.test, comment: "|"', **self.CLASSES)
        self.assertIn("warning: data.target: classes '<=50K' and '<=50K.' differ by a sign or the case of letters only; "
                      "if they are one, write them alike in the file", told)
        self.read("path: adult.data", **self.CLASSES)
        told = self.call("evaluate", "results/x", "adult.test", status=2).stderr
        self.assertIn('if it is a comment, write comment: "|"', told)
        self.put("rows.test", rows("."))
        self.assertIn("rows.test:1:3: error: row 1: '>50K.' in column 'column1' is no class that the training had (<=50K, >50K); "
                      "did you mean '>50K'?", self.call("evaluate", "results/x", "rows.test", status=2).stderr)

    def test_missing_cells_are_told_once_a_column(self):
        self.put("none.csv")
        self.put("titanic.csv")
        told = self.refused("path: none.csv, target: y")
        self.assertEqual(told.count("no value in column"), 1, told)
        self.assertRegex(told, r"none.csv:3:4: error: no value in column 'alley' in 35 of 40 rows; write missing: "
                         r"{columns: {alley: category}}, which makes it a category of its own")
        self.read("path: none.csv, target: y, missing: {columns: {alley: category}}")
        told = self.refused("path: titanic.csv, target: Survived, exclude: [PassengerId, Name, Ticket]", **self.CLASSES)
        self.assertEqual(told.count("no value in column"), 3, told)
        self.assertIn("missing: {columns: {Age: median}}, which fills it in", told)
        self.put("t.csv", "a,b,y\n" + ",1,2\n" * 3 + "1,,3\n")  # not one row is whole
        told = self.refused("path: t.csv")
        self.assertNotIn("every row", told)
        self.assertEqual(told.count("no value in column"), 2, told)

    def test_dates_are_told_with_the_format_that_reads_them(self):
        for cells, cure in ((["01/12/2017", "13/12/2017"], 'parse: {when: "%d/%m/%Y"}'),
                            (["12/01/2017", "12/13/2017"], 'parse: {when: "%m/%d/%Y"}'),
                            (["01/12/2017", "02/12/2017"], 'parse: {when: "%d/%m/%Y"}, or "%m/%d/%Y"'),
                            (["31.01.20 10:00", "01.02.20 11:30"], 'parse: {when: "%d.%m.%y %H:%M"}'),
                            (["18.00.00", "19.00.00"], 'parse: {when: "%H.%M.%S"}'),
                            (["10:00", "23:59"], 'parse: {when: "%H:%M"}'),
                            (["2020-01-31", "2020-02-01"], "parse: {when: date}"),
                            (["Mar 12, 2020", "May 01, 2020"], 'parse: {when: "%b %d, %Y"}')):
            with self.subTest(cells[0]):
                self.put("t.csv", "a,when,y\n" + "".join(f'{i},"{cells[i % 2]}",{i}.5\n' for i in range(40)))
                self.assertIn(f"write {cure} (days since 1970), or exclude: [when]", self.refused("path: t.csv"))
                self.read(f"path: t.csv, {cure.split(', or ')[0]}")
        self.put("t.csv", "a,when,y\n" + "".join(f"{i},13/0{1 + i % 9}/2020,{i}.5\n" for i in range(40)))
        told = self.refused("path: t.csv, parse: {when: date}")
        self.assertIn("t.csv:2:3: error: '13/01/2020' can't be read as 'parse' says for column 'when'; write "
                      'parse: {when: "%d/%m/%Y"} (days since 1970)\n', told)
        self.assertEqual(told.count("error:"), 1, "one message for a column that is all of it wrong")

    def test_points_of_thousands_beside_decimal_commas(self):
        self.put("t.csv", "menge;preis;y\n" + "".join(f"{1 + i % 90}.{100 + i};{i},5;{i}\n" for i in range(40)))
        told = self.refused("path: t.csv")
        self.assertIn("column 'menge' holds texts that look like numbers: '1.100' is a number with separators of thousands; "
                      'write thousands: "."', told)
        self.assertIn("2 features", self.read('path: t.csv, thousands: "."'))
        # Amounts of less than a thousand have none.
        self.put("t.csv", "umsatz;y\n" + "".join(f"{f'1.{100 + i},50' if i % 3 else f'{i},25'};{i}\n" for i in range(1, 40)))
        told = self.refused("path: t.csv")
        self.assertEqual(told.count("error:"), 1, told)
        self.assertIn('write thousands: "."', told)
        self.assertIn("1 feature", self.read('path: t.csv, thousands: "."'))

    def test_a_column_of_numbers_and_texts_is_told_in_a_few_lines(self):
        self.put("t.csv", "ticket,b,y\n" + "".join(f"{i if i % 2 else f'PC {i}'},{i},{i % 7}\n" for i in range(1, 60)))
        told = self.refused("path: t.csv")
        self.assertEqual(told.count("error:"), 4, told)
        self.assertIn("t.csv:1:1: error: column 'ticket' holds numbers and texts, 26 such cells more; 'exclude: [ticket]' leaves it "
                      "out, 'categorical: [ticket]' makes a feature of each", told)

    def test_a_name_in_a_file_without_a_header(self):
        self.put("letter.data")
        self.assertIn("error: data.target: the file has no column 'T', since its first row holds values; columns are column0 to "
                      "column16, or write header: [...] with their names",
                      self.refused("path: letter.data, target: T", "CrossEntropyLoss", 26))

    def test_a_measure_taken_for_classes_is_told_as_the_target(self):
        self.put("wine.data")
        self.assertIn("error: data.target: column 'column3', the target, has 102 classes in 150 rows, some in a single one; write "
                      "target: NAME for another column, or loss: MSELoss where it is a number",
                      self.refused("path: wine.data", "CrossEntropyLoss", 3))

    def test_wdbc(self):
        rng = random.Random(2)
        self.put("wdbc.data", "".join(f"{84 + i},{rng.choice('MB')},{rng.gauss(14, 3):.2f},{rng.gauss(1, .1):.4f}\n" for i in range(50)))
        self.assertRegex(self.read("path: wdbc.data, target: column1, exclude: [column0]", **self.CLASSES),
                         r"50 rows, 2 features, 2 classes \(B: \d+, M: \d+\); no header")

    def test_auto_mpg(self):
        names = ["chevrolet chevelle malibu", "buick skylark 320", "ford pinto"]
        self.put("auto-mpg.data", "".join(
            f"{18 + i % 9}.0   {4 + i % 3 * 2}   {300 + i}.0      {'?' if i % 20 == 6 else f'{100 + i}.0'}      {3500 - i}.      12.{i % 9}   "
            f"70  1\t\"{names[i % 3]}\"\n" for i in range(40)))
        line = self.read("path: auto-mpg.data, target: column0, exclude: [column8], missing: drop")
        self.assertEqual(line, "auto-mpg.data: 38 rows, 7 features, target column0 from 18 to 26; delimiter whitespace; no header "
                         "(the columns are column0 to column8); 2 of 40 rows left out for want of a value: 'column3' in 2 of 40 rows")

    def test_winequality(self):
        rng = random.Random(3)
        self.put("winequality-red.csv", '"fixed acidity";"volatile acidity";"quality"\n'
                 + "".join(f"{rng.gauss(8, 1):.1f};{rng.random():.2f};{rng.randint(3, 8)}\n" for _ in range(60)))
        self.assertRegex(self.read("path: winequality-red.csv", "CrossEntropyLoss", 6),
                         r"60 rows, 2 features, 6 classes \(3: \d+, .*\); delimiter ';'$")

    def test_air_quality(self):
        rows = "".join(f"{10 + i % 20}/03/2004;{i % 24:02}.00.00;{2 + i % 3},{i % 10};{'-200' if i % 10 == 4 else 1300 + i};"
                       f"{13 + i % 5},{i % 10};0,{5000 + i};;\r\n" for i in range(50))
        self.put("AirQualityUCI.csv", "Date;Time;CO(GT);PT08.S1(CO);T;AH;;\r\n" + rows + ";;;;;;;\r\n" * 14)
        data = 'path: AirQualityUCI.csv, target: "CO(GT)", exclude: [Date, Time]'
        line = self.read(data + ", missing: {strategy: drop, markers: [-200]}")
        self.assertRegex(line, r"^AirQualityUCI.csv: 45 rows, 3 features, target CO\(GT\) from 2 to 4.9; delimiter ';'; decimal ','; "
                         r"5 of 50 rows left out .*: 'PT08.S1\(CO\)' in 5 of 50 rows; 14 empty rows left out; "
                         r"2 columns without a value left out: 'column6', 'column7'$")
        self.assertIn("column 'Date' holds texts that look like numbers", self.refused(data.replace("Date, Time", "Time")))

    def test_titanic_with_quoted_names_and_gaps(self):
        self.put("titanic.csv")
        told = self.refused("path: titanic.csv, target: Survived", **self.CLASSES)
        self.assertIn("no value in column 'Age'", told)
        line = self.read("path: titanic.csv, target: Survived, exclude: [PassengerId, Name, Ticket, Cabin], missing: drop",
                         **self.CLASSES)
        self.assertRegex(line, r"7 features \(2 of categories\), 2 classes \(0: \d+, 1: \d+\); \d+ of 300 rows left out")

    def test_other_layouts_of_public_files(self):
        rng = random.Random(4)

        def rows(*cells, n=60, separator=","):
            return "".join(separator.join(str(cell(i) if callable(cell) else cell) for cell in cells) + "\n" for i in range(n))

        def number(digits):
            return lambda _: f"{rng.gauss(0, 1):.{digits}f}"

        def one_of(*texts):
            return lambda i: texts[i % len(texts)]

        def comma(_):
            return f"{rng.gauss(0, 9):.2f}".replace(".", ",")

        classes, values = ("CrossEntropyLoss", 2), ("MSELoss", 1)
        for name, text, options, (loss, outputs), says in (
                ("decimal commas beside points", "a;b;y\n" + rows(comma, comma, number(3), separator=";"), "", values,
                 r"60 rows, 2 features, target y .*; delimiter ';'; decimal ',' or '.', by column$"),
                ("target with decimal commas", "a;y\n" + rows(comma, comma, separator=";"), "", values, "decimal ','$"),
                ("abalone", rows(one_of("M", "F", "I"), number(3), number(3), one_of(15, 7, 9)), "", values,
                 r"3 features \(1 of categories\), target column3 from 7 to 15; no header"),
                ("ionosphere", rows(1, 0, number(5), number(5), one_of("g", "b")), "", classes, r"2 classes \(b: 30, g: 30\)"),
                ("sonar", rows(number(4), number(4), one_of("R", "M")), "", classes, "60 rows, 2 features"),
                ("wisconsin", '"id","diagnosis","radius_mean",\n' + rows(lambda i: 842302 + i * i, one_of("M", "B"), number(2), ""),
                 ', target: diagnosis, exclude: [id]', classes, "1 feature, .*; 1 column without a value left out: 'column3'$"),
                ("creditcard", '"Time","V1","Class"\n' + rows(number(1), number(9), one_of('"0"', '"1"')), "", classes,
                 r"2 classes \(0: 30, 1: 30\)$"),
                ("blanks after commas", "a, b, y\n" + rows(number(2), number(2), number(2), separator=", "), "", values, "2 features"),
                ("unicode", "größe,重さ,y\n" + rows(number(2), number(2), number(2)), ", features: [重さ]", values, "1 feature"),
                ("constant", "a,b,y\n" + rows(1, number(2), number(2)), "", values, "2 features"),
                ("booleans", "a,flag,y\n" + rows(number(2), one_of("True", "False"), one_of("True", "False", "False")), "", classes,
                 r"2 features \(1 of categories\), 2 classes \(False: 40, True: 20\)$"),
                ("two and four", "a,y\n" + rows(number(2), one_of(2, 4)), "", classes, r"2 classes \(2: 30, 4: 30\)$"),
                ("signs", "a,y\n" + rows(number(2), one_of(-1, 1)), "", classes, r"2 classes \(-1: 30, 1: 30\)$"),
                ("zero and one", "a,y\n" + rows(number(2), one_of("0.0", "1.0")), "", classes, r"2 classes \(0: 30, 1: 30\)$"),
                ("numbers as names", "0,1,2,3\n" + rows(number(2), number(2), number(2), number(2)), "", values,
                 "60 rows, 3 features, target 3 "),
                ("wide", ",".join(f"c{j}" for j in range(3000)) + "\n" + rows(*[number(1)] * 3000, n=20), "", values,
                 "20 rows, 2999 features")):
            with self.subTest(name):
                self.put("t.csv", text)
                self.assertRegex(self.read("path: t.csv" + options, loss, outputs), says)

    def test_a_boundary_in_rows_counts_the_rows_of_the_file(self):
        self.put("t.csv", "a,y\n" + "".join(f"{'' if i in (3, 17, 18) else i},{i}\n" for i in range(20)))
        self.read("path: t.csv, missing: drop", split="{validation: 5, test: 3, shuffle: false}")
        self.assertIn("training samples: 11", self.call("summary", "x.yaml").stdout)

    def test_a_column_may_begin_with_a_thousand_empty_cells(self):
        rows = 5000
        self.put("t.csv", "a,b,y\n" + "".join(f"{i},{'' if i < 4000 else i},{i % 3}\n" for i in range(rows)))
        self.assertIn("1000 rows, 2 features", self.read("path: t.csv, missing: drop"))
        self.assertIn("no value in column 'b'", self.refused("path: t.csv"))

    def test_a_target_may_turn_to_text_late(self):
        self.put("t.csv", "a,y\n" + "".join(f"{i},{'1.0' if i < 4000 else 'b'}\n" for i in range(5000)))
        self.assertIn("2 classes (1.0: 4000, b: 1000)", self.read("path: t.csv", **self.CLASSES, epochs=1))

    def test_a_mistake_in_the_last_of_many_rows_is_shown(self):
        self.put("t.csv", "a,y\n" + "".join(f"{i},{math.sin(i)}\n" for i in range(100_000)) + "1,oops\n")
        self.assertIn("t.csv:100002:3: error: 'oops' is no number, but the loss wants numbers for a target\n100002 | 1,oops\n"
                      "       |   ^~~~\n", self.refused("path: t.csv"))


if __name__ == "__main__":
    unittest.main()
