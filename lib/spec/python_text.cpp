#include "spec/python_text.h"

#include <algorithm>

#include "spec/examples.h"

namespace runner {

std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.emplace_back();
      continue;
    }
    parts.back() += c;
  }
  for (std::string& part : parts) {
    part.erase(0, std::min(part.find_first_not_of(" \t\r\n"), part.size()));
    part.erase(part.find_last_not_of(" \t\r\n") + 1);
  }
  std::erase(parts, "");
  return parts;
}

Node python_value(const std::string& text) {
  const bool in_brackets = text.size() > 1 && ((text.front() == '(' && text.back() == ')') ||
                                               (text.front() == '[' && text.back() == ']'));
  if (in_brackets) {
    std::vector<Node> items;
    for (const std::string& part : split_arguments(std::string_view(text).substr(1, text.size() - 2)))
      items.push_back(python_value(part));
    return Node::sequence(std::move(items));
  }
  const bool quoted =
      text.size() > 1 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front();
  if (quoted) return Node::scalar(text.substr(1, text.size() - 2));
  return yaml_value(Node::scalar(text));
}

std::optional<CutCall> cut_call(const Node& node) {
  constexpr std::size_t longest_call = 1000;
  if (!node.is_scalar() || node.quoted() || !node.place().source || node.place().line < 1)
    return std::nullopt;
  if (std::ranges::count(node.text(), '(') <= std::ranges::count(node.text(), ')')) return std::nullopt;
  const Place& place = node.place();
  std::string_view text = place.source->text;
  for (int line = 1; line < place.line; ++line)
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text.remove_prefix(std::min(static_cast<std::size_t>(place.column - 1), text.size()));
  int depth = 0;
  CutCall call;
  call.covers = {place.source, place.line, place.column, place.line, place.column};
  for (const char c : text.substr(0, longest_call)) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    call.text += c == '\n' || c == '\r' ? ' ' : c;
    call.covers.end_line += c == '\n' ? 1 : 0;
    call.covers.end_column = c == '\n' ? 1 : call.covers.end_column + 1;
    if (c == ')' && depth == 0) return call;
  }
  return std::nullopt;
}

}  // namespace runner
