"""The page of what a network sees in a real browser: its tiles, reading out, saving, on a telephone, in the dark, without
scripts. Skipped, and says so, where there is no chromium."""
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "runner"))
import browser  # noqa: E402
from support import RUNNER  # noqa: E402
from test_show import EXPERIMENT, pictures  # noqa: E402


def setUpModule():
    global folder, page
    folder = tempfile.TemporaryDirectory(prefix="runner sight ")
    top = pathlib.Path(folder.name)
    features, target = pictures()
    target = ["</script><b id='hacked'>" if word == "down" else word for word in target]
    (top / "seen.yaml").write_text(EXPERIMENT.format(features=json.dumps(features), target=json.dumps(target), more=""), encoding="utf-8")

    def call(*words):
        done = subprocess.run([RUNNER, *map(str, words)], cwd=top, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr

    call("run", "seen.yaml", "--quiet", "--no-report")
    page = top / "page.html"
    call("show", next((top / "results/seen/runs").iterdir()), "-o", page)


def tearDownModule():
    folder.cleanup()


class Sight(unittest.TestCase):
    def look(self, **options):
        one = browser.Browser(**options)
        self.addCleanup(one.close)
        one.open(page)
        return one

    def test_pictures_are_seen_and_read_out(self):
        one = self.look()
        self.assertEqual([e.get_attribute("id") for e in one.find("figure[id]")], ["filters", "feature_maps", "mistakes"])
        sizes = one.driver.execute_async_script("""
            const done = arguments[arguments.length - 1];
            const load = i => new Promise(good => {
              const p = new Image();
              p.onload = () => good([p.width, p.height]);
              p.onerror = () => good('broken');
              p.src = i.getAttribute('href');
            });
            Promise.all([...document.querySelectorAll('#filters .full image')].map(load)).then(done);""")
        self.assertEqual(sizes, [[4, 3]] * 5)
        one.point_at("#mistakes .full image")
        self.assertRegex(one.text("#tip"), r"^row \d+ \(val\): predicted .* with [0-9.]+ %, is ")
        self.assertEqual(one.find("#hacked"), [])
        self.assertFalse(one.run("return !document.querySelector('#explore').hidden"))
        self.assertEqual(one.messages(), [])

    def test_on_a_telephone_nothing_is_wider_than_the_page(self):
        one = self.look(width=500)
        one.picture(360, dark=True)
        self.assertLessEqual(one.run("return document.documentElement.scrollWidth"), 360)
        self.assertEqual(one.run("return getComputedStyle(document.body).backgroundColor"), "rgb(20, 23, 27)")

    def test_a_picture_is_saved_with_its_pixels(self):
        with tempfile.TemporaryDirectory() as name:
            one = self.look(downloads=name)
            one.run("document.querySelector('#filters .save button').click()")
            saved = pathlib.Path(name) / "filters.svg"
            for _ in range(100):
                if saved.exists():
                    break
                time.sleep(0.1)
            self.assertEqual(saved.read_text().count("data:image/png;base64,"), 5)

    def test_without_scripts(self):
        one = browser.Browser(scripts=False)
        self.addCleanup(one.close)
        one.driver.get(page.resolve().as_uri())
        self.assertEqual(len(one.find("#filters .full image")), 5)


if __name__ == "__main__":
    browser.skip_without_browser()
    unittest.main()
