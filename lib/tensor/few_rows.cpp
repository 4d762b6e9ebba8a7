#include "tensor/few_rows.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "tensor/copy.h"
#include "tensor/turn_over.h"

// The second factor is turned over square by square in registers, and met by all rows there and then: a copy
// of it would be read but once. Built with -ffp-contract=fast, as gemm.cpp is.

namespace runner {
namespace {

/// A square of the second factor, `depth` deep and of `columns`; beyond them it is 0.
template <class T>
void load_square(const Strided<const T>& b, Index depth, Index columns, Vector<T> (&square)[width<T>]) {
  constexpr Index W = width<T>;
  for (Index q = 0; q < W; ++q) {
    alignas(register_bytes) T end[W] = {};
    if (q < columns && depth < W) copy_values(&b.at(0, q), depth, end);
    square[q] = q < columns && depth == W ? load(&b.at(0, q)) : load(end);
  }
  turn_rows_over<T>(square);
}

template <class T, Index Rows>
void multiply_rows(const Strided<const T>& a, const Strided<const T>& b, const T* bias, const Strided<T>& out,
                   const ProductSize& size, bool fuse_relu) {
  constexpr Index W = width<T>;
  alignas(register_bytes) T row[W] = {};
  for (Index j = 0; j < size.columns; j += W) {
    const Index columns = std::min(W, size.columns - j);
    if (bias != nullptr) copy_values(bias + j, columns, row);
    Vector<T> sums[Rows];
#pragma GCC unroll 8
    for (Index i = 0; i < Rows; ++i) sums[i] = bias == nullptr ? Vector<T>{} : load(row);
    for (Index p = 0; p < size.depth; p += W) {
      const Index depth = std::min(W, size.depth - p);
      Vector<T> square[W];
      load_square<T>(b.from(p, j), depth, columns, square);
      const T* factors = &a.at(0, p);
      const auto add = [&](Index q) {
#pragma GCC unroll 8
        for (Index i = 0; i < Rows; ++i) sums[i] += square[q] * factors[i * a.row_step + q];
      };
      if (depth == W) {
#pragma GCC unroll 16
        for (Index q = 0; q < W; ++q) add(q);
      } else {
        for (Index q = 0; q < depth; ++q) add(q);
      }
    }
#pragma GCC unroll 8
    for (Index i = 0; i < Rows; ++i) {
      const Vector<T> value = fuse_relu ? zero_where_not_positive<T>(sums[i], sums[i]) : sums[i];
      if (columns == W && out.column_step == 1) {
        store(value, &out.at(i, j));
        continue;
      }
      store(value, row);
      for (Index k = 0; k < columns; ++k) out.at(i, j + k) = row[k];
    }
  }
}

template <class T>
using RowsFunction = void (*)(const Strided<const T>&, const Strided<const T>&, const T*, const Strided<T>&,
                              const ProductSize&, bool);

template <class T, std::size_t... Rows>
constexpr std::array<RowsFunction<T>, sizeof...(Rows)> functions_of(std::index_sequence<Rows...> /*rows*/) {
  return {&multiply_rows<T, static_cast<Index>(Rows) + 1>...};
}

}  // namespace

template <class T>
void multiply_few_rows(const Strided<const T>& a, const Strided<const T>& b, const T* bias,
                       const Strided<T>& out, const ProductSize& size, bool fuse_relu) {
  static constexpr auto functions = functions_of<T>(std::make_index_sequence<8>());
  functions[static_cast<std::size_t>(size.rows - 1)](a, b, bias, out, size, fuse_relu);
}

template void multiply_few_rows(const Strided<const float>&, const Strided<const float>&, const float*,
                                const Strided<float>&, const ProductSize&, bool);
template void multiply_few_rows(const Strided<const double>&, const Strided<const double>&, const double*,
                                const Strided<double>&, const ProductSize&, bool);

}  // namespace runner
