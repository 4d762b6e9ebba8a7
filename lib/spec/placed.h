#pragma once

#include "spec/codec.h"

namespace runner {

/// A value with the place where it is written, for what is checked only when the whole experiment is known.
template <class T>
struct Placed {
  T value{};
  Place place;
};

template <class T>
struct Codec<Placed<T>> {
  static Type type() { return Codec<T>::type(); }
  static bool accepts(const Node& node) { return Codec<T>::accepts(node); }
  static bool decode(const At& at, const Type& type, BindContext& context, Placed<T>& out) {
    out.place = at.node().place();
    return Codec<T>::decode(at, type, context, out.value);
  }
  static Node encode(const Placed<T>& value) { return Codec<T>::encode(value.value); }
};

}  // namespace runner
