#pragma once

#include <cstddef>
#include <vector>

#include "spec/codec.h"

namespace runner {

/// Numbers written as a list, a list of equally long lists, and so on: `[[1, 2], [3, 4]]` has the shape {2,
/// 2}.
struct NestedNumbers {
  std::vector<double> values;  ///< in the order written, the last index fastest
  std::vector<std::ptrdiff_t> shape;
};

template <>
struct Codec<NestedNumbers> {
  static Type type() { return {.kind = Type::Kind::list, .elements = {{.kind = Type::Kind::any}}}; }
  /// A list that begins, at whatever depth, with a number.
  static bool accepts(const Node& node);
  static bool decode(const Cursor& at, const Type& type, BindContext& context, NestedNumbers& out);
  static Node encode(const NestedNumbers& value);
};

}  // namespace runner
