#!/usr/bin/env python3
"""The site of docs/: it is made, with one experiment, and no link of it is dead or depends on where it lies."""
import importlib.util
import pathlib
import sys
import tempfile
import unittest

from support import RUNNER, TOP

sys.path.insert(0, str(TOP / "docs"))
import make_site  # noqa: E402


class Pages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="runner site ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_faults_are_found(self):
        (self.folder / "a").mkdir()
        (self.folder / "b.html").write_text('<h1 id="there">x</h1><a href="a/c.html">x</a><a href="#there">x</a>')
        (self.folder / "a/c.html").write_text(
            '<a href="../b.html#there">x</a><a href="../b.html#gone">x</a><a href="d.html">x</a><a href="/b.html">x</a>'
            '<img src="file:///b.svg"><a href="../../e.html">x</a><a href="https://example.org/">x</a>')
        self.assertEqual(list(make_site.faults(self.folder)), [
            "a/c.html: ../b.html#gone: there is no such heading",
            "a/c.html: d.html: there is no such file",
            "a/c.html: /b.html: depends on where the site lies",
            "a/c.html: file:///b.svg: depends on where the site lies",
            "a/c.html: ../../e.html: there is no such file"])

    def test_the_site_has_every_page_and_no_fault(self):
        site = self.folder / "site"
        make_site.Site(site, pathlib.Path(RUNNER)).make([TOP / "experiments/chapter4/optimizers.yaml"])
        self.assertEqual(list(make_site.faults(site)), [])
        for page in [*(TOP / "docs").glob("*.md"), *(TOP / "docs/components").glob("*.md")]:
            made = site / page.relative_to(TOP / "docs").with_suffix(".html")
            self.assertIn("<h1", made.read_text(encoding="utf-8"))
        gallery = (site / "gallery/chapter4/optimizers.html").read_text(encoding="utf-8")
        self.assertIn("Five ways down w²/2", gallery)
        self.assertIn('href="../../gallery/chapter4/optimizers/summary.csv"', gallery)
        index = (site / "index.html").read_text(encoding="utf-8")
        self.assertIn('href="sweeps.html"', index)
        self.assertNotIn(str(TOP), "".join(p.read_text(encoding="utf-8") for p in site.rglob("*.html")))

    def test_what_is_something_else_stays(self):
        (self.folder / "precious").touch()
        with self.assertRaises(SystemExit):
            make_site.Site(self.folder, pathlib.Path(RUNNER)).make([])
        self.assertTrue((self.folder / "precious").exists())


if __name__ == "__main__":
    if importlib.util.find_spec("markdown") is None:
        print("python3-markdown is not installed: the site is not tried", file=sys.stderr)
        sys.exit(77)
    unittest.main()
