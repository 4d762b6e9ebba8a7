"""The files in docs/from_pytorch.md give what the scripts beside them print, by committed numbers."""
import hashlib
import json
import re
import unittest

from support import EXPERIMENTS, TOP, CommandCase

PAGE = (TOP / "docs/from_pytorch.md").read_text(encoding="utf-8")
REFERENCE = json.loads((TOP / "tests/reference/from_pytorch.json").read_text(encoding="utf-8"))


def sections():
    """Title, script, file and stated output of each numbered section."""
    for text in re.split(r"^## (?=\d+\. )", PAGE, flags=re.MULTILINE)[1:]:
        blocks = dict(re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
        yield re.sub(r"^\d+\. ", "", text.splitlines()[0]), blocks["python"], blocks["yaml"], blocks["text"]


def numbers(line):
    """"epoch 3: train_loss 0.5 lr 0.1" as ("epoch", "3", {"train_loss": 0.5, "lr": 0.1})."""
    counter, number, rest = re.fullmatch(r"(epoch|iteration) (\d+): (.+)", line).groups()
    return counter, number, {name: float(value) for name, value in re.findall(r"(\w+) (\S+)", rest)}


class FromPyTorch(CommandCase):
    def setUp(self):
        super().setUp()
        (self.folder / "data").symlink_to(EXPERIMENTS / "data")

    def trained(self, name, text):
        """The rows of the run, by what they count and its number."""
        self.call(self.write(name + ".yaml", text), "--quiet")
        run = self.table(f"results/{name}/runs.csv")[0]["run"]
        rows = {("epoch", row["epoch"]): row for row in self.table(f"results/{name}/metrics.csv")}
        if (self.folder / f"results/{name}/runs/{run}/iterations.csv").exists():
            steps = self.table(f"results/{name}/runs/{run}/iterations.csv")
            rows |= {("iteration", row["iteration"]): row for row in steps}
        return rows

    def test_every_number_is_the_scripts(self):
        for place, (title, _, text, _) in enumerate(sections()):
            tolerance = 1e-9 if "dtype: float64" in text else 1e-4
            rows = self.trained(f"section_{place + 1}", text)
            for line in REFERENCE[place]["printed"]:
                counter, number, values = numbers(line)
                for name, value in values.items():
                    found = float(rows[counter, number][name])
                    self.assertLessEqual(abs(found - value), tolerance * abs(value), f"{title}: {line}: {found}")
            last = numbers(REFERENCE[place]["printed"][-1])
            self.assertNotIn((last[0], str(int(last[1]) + 1)), rows, f"{title} goes on after {last[1]}")

    def test_the_reference_is_of_the_scripts_as_they_stand(self):
        made = [(one["title"], one["sha256"]) for one in REFERENCE]
        self.assertEqual(made, [(title, hashlib.sha256(script.encode()).hexdigest()) for title, script, _, _ in sections()])
        self.assertEqual(len(made), 6)

    def test_the_page_states_what_the_scripts_print(self):
        for one, (title, _, _, stated) in zip(REFERENCE, sections()):
            lines = [line for line in stated.splitlines() if line != "…"]
            self.assertEqual([line for line in lines if line not in one["printed"]], [], title)
            self.assertEqual(lines[-1], one["printed"][-1], title)


if __name__ == "__main__":
    unittest.main()
