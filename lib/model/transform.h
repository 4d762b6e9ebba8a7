#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace runner {

/// What was fitted to some samples, to be used on any others of the same features: a preprocessor is the
/// rule, this is what it has learnt.
class Transform {
 public:
  virtual ~Transform() = default;

  /// Changes samples in place; `features`: row after row of the `width` values that it was fitted to.
  virtual void apply(std::span<double> features, std::size_t width) const = 0;
};

/// A transform that maps every value by itself: `function(value, feature)`, features counting from 0. The
/// function owns what was fitted.
template <class Function>
class FeatureTransform final : public Transform {
 public:
  explicit FeatureTransform(Function function) : function_(std::move(function)) {}

  void apply(std::span<double> features, std::size_t width) const override {
    for (std::size_t i = 0; i < features.size(); ++i) features[i] = function_(features[i], i % width);
  }

 private:
  Function function_;
};

template <class Function>
std::unique_ptr<Transform> feature_transform(Function function) {
  return std::make_unique<FeatureTransform<Function>>(std::move(function));
}

}  // namespace runner
