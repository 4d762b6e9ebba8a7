#include "report/markup.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runner {
namespace {

/// `replacement` says what stands for a character; empty where it stands for itself.
template <class Replacement>
std::string replaced(std::string_view text, Replacement replacement) {
  std::string result;
  for (const char c : visible_text(text)) {
    const std::string other = replacement(c);
    other.empty() ? result.push_back(c) : void(result += other);
  }
  return result;
}

/// What stands for a character that would begin or end something in HTML; empty where it stands for itself.
std::string entity_of(char c) {
  if (c == '<') return "&lt;";
  if (c == '>') return "&gt;";
  return c == '&' ? "&amp;" : "";
}

}  // namespace

std::string markdown_text(std::string_view text) {
  constexpr std::string_view marks = "\\`*_[]#|~$";
  return replaced(text, [&](char c) {
    return marks.find(c) == std::string_view::npos ? entity_of(c) : fmt::format("\\{}", c);
  });
}

std::string latex_text(std::string_view text) {
  return replaced(text, [](char c) -> std::string {
    switch (c) {
      case '\\':
        return "\\textbackslash{}";
      case '~':
        return "\\textasciitilde{}";
      case '^':
        return "\\textasciicircum{}";
      case '<':
        return "\\textless{}";
      case '>':
        return "\\textgreater{}";
      case '|':
        return "\\textbar{}";
      case '"':
        return "\\textquotedbl{}";
      default:
        return std::string_view("&%$#_{}").find(c) == std::string_view::npos ? "" : fmt::format("\\{}", c);
    }
  });
}

std::string html_text(std::string_view text) {
  return replaced(text, [](char c) -> std::string {
    if (c == '"') return "&quot;";
    return c == '\'' ? "&#39;" : entity_of(c);
  });
}

}  // namespace runner
