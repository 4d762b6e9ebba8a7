#include "spec/nested_numbers.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runner {

namespace {

/// The lengths along the first items; what else is written has to agree with them.
std::vector<std::ptrdiff_t> shape_of(const Node& node) {
  std::vector<std::ptrdiff_t> shape;
  const Node* inner = &node;
  while (inner->is_sequence()) {
    shape.push_back(static_cast<std::ptrdiff_t>(inner->items().size()));
    if (inner->items().empty()) break;
    inner = &inner->items().front();
  }
  return shape;
}

bool decode_level(const Cursor& at, std::size_t level, BindContext& context, NestedNumbers& out) {
  if (level == out.shape.size()) {
    return decode_number(at, {.kind = Type::Kind::number}, context, out.values.emplace_back());
  }
  const Node& node = at.node();
  if (!node.is_sequence()) return context.error(at, expected("a list of numbers", node));
  const std::vector<Node>& items = node.items();
  if (items.empty()) return context.error(at, "the list is empty; expected at least one number");
  if (static_cast<std::ptrdiff_t>(items.size()) != out.shape[level]) {
    return context.error(at,
                         fmt::format("a list of {}, where the first list of this depth has {}", items.size(),
                                     counted(static_cast<std::size_t>(out.shape[level]), "value")));
  }
  bool good = true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    good &= decode_level(Cursor(at, i, items[i]), level + 1, context, out);
  }
  return good;
}

Node encode_level(const NestedNumbers& numbers, std::size_t level, std::size_t& next) {
  if (level == numbers.shape.size()) return encode_number(numbers.values[next++]);
  std::vector<Node> items;
  for (std::ptrdiff_t i = 0; i < numbers.shape[level]; ++i) {
    items.push_back(encode_level(numbers, level + 1, next));
  }
  return Node::sequence(std::move(items));
}

}  // namespace

bool Codec<NestedNumbers>::accepts(const Node& node) {
  const Node* inner = &node;
  while (inner->is_sequence() && !inner->items().empty()) inner = &inner->items().front();
  return node.is_sequence() && looks_like_number(*inner);
}

bool Codec<NestedNumbers>::decode(const Cursor& at, const Type&, BindContext& context, NestedNumbers& out) {
  if (!at.node().is_sequence()) return context.error(at, expected("a list of numbers", at.node()));
  out = {{}, shape_of(at.node())};
  return decode_level(at, 0, context, out);
}

Node Codec<NestedNumbers>::encode(const NestedNumbers& value) {
  if (value.shape.empty()) return {};
  std::size_t next = 0;
  return encode_level(value, 0, next);
}

}  // namespace runner
