#pragma once

#include <cstddef>

#include "tensor/matrix.h"

// The registers of the machine as a type, where a loop is written for them by hand. Sums and products of them
// are element by element; GCC and clang call this vector extensions. They are taken in the place of
// intrinsics because one text then serves SSE, AVX and AVX-512. The width is the machine's that is compiled
// for, so no result may depend on it: what is summed goes down the rows, never across a register.

namespace runner {

#if defined(__AVX512F__)
inline constexpr std::size_t register_bytes = 64;
#elif defined(__AVX__)
inline constexpr std::size_t register_bytes = 32;
#else
inline constexpr std::size_t register_bytes = 16;
#endif

/// A register of values, and the same at any address.
template <class T>
struct Register;
template <>
struct Register<float> {
  using Type [[gnu::vector_size(register_bytes)]] = float;
  using Anywhere [[gnu::vector_size(register_bytes), gnu::aligned(4), gnu::may_alias]] = float;
};
template <>
struct Register<double> {
  using Type [[gnu::vector_size(register_bytes)]] = double;
  using Anywhere [[gnu::vector_size(register_bytes), gnu::aligned(8), gnu::may_alias]] = double;
};
template <class T>
using Vector = typename Register<T>::Type;

/// Values in a register.
template <class T>
inline constexpr Index width = static_cast<Index>(register_bytes / sizeof(T));

/// As many values as a register has, at any address.
template <class T>
Vector<T> load(const T* from) {
  return *reinterpret_cast<const typename Register<T>::Anywhere*>(from);
}
/// The same way back.
template <class T>
void store(Vector<T> value, T* to) {
  *reinterpret_cast<typename Register<T>::Anywhere*>(to) = value;
}

}  // namespace runner
