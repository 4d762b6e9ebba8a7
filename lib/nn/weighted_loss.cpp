#include "nn/weighted_loss.h"

#include <algorithm>

// A loss is asked row by row, so that none of them has to know of weights. What it divides a row by in the
// mean is taken out of the row's gradient again, since the mean is over all rows.

namespace runner {

template <class T>
LossSum evaluate_weighted(const Loss<T>& loss, Matrix<const T> prediction, const Target<T>& target,
                          Matrix<T> gradient) {
  const bool is_mean = loss.reduction == Reduction::mean;
  LossSum sum;
  for (Index i = 0; i < prediction.rows; ++i) {
    const Matrix<const T> x = prediction.middle_rows(i, 1);
    const Target<T> wanted = target.classes ? Target<T>{target.classes + i, {}}
                                            : Target<T>{nullptr, target.values.middle_rows(i, 1)};
    const Matrix<T> slopes = gradient.data ? gradient.middle_rows(i, 1) : Matrix<T>();
    const LossSum row = slopes.data ? loss.evaluate(x, wanted, slopes) : loss.evaluate(x, wanted);
    const double weight = static_cast<double>(target.weights[i]);
    sum.total += weight * row.total;
    sum.divisor += weight * row.divisor;
    const T scale = static_cast<T>(is_mean ? weight * row.divisor : weight);
    for (T& slope : slopes.span()) slope = scale == 0 ? T(0) : scale * slope;
  }
  if (gradient.data && is_mean && sum.divisor > 0) {
    const T scale = static_cast<T>(1 / sum.divisor);
    for (T& slope : gradient.span()) slope *= scale;
  }
  return sum;
}

template LossSum evaluate_weighted(const Loss<float>&, Matrix<const float>, const Target<float>&,
                                   Matrix<float>);
template LossSum evaluate_weighted(const Loss<double>&, Matrix<const double>, const Target<double>&,
                                   Matrix<double>);

}  // namespace runner
