#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "model/feature_column.h"

namespace runner {

/// Numbers learnt from samples, under a name: "mean".
struct FittedArray {
  std::string name;
  std::vector<double> values;
  std::size_t columns = 0;  ///< of a matrix, which stands row by row; 0: a vector

  bool operator==(const FittedArray&) const = default;
};
using FittedArrays = std::vector<FittedArray>;

/// The array of this name. Throws std::runtime_error where there is none, or one of another size; any size
/// will do for `size` 0.
const std::vector<double>& fitted(const FittedArrays& arrays, std::string_view name, std::size_t size = 0);

/// What is done to samples, now or later: a preprocessor is the rule, this is the rule with what it has
/// learnt. It has no state and is safe for several threads.
class Transform {
 public:
  virtual ~Transform() = default;

  /// The features that become of those it was made for.
  virtual FeatureColumns columns() const = 0;
  /// `in`: row after row of the features that it was made for; `out`: as many rows of `columns()`. They may
  /// be the same memory where both are of one width.
  virtual void apply(std::span<const double> in, std::span<double> out) const = 0;
  /// From `columns()` back, where that can be done: what scales a target must have it. Memory as above.
  virtual bool can_invert() const { return false; }
  virtual void invert(std::span<const double> /*in*/, std::span<double> /*out*/) const {}
};

/// A transform that maps every value by itself: `function(value, feature)` and, where it can be undone,
/// `inverse(value, feature)`, features counting from 0. They own what was fitted.
template <class Function, class Inverse>
class FeatureTransform final : public Transform {
 public:
  FeatureTransform(FeatureColumns columns, Function function, Inverse inverse)
      : columns_(std::move(columns)), function_(std::move(function)), inverse_(std::move(inverse)) {}

  FeatureColumns columns() const override { return columns_; }
  void apply(std::span<const double> in, std::span<double> out) const override { map(function_, in, out); }
  bool can_invert() const override { return !std::is_same_v<Inverse, std::nullptr_t>; }
  void invert(std::span<const double> in, std::span<double> out) const override {
    if constexpr (!std::is_same_v<Inverse, std::nullptr_t>) map(inverse_, in, out);
  }

 private:
  template <class F>
  void map(const F& f, std::span<const double> in, std::span<double> out) const {
    const std::size_t width = columns_.size();
    for (std::size_t i = 0; i < in.size(); ++i) out[i] = f(in[i], i % width);
  }

  FeatureColumns columns_;
  Function function_;
  Inverse inverse_;
};

template <class Function, class Inverse = std::nullptr_t>
std::unique_ptr<Transform> feature_transform(FeatureColumns columns, Function function,
                                             Inverse inverse = nullptr) {
  return std::make_unique<FeatureTransform<Function, Inverse>>(std::move(columns), std::move(function),
                                                               std::move(inverse));
}

}  // namespace runner
