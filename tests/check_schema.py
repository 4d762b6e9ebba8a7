#!/usr/bin/env python3
"""Holds the schema against an independent validator: it is a schema of draft 2020-12, every shipped experiment is
valid, and every file of tests/broken is not, but for those that say that only the program finds the mistake."""
import json
import pathlib
import re
import sys

import jsonschema
import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: 1e-3 is a number, no and on are texts."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in [("bool", r"true|false", "tf"), ("null", r"null|~|", "n~"), ("int", r"[-+]?\d+", "-+0123456789"),
                            ("float", r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", "-+.0123456789")]:
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first) + [""])
Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: {str(loader.construct_object(key, deep=True)):
                       loader.construct_object(value, deep=True) for key, value in node.value})
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def main():
    schema = json.loads((TOP / "schemas/experiment.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failed = 0
    shipped = sorted((TOP / "experiments").rglob("*.yaml"))
    broken = sorted((TOP / "tests/broken").glob("*.yaml"))
    for path in shipped + broken:
        text = path.read_text(encoding="utf-8")
        try:
            errors = [error.message for error in validator.iter_errors(yaml.load(text, Loader))]
        except yaml.YAMLError as error:
            errors = [str(error)]
        if bool(errors) != (path in broken and "\n# the schema allows this\n" not in text):
            failed += 1
            print(f"{path.relative_to(TOP)}: {errors[0][:300] if errors else 'is valid, but must not be'}")
    print(f"{len(shipped)} experiments and {len(broken)} broken files, {failed} wrong")
    return 1 if failed or not shipped or not broken else 0


if __name__ == "__main__":
    sys.exit(main())
