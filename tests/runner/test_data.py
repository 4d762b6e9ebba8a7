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
