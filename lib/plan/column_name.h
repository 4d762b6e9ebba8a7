#pragma once

#include <string>

#include "spec/codec.h"

namespace runner {

/// The name of a measured column, with the place where it is written: which columns there are is known only
/// when the whole experiment is.
struct ColumnName {
  std::string text;
  Place place;
};

template <>
struct Codec<ColumnName> {
  static Type type() { return Codec<std::string>::type(); }
  static bool accepts(const Node& node) { return Codec<std::string>::accepts(node); }
  static bool decode(const At& at, const Type& type, BindContext& context, ColumnName& out) {
    out.place = at.node().place();
    return Codec<std::string>::decode(at, type, context, out.text);
  }
  static Node encode(const ColumnName& value) { return encode_text(value.text); }
};

}  // namespace runner
