#!/usr/bin/env python3
"""Makes docs/ a site: README, docs/*.md and the components' pages as plain HTML, and a gallery of experiments.

    docs/make_site.py --runner build/runner/runner --out build/site [FILE.yaml …]

Without files the gallery has those of experiments/ that need no data set and no hours. Each is trained into the folder OUT-results, where what has its result
is not trained again; the pages and pictures that the program leaves there are those of the gallery. Ends with 1 and a line for each where a link is dead or
depends on where the site lies. Needs python3-markdown.
"""
import argparse
import html
import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

TOP = pathlib.Path(__file__).resolve().parent.parent
# In the order of the site's menu; what else docs/ has follows.
FIRST = ["README.md", "docs/writing_files.md", "docs/sweeps.md", "docs/results.md", "docs/terminal.md",
         "docs/from_pytorch.md", "docs/using_a_model.md"]
LAST = ["CONTRIBUTING.md", "lib/README.md", "CHANGELOG.md"]

STYLE = """:root{color-scheme:light dark;--ink:#1b1f24;--faint:#5b6470;--paper:#fff;--rule:#d8dde3;--box:#f5f7f9;--link:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e4e7eb;--faint:#9aa4b0;--paper:#14171a;--rule:#333a42;--box:#1d2126;--link:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
.page{display:grid;grid-template-columns:15rem minmax(0,1fr);max-width:76rem;margin:auto}
nav{padding:1.5rem 1rem;border-right:1px solid var(--rule);font-size:.92rem}
nav ul{list-style:none;margin:0 0 1rem;padding:0}
nav li{padding:.1rem 0;break-inside:avoid}
nav h2{font-size:.8rem;margin:1rem 0 .3rem;color:var(--faint);border:0}
main{padding:1.5rem 2rem 4rem;min-width:0}
a{color:var(--link)}
a[aria-current]{color:inherit;font-weight:600;text-decoration:none}
h1,h2,h3{line-height:1.25}
h2{margin-top:2.2rem;border-bottom:1px solid var(--rule);padding-bottom:.2rem}
code,pre{font:.88em/1.5 ui-monospace,monospace}
code{background:var(--box);padding:.1em .25em;border-radius:3px;overflow-wrap:anywhere}
pre{background:var(--box);padding:.8rem 1rem;overflow-x:auto;border-radius:4px}
pre code{padding:0;background:none;overflow-wrap:normal}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:1rem 0}
td,th{border:1px solid var(--rule);padding:.3rem .6rem;text-align:left;vertical-align:top}
td code{overflow-wrap:break-word}
img{max-width:100%;height:auto}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1.2rem;padding:0}
.gallery li{list-style:none;border:1px solid var(--rule);border-radius:6px;padding:.8rem;font-size:.92rem}
.gallery h3{margin:.4rem 0}
figure{margin:1.5rem 0}
@media (max-width:50rem){.page{display:block}nav{border:0;border-bottom:1px solid var(--rule)}nav ul{columns:2}main{padding:1rem}}
@media print{nav{display:none}.page{display:block}pre{white-space:pre-wrap}}
"""


