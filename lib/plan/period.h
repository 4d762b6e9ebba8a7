#pragma once

#include <array>
#include <string_view>

#include "spec/codec.h"

namespace runner {

enum class PeriodUnit { epochs, iterations, seconds };

/// How often something is done: `10` or `10e` (epochs), `500i` (iterations), `60s` (seconds).
struct Period {
  double count = 1;
  PeriodUnit unit = PeriodUnit::epochs;
};

template <>
struct Codec<Period> {
  static Type type() {
    return {.kind = Type::Kind::alternatives, .elements = {number(), {.kind = Type::Kind::text}}};
  }
  static bool accepts(const Node& node) { return node.is_scalar(); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, Period& out);
  static Node encode(const Period& value);

 private:
  static Type number() { return {.kind = Type::Kind::number}; }
};

}  // namespace runner
