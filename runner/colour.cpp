#include "colour.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace runner {

namespace {

constexpr std::string_view no_colour = "\x1b[0m", red = "\x1b[31m", green = "\x1b[32m", yellow = "\x1b[33m",
                           cyan = "\x1b[36m", bold_red = "\x1b[1;31m", bold_yellow = "\x1b[1;33m";

/// How a run stands (`Standing`, `Status`) and what counts of runs say.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> status_colours = {{
    {"finished", green},
    {"early_stopped", green},
    {"diverged", yellow},
    {"failed", red},
    {"damaged", red},
    {"interrupted", yellow},
    {"running", cyan},
    {"missing", yellow},
    {"unfinished", yellow},
}};

std::string_view colour_of_status(std::string_view word) {
  for (const auto& [status, colour] : status_colours)
    if (status == word) return colour;
  return "";
}

void add_painted(std::string& text, std::string_view word, std::string_view colour) {
  text.append(colour).append(word).append(no_colour);
}

bool is_count(std::string_view word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Calls `change` with each line, its line feed included.
template <class Change>
std::string by_lines(std::string_view text, const Change& change) {
  std::string changed;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    change(changed, text.substr(0, length));
    text.remove_prefix(length);
  }
  return changed;
}

/// The severity stands behind the place, or begins the line.
void paint_severity(std::string& out, std::string_view line) {
  for (const auto& [word, colour] : {std::pair{std::string_view("error:"), bold_red},
                                     std::pair{std::string_view("warning:"), bold_yellow}}) {
    std::size_t at = line.starts_with(word) ? 0 : line.find(std::string(": ").append(word));
    if (at == std::string_view::npos || line.starts_with(' ')) continue;
    if (at > 0) at += 2;
    out.append(line.substr(0, at));
    add_painted(out, word, colour);
    out.append(line.substr(at + word.size()));
    return;
  }
  out.append(line);
}

void paint_statuses(std::string& out, std::string_view line) {
  std::string_view before;
  for (bool first = true; !line.empty();) {
    const std::size_t begin = std::min(line.find_first_not_of(" ,;\n"), line.size());
    const std::size_t end = std::min(line.find_first_of(" ,;\n", begin), line.size());
    const std::string_view word = line.substr(begin, end - begin);
    const std::string_view colour = first || is_count(before) ? colour_of_status(word) : "";
    out.append(line.substr(0, begin));
    if (colour.empty()) {
      out.append(word);
    } else {
      add_painted(out, word, colour);
    }
    line.remove_prefix(end);
    before = word;
    first = false;
  }
}

}  // namespace

bool has_colour(std::FILE* out) {
  const char* refused = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return (refused == nullptr || *refused == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb" && ::isatty(::fileno(out)) == 1;
}

std::string with_severities(std::string_view text, bool colour) {
  return colour ? by_lines(text, paint_severity) : std::string(text);
}

std::string with_statuses(std::string_view text, bool colour) {
  return colour ? by_lines(text, paint_statuses) : std::string(text);
}

}  // namespace runner
