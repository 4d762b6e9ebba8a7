"""Writes a header with a file's text as a C++ string: embed.py FILE NAME HEADER.

A page carries its script and style along, so they are cut to what acts: no indentation, no comments, no blanks and line ends beside punctuation. That is safe for a script whose strings stand between ' or `, whose regular expressions
have neither these nor blanks, whose comments begin with // and a blank, and that ends its statements with semicolons, none of them empty."""
import re
import sys

STRING = re.compile(r"('(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)")


def tight(text):
    lines = (re.sub(r"(^|\s+)// .*", "", line).strip() for line in text.split("\n"))
    text = "\n".join(line for line in lines if line)
    parts = STRING.split(text)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"[ \n]?([=*/%<>!&|?:;,(){}\[\]])[ \n]?", r"\1", parts[i])
        parts[i] = re.sub(r"(?<![+-]) ?([+-]) ?(?![+-])", r"\1", parts[i])
    return "".join(parts).replace(";}", "}")


def main():
    source, name, header = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        text = file.read()
    text = tight(text) if source.endswith(".js") else re.sub(r"/\*.*?\*/\n|^ +", "", text, flags=re.S | re.M)
    pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]
    with open(header, "w", encoding="utf-8") as file:
        file.write("#pragma once\n\n#include <string_view>\n\nnamespace runner::page {\n\n")
        file.write(f"inline constexpr std::string_view {name} =\n")
        file.write("\n".join(f'R"~~({piece})~~"' for piece in pieces) + ";\n\n}  // namespace runner::page\n")


if __name__ == "__main__":
    main()
