#include "spec/bind.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runner {

std::string Cursor::path() const {
  if (!parent_) return "";
  std::string path = parent_->path();
  if (!path.empty()) path += '.';
  return path + (key_.data() ? std::string(key_) : std::to_string(index_));
}

bool BindContext::error(const Cursor& at, std::string_view message) {
  return error(at, at.node().place(), message);
}

bool BindContext::error(const Cursor& at, const Place& place, std::string_view message) {
  const std::string path = at.path();
  diagnostics.error(place, path.empty() ? std::string(message) : fmt::format("{}: {}", path, message));
  return false;
}

std::string describe(const Node& node) {
  switch (node.kind()) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::sequence:
      return "a list";
    case Node::Kind::map:
      return "a map";
    case Node::Kind::scalar:
      break;
  }
  constexpr std::size_t longest = 60;
  const std::string text = shortened(node.text(), longest);
  return node.quoted() ? fmt::format("the text '{}' in quotes", text) : fmt::format("'{}'", text);
}

std::string expected(std::string_view what, const Node& found) {
  return fmt::format("expected {}, not {}", what, describe(found));
}

}  // namespace runner
