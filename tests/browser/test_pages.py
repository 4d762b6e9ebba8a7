"""The page of every shape of experiment in a real browser: its pictures, reading out, toggles, brush, sort, filter, saving;
without scripts; with names that would be markup. Skipped, and says so, where there is no chromium."""
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "runner"))
import browser  # noqa: E402
import shapes  # noqa: E402
from support import RUNNER  # noqa: E402


def setUpModule():
    global folder, pages
    folder = tempfile.TemporaryDirectory(prefix="runner pages ")
    top = pathlib.Path(folder.name)
    pages = {}
    for shape in shapes.SHAPES:
        file = shapes.write(top, shape)
        done = subprocess.run([RUNNER, "run", str(file), "--results", str(top / "results")], capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        pages[shape] = top / "results" / shape / "report.html"


def tearDownModule():
    folder.cleanup()


class PageCase(unittest.TestCase):
    scripts = True

    @classmethod
    def setUpClass(cls):
        cls.downloads = tempfile.TemporaryDirectory(prefix="downloads ")
        cls.browser = browser.Browser(scripts=cls.scripts, downloads=cls.downloads.name if cls.scripts else None)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.downloads.cleanup()

    def figures(self):
        return [e.get_attribute("id") for e in self.browser.find("figure[id]")]

    def canvas(self):
        return self.browser.run("return document.querySelector('#explorer canvas').toDataURL()")

    def choose(self, name, value):
        self.browser.run("const s = document.querySelector(`[name=${arguments[0]}]`); s.type === 'checkbox' ? s.click()"
                         " : (s.value = arguments[1], s.dispatchEvent(new Event('change')))", name, value)
        self.browser.frames()

    def counted(self):
        return self.browser.text("output")


class EveryShape(PageCase):
    def test_pictures_are_there_and_nothing_is_said_on_the_console(self):
        for shape, (_, names) in shapes.SHAPES.items():
            with self.subTest(shape):
                self.browser.open(pages[shape])
                self.assertEqual(sorted(set(names) - set(self.figures())), [])
                self.assertIsNotNone(self.browser.text("#verdict"))
                self.assertEqual(self.browser.messages(), [])

    def test_a_pointer_reads_out_in_every_picture_with_lines_or_points(self):
        for shape in shapes.SHAPES:
            self.browser.open(pages[shape])
            for figure in self.figures():
                has = self.browser.run("return document.querySelector(`#${arguments[0]} .drawing .line[data-x], #${arguments[0]} .drawing .datum`)"
                                       "?.classList.contains('datum')", figure)
                if has is None:
                    continue
                with self.subTest(f"{shape} {figure}"):
                    self.browser.mouse("mouseMoved", 2, 2)
                    if has:
                        self.browser.point_at(f"#{figure} .drawing .datum")
                    else:  # at the begin of the first line
                        x, y = self.browser.run(
                            "const m = document.querySelector(`#${arguments[0]} .line[data-x]`), p = m.querySelector('path') || m;"
                            "p.scrollIntoView({block: 'center'}); const q = p.getPointAtLength(0), c = p.getScreenCTM();"
                            "return [q.x * c.a + c.e, q.y * c.d + c.f]", figure)
                        self.browser.mouse("mouseMoved", x, y)
                    self.assertNotEqual(self.browser.run("const t = document.querySelector('#tip'); return t.hidden ? '' : t.textContent"), "")
            self.assertEqual(self.browser.messages(), [])

    def test_names_are_text(self):
        self.browser.open(pages["A"])
        self.assertIsNone(self.browser.run("return window.hacked ?? document.querySelector('#hacked, main b, img')"))
        text = self.browser.text("body")
        self.assertIn("</script><b id=\"hacked\">\"'& \\u202e", text)
        self.assertIn("onerror", self.browser.text("#confusion"))
        self.assertNotRegex(text, "[\x1b\u202e]")
        self.assertEqual(self.browser.messages(), [])

    def test_printed_it_is_whole(self):
        self.browser.open(pages["C"])
        self.browser.run("document.documentElement.dataset.theme = 'dark'")
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(self.browser.pdf())
            file.flush()
            try:
                text = subprocess.run(["pdftotext", "-layout", file.name, "-"], capture_output=True, text=True).stdout
            except FileNotFoundError:
                self.skipTest("no pdftotext")
        self.assertIn("Student's", text)       # of what was folded in
        self.assertIn("out_features: 6", text)
        self.assertNotIn("Explore the runs", text)
        self.assertNotIn("Light / dark", text)


class Interaction(PageCase):
    def setUp(self):
        self.browser.open(pages["C"])

    def tearDown(self):
        self.assertEqual(self.browser.messages(), [])

    def test_a_legend_isolates_with_pointer_and_keyboard(self):
        shown = "return [...document.querySelectorAll('#curves .line.off, #curves .line[data-series=c1]')].map(e => e.dataset.series + e.classList.contains('off'))"
        self.browser.run("document.querySelector('#curves .entry[data-series=c1]').dispatchEvent(new Event('click'))")
        self.browser.frames()
        marks = self.browser.run(shown)
        self.assertIn("c1false", marks)
        self.assertIn("c0true", marks)
        self.assertNotIn("c1true", marks)
        self.browser.run("const e = document.querySelector('#curves .entry[data-series=c1]'); e.focus();"
                         "e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))")
        self.browser.frames()
        self.assertNotIn("c0true", self.browser.run(shown))
        before = self.canvas()
        self.browser.find(".legend button")[0].click()
        self.browser.frames()
        self.assertNotEqual(self.canvas(), before)
        self.assertEqual(self.browser.find(".legend button")[0].get_attribute("aria-pressed"), "true")

    def test_every_control_draws_something_else(self):
        seen = {self.canvas()}
        for name, values in (("column", ["1", "2"]), ("band", ["", "minmax", "ci95", "quartiles", "std"]), ("log", [None]), ("seeds", [None]),
                             ("group", ["optimizer"]), ("facet", ["optimizer"])):
            for value in values:
                with self.subTest(f"{name} {value}"):
                    self.choose(name, value)
                    now = self.canvas()
                    if (name, value) not in (("band", "std"), ("group", "optimizer")):  # the same lines once more
                        self.assertNotIn(now, seen)
                    seen.add(now)

    def test_curves_read_out_and_light_up_rows(self):
        self.browser.point_at("#explorer .board", 0.5, 0.5)
        found = False
        for down in range(10, 90, 2):
            self.browser.point_at("#explorer .board", 0.6, down / 100)
            if self.browser.run("return !document.querySelector('#tip').hidden"):
                found = True
                break
        self.assertTrue(found)
        self.assertRegex(self.browser.text("#tip"), r"epoch \d+: ")
        self.assertGreater(len(self.browser.find(".runs tr.lit")), 0)
        self.assertGreater(len(self.browser.find("#curves .lit")), 0)

    def test_rows_sort_filter_and_light_up_in_the_pictures(self):
        column = "return [...document.querySelectorAll('.runs tbody tr:not(.gap)')].map(tr => tr.cells[arguments[0]].textContent)"
        heads = self.browser.run("return [...document.querySelectorAll('.runs th')].map(th => th.textContent)")
        place = heads.index("final_val_loss")
        head = self.browser.find(".runs th button")[place]
        self.browser.run("arguments[0].click()", head)
        values = [float(v) for v in self.browser.run(column, place)]
        self.assertEqual(values, sorted(values))
        self.assertEqual(len(values), 12)
        self.browser.run("arguments[0].click()", head)
        values = [float(v) for v in self.browser.run(column, place)]
        self.assertEqual(values, sorted(values, reverse=True))
        for words, count in (("adam", 4), ("optimizer=adam seed<2", 2), ("seed>=2", 6), ("nothing", 0), ("", 12)):
            self.browser.run("const f = document.querySelector('[name=filter]'); f.value = arguments[0]; f.dispatchEvent(new Event('input'))", words)
            self.browser.frames()
            self.assertEqual(self.counted(), f"{count} of 12 runs")
            off = len(self.browser.find("#curves .line.off"))
            self.assertEqual(off > 0, count in (4, 2, 0))
        self.browser.point_at(".runs tbody tr:nth-child(3) td")
        self.assertGreater(len(self.browser.find("#final_values .lit")), 0)
        self.assertEqual(len(self.browser.find("#final_values .full svg.dim")), 1)

    def test_pictures_and_numbers_are_saved(self):
        for figure, files in (("curves", ["svg", "png", "csv"]), ("explorer", ["svg", "png", "csv"])):
            for button in self.browser.find(f"#{figure} .save button"):
                self.browser.run("arguments[0].click()", button)
            name = "curves_explored" if figure == "explorer" else figure
            for ending in files:
                path = pathlib.Path(self.downloads.name) / f"{name}.{ending}"
                for _ in range(100):
                    if path.exists() and path.stat().st_size > 0:
                        break
                    time.sleep(0.05)
                self.assertTrue(path.exists(), path)
                if ending == "svg":
                    xml.etree.ElementTree.parse(path)
                if ending == "csv":
                    self.assertGreater(len(path.read_text().splitlines()), 18)

    def test_light_and_dark(self):
        paper = "return getComputedStyle(document.body).backgroundColor"
        before = self.browser.run(paper)
        self.browser.run("document.querySelector('.theme').click()")
        self.assertNotEqual(self.browser.run(paper), before)


class Brush(PageCase):
    def test_a_brush_filters_everything_and_escape_lets_all_pass(self):
        self.browser.open(pages["F"])
        self.assertEqual(self.counted(), "24 of 24 runs")
        before = self.canvas()
        x, y = self.browser.point_at("#parallel .board", 0, 0.4)
        x += 40  # the first axis
        self.browser.mouse("mouseMoved", x, y)
        self.browser.mouse("mousePressed", x, y, 1)
        self.browser.mouse("mouseMoved", x, y + 60, 1)
        self.browser.mouse("mouseReleased", x, y + 60)
        self.browser.frames()
        left = int(self.counted().split()[0])
        self.assertGreater(left, 0)
        self.assertLess(left, 24)
        self.assertEqual(len(self.browser.find(".runs tbody tr:not(.gap)")), left)
        self.assertNotEqual(self.canvas(), before)
        self.assertGreater(len(self.browser.find("#parallel_coordinates .off")), 0)
        self.browser.run("dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
        self.browser.frames()
        self.assertEqual(self.counted(), "24 of 24 runs")
        self.assertEqual(self.browser.messages(), [])


class WithoutScripts(PageCase):
    scripts = False

    def test_pictures_and_aggregates_are_there(self):
        for shape, (_, names) in shapes.SHAPES.items():
            with self.subTest(shape):
                self.browser.driver.get(pages[shape].resolve().as_uri())
                self.assertEqual(sorted(set(names) - set(self.figures())), [])
                drawn = [e for e in self.browser.find("figure .drawing svg") if e.size["width"] > 200 and e.size["height"] > 40]
                self.assertEqual(len(drawn), len(self.figures()))
                self.assertTrue(self.browser.find("#verdict")[0].is_displayed())
                self.assertGreater(len(self.browser.find("#configurations tbody tr")), 0)
                self.assertFalse(self.browser.find("#explore")[0].is_displayed())
                self.assertIn("runs.csv", self.browser.find(".note")[-1].text)


if __name__ == "__main__":
    browser.skip_without_browser()
    unittest.main()
