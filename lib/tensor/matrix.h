#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace runner {

/// Counts and places; signed, so that a difference may be below 0.
using Index = std::ptrdiff_t;

/// The shape of one sample, without the batch: `{64}` for 64 features, `{8, 8}` for a picture.
using Shape = std::vector<Index>;

/// The number of values in a sample of this shape; `uncountable` (base/memory.h) where it is too large.
Index size_of(const Shape& shape);

/// "[N, 8, 8]": the shape of a batch, as tables and messages show it.
std::string batch_text(const Shape& shape);

/// "[4, 3]": the shape of a tensor by itself.
std::string shape_text(const Shape& shape);

/// A view of `rows` samples of `cols` values each, row after row without gaps.
template <class T>
struct Matrix {
  T* data = nullptr;
  Index rows = 0;
  Index cols = 0;

  T* row(Index i) const { return data + i * cols; }
  Index size() const { return rows * cols; }
  std::span<T> span() const { return {data, static_cast<std::size_t>(size())}; }
  /// `count` rows from `first` on, in the same memory.
  Matrix middle_rows(Index first, Index count) const { return {row(first), count, cols}; }
  operator Matrix<const T>() const { return {data, rows, cols}; }  // NOLINT: a view of const is a view
};

/// A named tensor within the one flat vector of all parameters.
struct ParameterView {
  std::string name;  ///< "0.weight", as in a PyTorch state_dict
  Shape shape;
  Index offset = 0;
  Index size = 0;
};
/// The tensors of a network, or of a part of one, in the order in which they lie there.
using ParameterLayout = std::vector<ParameterView>;

/// The number of values in all tensors of a layout.
Index total_size(const ParameterLayout& layout);

}  // namespace runner
