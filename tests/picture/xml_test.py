#!/usr/bin/env python3
"""Every golden picture is XML, has a title and a description, ids of its own, and no text outside of itself."""
import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"
GOLDEN = sorted((pathlib.Path(__file__).parent / "golden").glob("*.svg"))


class GoldenPictures(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreater(len(GOLDEN), 10)

    def test_each_is_xml_that_a_screen_reader_can_name(self):
        for path in GOLDEN:
            with self.subTest(path.name):
                root = ElementTree.parse(path).getroot()
                self.assertEqual(root.tag, SVG + "svg")
                self.assertEqual(root.get("role"), "img")
                ids = [e.get("id") for e in root.iter() if e.get("id")]
                self.assertEqual(len(ids), len(set(ids)))
                for name in root.get("aria-labelledby").split():
                    self.assertIn(name, ids)
                for name in re.findall(r"url\(#([^)]*)\)", path.read_text(encoding="utf-8")):
                    self.assertIn(name, ids)

    def test_nothing_acts(self):
        for path in GOLDEN:
            with self.subTest(path.name):
                root = ElementTree.parse(path).getroot()
                tags = {e.tag.removeprefix(SVG) for e in root.iter()}
                self.assertLessEqual(tags, {"svg", "title", "desc", "style", "defs", "clipPath", "pattern", "rect", "g", "path", "text"})
                self.assertFalse([a for e in root.iter() for a in e.attrib if a.startswith("on")])
                self.assertNotRegex(path.read_text(encoding="utf-8"), "[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]")

    def test_coordinates_have_a_tenth_of_a_pixel(self):
        for path in GOLDEN:
            with self.subTest(path.name):
                for element in ElementTree.parse(path).getroot().iter(SVG + "path"):
                    self.assertNotRegex(element.get("d"), r"\.\d\d|nan|inf|-0(?![.\d])")

    def test_texts_are_within_the_picture(self):
        for path in GOLDEN:
            with self.subTest(path.name):
                root = ElementTree.parse(path).getroot()
                width, height = map(float, root.get("viewBox").split()[2:])
                for text in root.iter(SVG + "text"):
                    self.assertTrue(0 <= float(text.get("x")) <= width and 0 <= float(text.get("y")) <= height, text.attrib)

    def test_series_and_texts_stand_out_in_both_themes(self):
        style = re.search(r"<style>(.*?)</style>", GOLDEN[0].read_text(encoding="utf-8"), re.S).group(1)
        light, dark = style.split("@media screen and (prefers-color-scheme:dark)")
        for rules in (light, dark):
            colors = dict(re.findall(r"\.pic \.(\w+){\w+:(#[0-9a-f]{6})}", rules))
            for name, least in [(f"l{k}", 3) for k in range(8)] + [("lg", 3), ("t", 4.5), ("soft", 4.5)]:
                self.assertGreaterEqual(contrast(colors[name], colors["ground"]), least, name)


def contrast(one, other):
    """Of two colours, as WCAG 2 defines it."""
    def luminance(color):
        channels = [int(color[k:k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


if __name__ == "__main__":
    sys.exit(unittest.main())
