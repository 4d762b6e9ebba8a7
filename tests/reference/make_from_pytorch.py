#!/usr/bin/env python3
"""What the scripts in docs/from_pytorch.md print.

Run with PyTorch 2.13 and scikit-learn 1.9; writes tests/reference/from_pytorch.json: for each section its title,
its script's hash (the test sees when the page has moved on) and the lines that the script prints.
"""
import contextlib
import hashlib
import io
import json
import os
import pathlib
import re

import torch

TOP = pathlib.Path(__file__).resolve().parents[2]
SECTION = re.compile(r"^## \d+\. (.+?)$.*?^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def printed(script):
    """Each script finds PyTorch as a new process would."""
    torch.set_default_dtype(torch.float32)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(script, "from_pytorch.md", "exec"), {"__name__": "__main__"})  # pylint: disable=exec-used
    return out.getvalue().splitlines()


def main():
    torch.set_num_threads(1)
    page = (TOP / "docs/from_pytorch.md").read_text(encoding="utf-8")
    os.chdir(TOP / "experiments")
    made = [{"title": title, "sha256": hashlib.sha256(script.encode()).hexdigest(), "printed": printed(script)}
            for title, script in SECTION.findall(page)]
    text = json.dumps(made, indent=1, ensure_ascii=False)
    (TOP / "tests/reference/from_pytorch.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
