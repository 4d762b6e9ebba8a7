#include "metric/metrics/mean_errors.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "spec/registration.h"

namespace runner {

Spec<MeanAbsolutePercentageErrorConfig> MeanAbsolutePercentageErrorConfig::spec() {
  return Spec<MeanAbsolutePercentageErrorConfig>(
             "mape", "The mean absolute error as a share of the target; 0.1 is 10 %.")
      .alias("mean_absolute_percentage_error")
      .source("sklearn.metrics.mean_absolute_percentage_error")
      .formula("Σ |prediction - target| / max(|target|, 2.2e-16) / n over all outputs");
}

Spec<PinballConfig> PinballConfig::spec() {
  return Spec<PinballConfig>("pinball", "The loss of a predicted quantile.")
      .alias("mean_pinball_loss")
      .source("sklearn.metrics.mean_pinball_loss")
      .formula("Σ max(alpha · d, (alpha - 1) · d) / n over all outputs,  d = target - prediction")
      .field("alpha", &PinballConfig::alpha, "Which quantile: 0.5 is the median.", closed(0, 1));
}

Spec<MaxErrorConfig> MaxErrorConfig::spec() {
  return Spec<MaxErrorConfig>("max_error", "The largest absolute error.")
      .source("sklearn.metrics.max_error; of several outputs the largest")
      .formula("max |prediction - target|");
}

template <class T>
double MeanAbsolutePercentageError<T>::error(double prediction, double target) const {
  return std::abs(prediction - target) / std::max(std::abs(target), std::numeric_limits<double>::epsilon());
}

template <class T>
double Pinball<T>::error(double prediction, double target) const {
  const double off = target - prediction;
  return off >= 0 ? alpha_ * off : (alpha_ - 1) * off;
}

template <class T>
void MaxError<T>::reset() {
  largest_ = count_ = 0;
}

template <class T>
void MaxError<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.size(); ++i) {
    const double error =
        std::abs(static_cast<double>(prediction.data[i]) - static_cast<double>(target.values.data[i]));
    if (error > largest_ || std::isnan(error)) largest_ = error;  // NaN stays
  }
  count_ += static_cast<double>(prediction.size());
}

template <class T>
double MaxError<T>::value() {
  return count_ > 0 ? largest_ : std::numeric_limits<double>::quiet_NaN();
}

template class MeanAbsolutePercentageError<float>;
template class MeanAbsolutePercentageError<double>;
template class Pinball<float>;
template class Pinball<double>;
template class MaxError<float>;
template class MaxError<double>;

template Registration<MetricConfig> registration<MetricConfig, MeanAbsolutePercentageErrorConfig>();
template Registration<MetricConfig> registration<MetricConfig, PinballConfig>();
template Registration<MetricConfig> registration<MetricConfig, MaxErrorConfig>();

}  // namespace runner
