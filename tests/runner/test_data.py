"""`runner data` and `runner init`: from a table that somebody was given to an experiment that runs."""
import pathlib
import shutil
import unittest

from support import CommandCase

TABLES = pathlib.Path(__file__).resolve().parent / "tables"


class Data(CommandCase):
    def table_of(self, name):
        shutil.copy(TABLES / name, self.folder)

    def test_columns_of_a_table(self):
        self.table_of("titanic.csv")
        self.assertEqual(self.call("data", "titanic.csv").stdout.splitlines()[:4], [
            "titanic.csv: 300 rows, 12 columns",
            "  column       holds         missing  different  lowest  highest  examples",
            "  PassengerId  whole number        0        300       1      300  1, 2, 3",
            "  Survived     whole number        0          2       0        1  1, 0"])

    def test_what_is_decided_is_told(self):
        self.table_of("iris.data")
        self.assertEqual(self.call("data", "iris.data").stdout.splitlines()[0],
                         "iris.data: 150 rows, 5 columns; no header (the columns are column0 to column4)")

    def test_an_experiment_s_parts_and_features(self):
        self.table_of("iris.data")
        self.write("x.yaml", """data: {type: csv, path: iris.data, split: {validation: 0.2}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 3}]
loss: CrossEntropyLoss
optimizer: Adam
training: {epochs: 1}
""")
        said = self.call("data", "x.yaml").stdout
        self.assertIn("  part   rows  Iris-setosa  Iris-versicolor  Iris-virginica\n"
                      "  train   120           40               40              40\n", said)
        self.assertIn("features of the network, over the training part after StandardScaler\n", said)

    def test_a_file_that_is_no_table(self):
        self.write("x.csv", "")
        self.assertIn("the file is empty", self.call("data", "x.csv", status=2).stderr)
        self.call("data", "none.csv", status=2)


class Init(CommandCase):
    def test_every_table_becomes_an_experiment_that_runs(self):
        for name, target in (("iris.data", "column4"), ("titanic.csv", "Survived"), ("teile.csv", "Befund"),
                             ("wine.data", "column0"), ("house.csv", "SalePrice")):
            with self.subTest(name):
                shutil.copy(TABLES / name, self.folder)
                experiment = pathlib.Path(name).stem + ".yaml"
                self.call("init", name, "--target", target, "-o", experiment)
                text = (self.folder / experiment).read_text()
                self.assertEqual(self.call("init", name, "--target", target).stdout, text)
                self.call(experiment, "training.epochs=2", "--quiet")
                rows = self.table(f"results/{pathlib.Path(name).stem}/runs.csv")
                self.assertEqual(rows[0]["status"], "finished")

    def test_columns_that_can_t_be_used_are_left_out_with_the_reason(self):
        shutil.copy(TABLES / "titanic.csv", self.folder)
        text = self.call("init", "titanic.csv", "--target", "Survived").stdout
        self.assertIn("\n# 'PassengerId' is left out: it numbers the rows.\n# 'Name' is left out: 300 different texts.\n",
                      text)
        self.assertIn("exclude: [PassengerId, Name, Ticket, Cabin]", text)
        self.assertIn("    strategy: median ", text)

    def test_a_european_export_with_dates_and_thousands_becomes_an_experiment_that_runs(self):
        rows = "".join(f"K{1000 + i};Weg {'ÄÖ'[i % 2]};{i % 9},{i % 10};{1 + i % 7}.{100 + i},50;{1 + i % 28:02}.{1 + i % 12:02}.2023;"
                       f"{i % 90},5 %;{'gut' if i % 3 else 'schlecht'}\r\n" for i in range(120))
        text = "Kunde;Straße;Größe;Umsatz;Eingang;Anteil;Qualität\r\n" + rows
        (self.folder / "excel.csv").write_bytes(text.encode("cp1252"))
        self.assertEqual(self.call("data", "excel.csv").stdout.splitlines()[0],
                         "excel.csv: 120 rows, 7 columns; delimiter ';', decimal ',', encoding windows-1252")
        self.call("init", "excel.csv", "-o", "x.yaml")
        text = (self.folder / "x.yaml").read_text()
        self.assertIn("\n  thousands: . ", text)
        self.assertIn("\n# '.' stands between groups of three digits: 1.234 is 1234.\n", text)
        self.assertIn('  parse: {Eingang: "%d.%m.%Y", Anteil: percent}', text)
        self.assertIn("\n# 'Eingang' becomes days since 1970-01-01.\n", text)
        self.assertIn("data: excel.csv: 120 rows, 5 features (1 of categories), 2 classes (gut: 80, schlecht: 40)",
                      self.call("x.yaml", "training.epochs=2").stderr)

    def test_air_quality_becomes_an_experiment_that_runs(self):
        self.write("AirQualityUCI.csv", "Date;Time;CO(GT);AH;;\r\n" + "".join(
            f"{10 + i % 20}/03/2004;{i % 24:02}.00.00;{2 + i % 3},{i % 10};0,{5000 + i};;\r\n" for i in range(60)) + ";;;;;\r\n" * 3)
        self.call("init", "AirQualityUCI.csv", "--target", "CO(GT)", "-o", "x.yaml")
        self.assertIn('parse: {Date: "%d/%m/%Y", Time: "%H.%M.%S"}', (self.folder / "x.yaml").read_text())
        self.assertIn("data: AirQualityUCI.csv: 60 rows, 3 features", self.call("x.yaml", "training.epochs=2").stderr)

    def test_numbers_that_may_be_identifiers_are_told(self):
        self.write("wdbc.data", "".join(f"{842302 + 37 * i},{'MB'[i % 2]},{i % 9}.5,{i % 7}.25\n" for i in range(40)))
        text = self.call("init", "wdbc.data", "--target", "column1").stdout
        self.assertIn("\n# 'column0' has another whole number in every row; if that is an identifier, exclude it.\n", text)

    def test_an_existing_file_stays(self):
        shutil.copy(TABLES / "iris.data", self.folder)
        self.write("x.yaml", "mine\n")
        self.assertEqual(self.call("init", "iris.data", "-o", "x.yaml", status=2).stderr,
                         "runner init: 'x.yaml' is there already; name another file with -o\n")
        self.assertEqual((self.folder / "x.yaml").read_text(), "mine\n")

    def test_a_target_that_is_not_there(self):
        shutil.copy(TABLES / "iris.data", self.folder)
        self.assertIn("--target: the file has no column 'column5'; did you mean 'column0'?",
                      self.call("init", "iris.data", "--target", "column5", status=2).stderr)


if __name__ == "__main__":
    unittest.main()
