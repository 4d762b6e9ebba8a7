#include "tensor/shallow_product.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "tensor/registers.h"

// The gradient of a weight by a few samples: so short a sum takes less time than a tile's way to registers
// and back (tensor/product_tile.h). Here the columns of b stay in registers instead, and each row of the
// result is written when it is there.

namespace runner {
namespace {

constexpr Index registers = 2;

template <class T>
using Pair = Vector<T>[registers];

template <class T>
[[gnu::always_inline]] inline void add(Pair<T>& sums, const Pair<T>& values, T factor) {
  sums[0] += values[0] * factor;
  sums[1] += values[1] * factor;
}

/// All rows of as many columns as registers have.
template <class T, std::size_t... P>
[[gnu::always_inline]] inline void multiply_columns(const Strided<const T>& a, const T* b, Index b_step,
                                                    T* out, Index out_step, Index rows,
                                                    std::index_sequence<P...> /*depth*/) {
  const Pair<T> values[] = {
      {load(b + static_cast<Index>(P) * b_step), load(b + static_cast<Index>(P) * b_step + width<T>)}...};
  const T* factors = a.data;
  for (Index i = 0; i < rows; ++i, factors += a.row_step, out += out_step) {
    Pair<T> sums = {};
    (add<T>(sums, values[P], factors[static_cast<Index>(P) * a.column_step]), ...);
    store(sums[0], out);
    store(sums[1], out + width<T>);
  }
}

template <class T, std::size_t Depth>
void multiply(const Strided<const T>& a, const Strided<const T>& b, const Strided<T>& out,
              const ProductSize& size) {
  constexpr Index wide = registers * width<T>;
  constexpr auto depth = std::make_index_sequence<Depth>();
  Index j = 0;
  for (; j + wide <= size.columns; j += wide)
    multiply_columns(a, &b.at(0, j), b.row_step, &out.at(0, j), out.row_step, size.rows, depth);
  const Index left = size.columns - j;
  if (left == 0) return;
  alignas(register_bytes) std::array<T, Depth * wide> last = {};
  for (Index p = 0; p < static_cast<Index>(Depth); ++p)
    std::copy_n(&b.at(p, j), left, last.data() + p * wide);
  alignas(register_bytes) std::array<T, wide> row;
  for (Index i = 0; i < size.rows; ++i) {
    multiply_columns(a.from(i, 0), last.data(), wide, row.data(), 0, 1, depth);
    std::copy_n(row.data(), left, &out.at(i, j));
  }
}

template <class T>
using Function = void (*)(const Strided<const T>&, const Strided<const T>&, const Strided<T>&,
                          const ProductSize&);

template <class T, std::size_t... I>
constexpr std::array<Function<T>, sizeof...(I)> functions_of(std::index_sequence<I...> /*i*/) {
  return {&multiply<T, I + 1>...};
}

}  // namespace

template <class T>
void multiply_shallow(const Strided<const T>& a, const Strided<const T>& b, const Strided<T>& out,
                      const ProductSize& size) {
  static constexpr auto functions = functions_of<T>(std::make_index_sequence<most_shallow>());
  functions[static_cast<std::size_t>(size.depth - 1)](a, b, out, size);
}

template void multiply_shallow(const Strided<const float>&, const Strided<const float>&,
                               const Strided<float>&, const ProductSize&);
template void multiply_shallow(const Strided<const double>&, const Strided<const double>&,
                               const Strided<double>&, const ProductSize&);

}  // namespace runner
