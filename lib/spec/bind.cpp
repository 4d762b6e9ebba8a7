#include "spec/bind.h"

#include <fmt/format.h>

#include <tuple>

#include "base/text.h"
#include "spec/advice.h"
#include "spec/python_text.h"
#include "spec/type.h"

namespace runner {

std::string Cursor::key() const {
  if (!parent_) return "";
  return key_.data() ? std::string(key_) : std::to_string(index_);
}

std::string Cursor::path() const {
  if (!parent_) return "";
  std::string path = parent_->path();
  if (!path.empty()) path += '.';
  return path + key();
}

bool Stretch::has(const Place& place) const {
  const std::tuple begin(line, column), end(end_line, end_column), at(place.line, place.column);
  return source && source == place.source && begin <= at && at < end;
}

bool BindContext::error(const Cursor& at, std::string_view message) {
  return error(at, at.node().place(), message);
}

bool BindContext::error(const Cursor& at, const Place& place, std::string_view message) {
  if (answered.has(place)) return false;
  const std::string path = at.path();
  diagnostics.error(place, path.empty() ? std::string(message) : fmt::format("{}: {}", path, message));
  return false;
}

bool BindContext::wrong_type(const Cursor& at, const Type& type, std::string_view what) {
  std::string message = expected(what.empty() ? to_text(type) : what, at.node());
  if (!root) return error(at, message);
  const auto cut = cut_call(at.node());
  if (cut) message = expected(what.empty() ? to_text(type) : what, Node::scalar(cut->text));
  if (diagnostics.would_tell(at.node().place())) message += value_advice(at, type, *this);
  error(at, message);
  if (cut) answered = cut->covers;
  return false;
}

bool is_nothing(const Node& node) {
  return node.is_null() || (node.is_scalar() && !node.quoted() && node.text() == "None");
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
