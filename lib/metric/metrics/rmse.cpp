#include "metric/metrics/rmse.h"

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<RootMeanSquaredErrorConfig> RootMeanSquaredErrorConfig::spec() {
  return Spec<RootMeanSquaredErrorConfig>("rmse", "The root of the mean squared error.")
      .source("sklearn.metrics.root_mean_squared_error")
      .formula("√(Σ (prediction - target)² / n) over all outputs");
}

template <class T>
void RootMeanSquaredError<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  if (target.weights) return add_weighted(prediction, target);
  for (Index i = 0; i < prediction.size(); ++i) {
    const double error = static_cast<double>(prediction.data[i]) - static_cast<double>(target.values.data[i]);
    sum_ += error * error;
  }
  count_ += static_cast<double>(prediction.size());
}

template <class T>
void RootMeanSquaredError<T>::add_weighted(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const double weight = static_cast<double>(target.weights[i]);
    for (Index j = 0; j < prediction.cols; ++j) {
      const double error =
          static_cast<double>(prediction.row(i)[j]) - static_cast<double>(target.values.row(i)[j]);
      sum_ += weight * (error * error);
    }
    count_ += weight * static_cast<double>(prediction.cols);
  }
}

template <class T>
double RootMeanSquaredError<T>::value() {
  return std::sqrt(sum_ / count_);
}

template class RootMeanSquaredError<float>;
template class RootMeanSquaredError<double>;

template Registration<MetricConfig> registration<MetricConfig, RootMeanSquaredErrorConfig>();

}  // namespace runner
