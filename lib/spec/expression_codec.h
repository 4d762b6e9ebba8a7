#pragma once

#include "expression/expression.h"
#include "spec/codec.h"

namespace runner {

/// An expression in `epoch`, or `x`. A message stands at the character that is wrong.
template <>
struct Codec<Expression> {
  static Type type() { return {.kind = Type::Kind::text}; }
  static bool accepts(const Node& node) { return node.is_scalar(); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, Expression& out);
  static Node encode(const Expression& value) { return encode_text(value.text()); }
};

}  // namespace runner
