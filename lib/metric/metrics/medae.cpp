#include "metric/metrics/medae.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "base/memory.h"
#include "spec/registration.h"

namespace runner {

Spec<MedianAbsoluteErrorConfig> MedianAbsoluteErrorConfig::spec() {
  return Spec<MedianAbsoluteErrorConfig>("medae", "The median absolute error.")
      .alias("median_absolute_error")
      .source("sklearn.metrics.median_absolute_error")
      .formula("median |prediction - target|,  the mean over the outputs");
}

std::int64_t MedianAbsoluteErrorConfig::kept_bytes(const MetricInput& input, Index /*value_size*/) const {
  constexpr Index size = sizeof(double);
  return product_of_sizes({input.rows, sum_of_sizes({input.outputs, 1}), size});
}

template <class T>
MedianAbsoluteError<T>::MedianAbsoluteError(const MetricInput& input)
    : outputs_(input.outputs), errors_(product_of_sizes({input.rows, outputs_})), sorted_(input.rows) {}

template <class T>
void MedianAbsoluteError<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  assert(static_cast<std::size_t>(rows_ + prediction.rows) <= sorted_.size());
  double* to = errors_.data() + rows_ * outputs_;
  for (Index i = 0; i < prediction.size(); ++i)
    to[i] = std::abs(static_cast<double>(prediction.data[i]) - static_cast<double>(target.values.data[i]));
  rows_ += prediction.rows;
}

template <class T>
double MedianAbsoluteError<T>::median(Index output) {
  const auto values = sorted_.span().first(static_cast<std::size_t>(rows_));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = errors_[i * static_cast<std::size_t>(outputs_) + static_cast<std::size_t>(output)];
    if (std::isnan(values[i])) return values[i];
  }
  const auto middle = values.begin() + rows_ / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (rows_ % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

template <class T>
double MedianAbsoluteError<T>::value() {
  if (rows_ == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (Index i = 0; i < outputs_; ++i) sum += median(i);
  return sum / static_cast<double>(outputs_);
}

/// All that has a place, whatever of it is used: sizes depend on the configuration alone.
template <class T>
std::vector<StateView> MedianAbsoluteError<T>::state() {
  const auto most = static_cast<std::int64_t>(sorted_.size());
  return {StateView("rows", rows_).within(0, most), StateView("errors", errors_.span())};
}

template class MedianAbsoluteError<float>;
template class MedianAbsoluteError<double>;

template Registration<MetricConfig> registration<MetricConfig, MedianAbsoluteErrorConfig>();

}  // namespace runner
