#include "spec/codec.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "spec/advice.h"

namespace runner {

namespace {

constexpr std::size_t longest_number = 60;  // as messages quote it

bool out_of_range(const Cursor& at, const Type& type, BindContext& context) {
  const std::string text = type.range.text();
  return context.error(
      at, fmt::format("{} is out of range; expected a {}{}", shortened(at.node().text(), longest_number),
                      text.empty() ? "finite number" : "number " + text, value_advice(at, type, context)));
}

bool in_range(const Cursor& at, const Type& type, long double value, BindContext& context) {
  return type.range.contains(value) || out_of_range(at, type, context);
}

/// A text that reads as a number, a boolean or nothing has to be quoted to stay a text.
bool needs_quotes(const std::string& text) {
  return parse_number(text) || text == "true" || text == "false" || text == "null" || text == "~" ||
         text.empty();
}

}  // namespace

bool looks_like_number(const Node& node) {
  return node.is_scalar() && !node.quoted() && (parse_number(node.text()) || is_too_large(node.text()));
}

bool looks_like_boolean(const Node& node) {
  return truth_of(node).has_value();
}

std::optional<bool> truth_of(const Node& node) {
  if (!node.is_scalar() || node.quoted()) return std::nullopt;
  for (const std::string_view word : {"true", "True", "TRUE"})
    if (node.text() == word) return true;
  for (const std::string_view word : {"false", "False", "FALSE"})
    if (node.text() == word) return false;
  return std::nullopt;
}

bool decode_number(const Cursor& at, const Type& type, BindContext& context, double& out) {
  if (!looks_like_number(at.node())) return context.wrong_type(at, type, "a number");
  const auto value = parse_number(at.node().text());
  if (!value) return out_of_range(at, type, context);
  out = *value;
  return in_range(at, type, out, context);
}

bool decode_integer(const Cursor& at, const Type& type, BindContext& context, std::int64_t& out) {
  const Node& node = at.node();
  const auto value = node.is_scalar() && !node.quoted() ? parse_integer(node.text()) : std::nullopt;
  if (!value) {
    constexpr double beyond = 0x1p63;
    const bool is_large =
        looks_like_number(node) && !(std::abs(parse_number(node.text()).value_or(beyond)) < beyond);
    return is_large ? out_of_range(at, type, context) : context.wrong_type(at, type, "an integer");
  }
  out = *value;
  return in_range(at, type, static_cast<long double>(out), context);
}

bool decode_choice(const Cursor& at, const Type& type, BindContext& context, std::size_t& out) {
  const Node& node = at.node();
  if (!node.is_scalar()) return context.wrong_type(at, type);
  for (std::size_t i = 0; i < type.choices.size(); ++i) {
    if (type.choices[i] != node.text()) continue;
    out = i;
    return true;
  }
  for (const auto& [name, reason] : type.refused) {
    if (name == node.text()) return context.error(at, fmt::format("'{}' is not possible: {}", name, reason));
  }
  return context.error(
      at, fmt::format("there is no choice {}{}", describe(node), choice_advice(at, type, context)));
}

bool Codec<bool>::decode(const Cursor& at, const Type& type, BindContext& context, bool& out) {
  const auto truth = truth_of(at.node());
  if (!truth) return context.wrong_type(at, type);
  out = *truth;
  return true;
}

bool Codec<std::string>::decode(const Cursor& at, const Type& type, BindContext& context, std::string& out) {
  if (!at.node().is_scalar()) return context.wrong_type(at, type);
  out = at.node().text();
  return true;
}

bool Codec<std::filesystem::path>::decode(const Cursor& at, const Type& type, BindContext& context,
                                          std::filesystem::path& out) {
  const Node& node = at.node();
  if (!node.is_scalar() || node.text().empty()) return context.wrong_type(at, type, "a path");
  const std::filesystem::path folder = node.place().source ? node.place().source->folder : "";
  out = std::filesystem::absolute(folder / node.text()).lexically_normal();
  return true;
}

Node encode_number(double value) {
  return Node::scalar(number_text(value));
}

Node encode_text(const std::string& value) {
  return Node::scalar(value, {}, needs_quotes(value));
}

bool check_list(const Cursor& at, const Type& type, BindContext& context) {
  if (!at.node().is_sequence()) return context.wrong_type(at, type);
  if (at.node().items().size() >= type.min_items) return true;
  return context.error(at, "the list is empty; expected at least one item");
}

bool check_tuple(const Cursor& at, const Type& type, BindContext& context) {
  if (!at.node().is_sequence()) return context.wrong_type(at, type);
  const std::size_t found = at.node().items().size();
  if (found == type.elements.size()) return true;
  return context.error(
      at, fmt::format("expected {}, not {}{}", to_text(type), found, value_advice(at, type, context)));
}

}  // namespace runner