def slug(text, separator="-"):
    """The name of a heading, as where the files are read in the repository."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", separator)


def page_of(source):
    """Where a file of the repository stands in the site."""
    if source == "README.md":
        return "index.html"
    name = source.removeprefix("docs/")
    return name[:-3] + ".html" if name.endswith(".md") else name


def title_of(text):
    return re.sub(r"[`*]", "", re.search(r"^# (.*)$", text, re.MULTILINE).group(1))


class Site:
    def __init__(self, out, runner):
        self.out, self.runner = out, runner
        components = sorted(p.relative_to(TOP).as_posix() for p in (TOP / "docs/components").glob("*.md"))
        rest = sorted(p.relative_to(TOP).as_posix() for p in (TOP / "docs").glob("*.md"))
        first = [name for name in FIRST if (TOP / name).exists()]
        self.texts = {name: (TOP / name).read_text(encoding="utf-8")
                      for name in dict.fromkeys(first + rest + components + LAST)}
        titles = {name: title_of(text) for name, text in self.texts.items()}
        titles["README.md"] = "runner"
        titles["lib/README.md"] = "The library"
        self.titles = titles
        self.menu = [("", [(page_of(name), titles[name]) for name in first] + [("gallery.html", "Gallery")]),
                     ("More", [(page_of(name), titles[name]) for name in rest if name not in first]),
                     ("Components", [(page_of(name), titles[name]) for name in components]),
                     ("The program", [(page_of(name), titles[name]) for name in LAST])]

    def write(self, page, title, body):
        up = "../" * page.count("/")
        lists = ""
        for heading, pages in self.menu:
            items = "".join(
                f'<li><a href="{up}{target}"{" aria-current=page" if target == page else ""}>{html.escape(name)}</a></li>'
                for target, name in pages)
            lists += (f"<h2>{heading}</h2>" if heading else "") + f"<ul>{items}</ul>\n"
        text = (f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
                f'<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>{html.escape(title)}</title>\n'
                f'<link rel="stylesheet" href="{up}style.css">\n<div class="page">\n<nav aria-label="Pages">\n{lists}</nav>\n'
                f"<main>\n{body}\n</main>\n</div>\n</html>\n")
        path = self.out / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def linked(self, source, page, target):
        """A link of a file of the repository as one of the site; what is no page is copied beside it."""
        if re.match(r"[a-z]+:|#", target):
            return target
        path, _, part = target.partition("#")
        file = (TOP / source).parent / urllib.parse.unquote(path)
        name = os.path.relpath(file, TOP)
        if name not in self.texts and file.is_file():
            copy = self.out / page_of(name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        link = os.path.relpath(page_of(name), os.path.dirname(page) or ".")
        return link + ("#" + part if part else "")

    def make_page(self, source, text):
        import markdown
        page = page_of(source)
        body = markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists", "toc"],
                                 extension_configs={"toc": {"slugify": slug}})
        body = re.sub(r'\b(href|src)="([^"]*)"',
                      lambda m: f'{m[1]}="{html.escape(self.linked(source, page, html.unescape(m[2])))}"', body)
        # Where the text of a link is a file of the repository it is the page's title here.
        body = re.sub(r">([\w/.]+\.md)</a>", lambda m: f">{self.titles.get(m[1], m[1])}</a>", body)
        body = body.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
        self.write(page, title_of(text) if source != "README.md" else "runner", body)

    def train(self, file):
        """The folder in the site with the page, the pictures and the tables that the program leaves of a file."""
        place = file.relative_to(TOP / "experiments").parent
        results = self.out.with_name(self.out.name + "-results") / place
        name = experiment_name(file)
        print(f"docs: {file.relative_to(TOP)}", file=sys.stderr)
        done = subprocess.run([self.runner, "run", file.relative_to(TOP), "--results", results, "--no-timing", "--quiet"],
                              cwd=TOP, check=False)
        if done.returncode:
            sys.exit(f"docs: {file.relative_to(TOP)}: runner ended with {done.returncode}")
        copy = self.out / "gallery" / place / name
        copy.mkdir(parents=True)
        # The manifest and the written configuration have paths of the machine.
        for path in sorted((results / name).iterdir()):
            if path.suffix in (".html", ".xlsx", ".csv", ".md") and path.is_file():
                shutil.copyfile(path, copy / path.name)
        if (results / name / "figures").is_dir():
            shutil.copytree(results / name / "figures", copy / "figures")
        return copy

    def make_gallery(self, files):
        groups = {}
        for file in files:
            folder = self.train(file)
            pictures = sorted((folder / "figures").glob("*.svg"))
            report = folder / "report.html"
            page = (folder.relative_to(self.out)).as_posix() + ".html"
            up = "../" * page.count("/")
            text = file.read_text(encoding="utf-8")
            name = file.relative_to(TOP / "experiments").with_suffix("").as_posix()
            what = html.escape(introduction(text))
            shown = "".join(
                f'<figure><img src="{up}{p.relative_to(self.out).as_posix()}" alt="{html.escape(p.stem.replace("_", " "))}">'
                f"</figure>\n" for p in pictures)
            links = [(report, "The page that it leaves"), (folder / "results.xlsx", "the workbook"),
                     (folder / "summary.csv", "the configurations"), (folder / "runs.csv", "the runs"),
                     (folder / "metrics.csv", "every epoch")]
            listed = ", ".join(f'<a href="{up}{path.relative_to(self.out).as_posix()}">{word}</a>'
                               for path, word in links if path.exists())
            self.write(page, name, f"<h1>{html.escape(name)}</h1>\n<p>{what}</p>\n<p>{listed}.</p>\n{shown}"
                                   f"<h2>The file</h2>\n<p><code>runner {file.relative_to(TOP)}</code></p>\n"
                                   f"<pre><code>{html.escape(text)}</code></pre>")
            picture = (f'<a href="{page}"><img src="{pictures[0].relative_to(self.out).as_posix()}" alt=""></a>'
                       if pictures else "")
            groups.setdefault(file.parent, []).append(
                f'<li>{picture}<h3><a href="{page}">{html.escape(file.stem)}</a></h3><p>{what}</p></li>')
        body = "<h1>Gallery</h1>\n<p>Experiments that come with the program, each with the file and what it leaves.</p>\n"
        for folder, items in groups.items():
            head = folder.relative_to(TOP).as_posix()
            body += f"<h2>{html.escape(head)}</h2>\n<ul class=\"gallery\">\n{''.join(items)}\n</ul>\n"
        self.write("gallery.html", "Gallery", body)

    def make(self, files):
        if self.out.exists():
            if any(self.out.iterdir()) and not (self.out / "style.css").exists():
                sys.exit(f"docs: {self.out}: there is something else in this folder")
            shutil.rmtree(self.out)
        self.out.mkdir(parents=True)
        (self.out / "style.css").write_text(STYLE, encoding="utf-8")
        for source, text in self.texts.items():
            self.make_page(source, text)
        self.make_gallery(files)


def experiment_name(file):
    """The name that a file writes, else its own."""
    written = re.search(r"^name:\s*([^\s#]+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return written[1].strip("\"'") if written else file.stem


def is_for_the_gallery(file):
    """What trains on data sets that do not come along takes minutes to days, as does what extends it."""
    text = file.read_text(encoding="utf-8")
    base = re.search(r"^extends: (\S+)", text, re.MULTILINE)
    return not re.search(r"^data: fashion_mnist|type: (fashion_mnist|cifar)\b", text, re.MULTILINE) and (
        base is None or is_for_the_gallery(file.parent / base[1]))


def introduction(text):
    """The description that a file has: on its line, or folded below it."""
    found = re.search(r"^description:(?: *>-? *\n((?:[ \t]+.*\n|\n)+)| +(.+)\n)", text, re.MULTILINE)
    return " ".join((found[1] or found[2]).split()).strip("\"'") if found else ""


class Links(html.parser.HTMLParser):
    """What a page links to, and what in it can be linked to."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("href", "src") and value is not None:
                self.targets.append(value)
            if name in ("id", "name") and value:
                self.ids.add(value)


