#pragma once

#include "nn/loss.h"

namespace runner {

/// The sums of a batch whose rows have weights (`target.weights`): Σ w·total and Σ w·divisor over the rows,
/// so that the mean is Σ w·l / Σ w, as scikit-learn has it. `gradient`, if it has data, gets the gradient of
/// the reduced loss; it is 0 where all weights are.
template <class T>
LossSum evaluate_weighted(const Loss<T>& loss, Matrix<const T> prediction, const Target<T>& target,
                          Matrix<T> gradient);

extern template LossSum evaluate_weighted(const Loss<float>&, Matrix<const float>, const Target<float>&,
                                          Matrix<float>);
extern template LossSum evaluate_weighted(const Loss<double>&, Matrix<const double>, const Target<double>&,
                                          Matrix<double>);

}  // namespace runner
