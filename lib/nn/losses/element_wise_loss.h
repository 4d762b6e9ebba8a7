#pragma once

#include <cassert>

#include "nn/loss.h"

namespace runner {

/// What the values of a row count for: the row's sum times `of_row` is added to the total, and `divisor` to
/// the number that the mean divides by.
struct ElementWiseShare {
  double of_row = 1;
  double divisor = 1;
};

/// A loss that is the sum over every output by itself; the mean divides by their number, batchmean by that of
/// samples. `C::Rule<T>` is built from the config C and has
///   T value(T prediction, T target, Index column) const;   the loss
///   T slope(T prediction, T target, Index column) const;   its derivative by the prediction
///   ElementWiseShare share(Index columns) const;           where rows count otherwise
template <class T, class C>
class ElementWiseLoss final : public Loss<T> {
 public:
  explicit ElementWiseLoss(const C& config) : rule_(config) {
    if constexpr (requires { config.divides_by_samples(); }) by_samples_ = config.divides_by_samples();
  }

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const override {
    assert(target.values.size() == prediction.size());
    double total = 0;
    for (Index i = 0; i < prediction.rows; ++i) {
      const T *p = prediction.row(i), *t = target.values.row(i);
      for (Index j = 0; j < prediction.cols; ++j) total += static_cast<double>(rule_.value(p[j], t[j], j));
    }
    const ElementWiseShare share = share_of(prediction.cols);
    return {.total = total * share.of_row, .divisor = static_cast<double>(prediction.rows) * share.divisor};
  }

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const override {
    const LossSum sum = evaluate(prediction, target);
    const double of_row = share_of(prediction.cols).of_row;
    const T scale = static_cast<T>(this->reduction == Reduction::mean ? of_row / sum.divisor : of_row);
    for (Index i = 0; i < prediction.rows; ++i) {
      const T *p = prediction.row(i), *t = target.values.row(i);
      T* g = gradient.row(i);
      for (Index j = 0; j < prediction.cols; ++j) g[j] = scale * rule_.slope(p[j], t[j], j);
    }
    return sum;
  }

 private:
  ElementWiseShare share_of(Index columns) const {
    if constexpr (requires { rule_.share(columns); }) {
      return rule_.share(columns);
    } else {
      return {.of_row = 1, .divisor = by_samples_ ? 1 : static_cast<double>(columns)};
    }
  }

  typename C::template Rule<T> rule_;
  bool by_samples_ = false;
};

}  // namespace runner
