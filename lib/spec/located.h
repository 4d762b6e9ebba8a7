#pragma once

#include "spec/codec.h"

namespace runner {

/// A value with the place where it is written, for what is checked only when the whole experiment is known.
template <class T>
struct Located {
  T value{};
  Place place;
};

template <class T>
struct Codec<Located<T>> {
  static Type type() { return Codec<T>::type(); }
  static bool accepts(const Node& node) { return Codec<T>::accepts(node); }
  static bool decode(const Cursor& at, const Type& type, BindContext& context, Located<T>& out) {
    out.place = at.node().place();
    return Codec<T>::decode(at, type, context, out.value);
  }
  static Node encode(const Located<T>& value) { return Codec<T>::encode(value.value); }
};

}  // namespace runner
