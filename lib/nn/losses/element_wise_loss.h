#pragma once

#include <cassert>

#include "nn/loss.h"

namespace runner {

/// A loss that is the sum over every output by itself; the mean divides by their number. `C::Rule<T>` is
/// built from the config C and has
///   T value(T prediction, T target, Index column) const;   the loss
///   T slope(T prediction, T target, Index column) const;   its derivative by the prediction
template <class T, class C>
class ElementWiseLoss final : public Loss<T> {
 public:
  explicit ElementWiseLoss(const C& config) : rule_(config) {}

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const override {
    assert(target.values.size() == prediction.size());
    double total = 0;
    for (Index i = 0; i < prediction.rows; ++i) {
      const T *p = prediction.row(i), *t = target.values.row(i);
      for (Index j = 0; j < prediction.cols; ++j) total += static_cast<double>(rule_.value(p[j], t[j], j));
    }
    return {.total = total, .divisor = static_cast<double>(prediction.size())};
  }

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const override {
    const LossSum sum = evaluate(prediction, target);
    const T scale = this->reduction == Reduction::mean ? static_cast<T>(1 / sum.divisor) : T(1);
    for (Index i = 0; i < prediction.rows; ++i) {
      const T *p = prediction.row(i), *t = target.values.row(i);
      T* g = gradient.row(i);
      for (Index j = 0; j < prediction.cols; ++j) g[j] = scale * rule_.slope(p[j], t[j], j);
    }
    return sum;
  }

 private:
  typename C::template Rule<T> rule_;
};

}  // namespace runner
