"""Writes a header with a file's text as a C++ string: embed.py FILE NAME HEADER. Of a script lines are cut to what acts:
no indentation, no lines that are comments alone."""
import sys

source, name, header = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    lines = file.read().splitlines()
if source.endswith(".js"):
    lines = [line.strip() for line in lines]
    lines = [line for line in lines if line and not line.startswith("//")]
text = "\n".join(lines) + "\n"
pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)]
with open(header, "w", encoding="utf-8") as file:
    file.write("#pragma once\n\n#include <string_view>\n\nnamespace runner::page {\n\n")
    file.write(f"inline constexpr std::string_view {name} =\n")
    file.write("\n".join(f'R"~~({piece})~~"' for piece in pieces) + ";\n\n}  // namespace runner::page\n")