def faults(site):
    """A line for each link of a site that is dead, or that depends on where the site lies."""
    pages = {p: Links(p.read_text(encoding="utf-8")) for p in sorted(site.rglob("*.html"))}
    for page, links in pages.items():
        for target in links.targets:
            where = f"{page.relative_to(site).as_posix()}: {target}"
            if re.match(r"https?:|mailto:|data:|javascript:|blob:", target):
                continue
            path, _, part = target.partition("#")
            if re.match(r"[a-z]+:|/", path):
                yield f"{where}: depends on where the site lies"
                continue
            file = pathlib.Path(os.path.normpath(page.parent / urllib.parse.unquote(path))) if path else page
            if not file.is_file():
                yield f"{where}: there is no such file"
            elif not file.is_relative_to(site):
                yield f"{where}: is no part of the site"
            elif part and file in pages and urllib.parse.unquote(part) not in pages[file].ids:
                yield f"{where}: there is no such heading"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runner", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    files = [file.resolve() for file in options.files] or sorted(
        filter(is_for_the_gallery, (TOP / "experiments").rglob("*.yaml")), key=lambda p: (len(p.parts), p))
    out = options.out.resolve()
    Site(out, options.runner.resolve()).make(files)
    found = list(faults(out))
    print("\n".join(found) if found else f"docs: {out / 'index.html'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
