#include "metric/metrics/mae.h"

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<MeanAbsoluteErrorConfig> MeanAbsoluteErrorConfig::spec() {
  return Spec<MeanAbsoluteErrorConfig>("mae", "The mean absolute error.")
      .source("sklearn.metrics.mean_absolute_error")
      .formula("Σ |prediction - target| / n over all outputs");
}

template <class T>
void MeanAbsoluteError<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  if (target.weights) return add_weighted(prediction, target);
  for (Index i = 0; i < prediction.size(); ++i) {
    const double error = static_cast<double>(prediction.data[i]) - static_cast<double>(target.values.data[i]);
    sum_ += std::abs(error);
  }
  count_ += static_cast<double>(prediction.size());
}

template <class T>
void MeanAbsoluteError<T>::add_weighted(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const double weight = static_cast<double>(target.weights[i]);
    for (Index j = 0; j < prediction.cols; ++j) {
      const double error =
          static_cast<double>(prediction.row(i)[j]) - static_cast<double>(target.values.row(i)[j]);
      sum_ += weight * std::abs(error);
    }
    count_ += weight * static_cast<double>(prediction.cols);
  }
}

template <class T>
double MeanAbsoluteError<T>::value() {
  return sum_ / count_;
}

template class MeanAbsoluteError<float>;
template class MeanAbsoluteError<double>;

template Registration<MetricConfig> registration<MetricConfig, MeanAbsoluteErrorConfig>();

}  // namespace runner
