#include "metric/metrics/probability_errors.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "spec/registration.h"

namespace runner {

Spec<LogLossConfig> LogLossConfig::spec() {
  return Spec<LogLossConfig>("log_loss", "The mean negative logarithm of the right class's probability.")
      .source("sklearn.metrics.log_loss: probabilities are kept 2.2e-16 away from 0 and 1")
      .formula("-Σ log p(right class) / n,  p the softmax of the outputs, or the sigmoid of a single one");
}

Spec<BrierScoreConfig> BrierScoreConfig::spec() {
  return Spec<BrierScoreConfig>("brier_score", "The mean squared error of the probabilities.")
      .alias("brier_score_loss")
      .source("sklearn.metrics.brier_score_loss: half of the sum where there are two classes")
      .formula("Σ (p_c - [c is right])² / n over the classes c");
}

Spec<CalibrationErrorConfig> CalibrationErrorConfig::spec() {
  return Spec<CalibrationErrorConfig>(
             "expected_calibration_error",
             "How far the probability of the predicted class is from the share of right ones, on average.")
      .alias("ece")
      .source("Guo et al. 2017, On Calibration of Modern Neural Networks, equation 3; bins (m/M, (m+1)/M]")
      .formula("Σ_m |Σ_i∈m (confidence_i - right_i)| / n,  M bins of equal width for the confidence")
      .field("n_bins", &CalibrationErrorConfig::n_bins, "Bins of equal width between 0 and 1.",
             closed(1, 1e6));
}

template <class T>
void ProbabilityError<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const Index wanted = reader_.wanted(target, i);
    if (wanted < 0) continue;
    reader_.probabilities(prediction.row(i), probabilities_.span());
    const double weight = weight_of(target, i);
    sum_ += error(probabilities_.span(), static_cast<std::size_t>(wanted), weight);
    rows_ += weight;
  }
}

template <class T>
double LogLoss<T>::error(std::span<const double> probabilities, std::size_t wanted, double weight) {
  constexpr double least = std::numeric_limits<double>::epsilon();
  const double p = probabilities[wanted];
  return std::isnan(p) ? p : -weight * std::log(std::clamp(p, least, 1 - least));
}

template <class T>
double BrierScore<T>::error(std::span<const double> probabilities, std::size_t wanted, double weight) {
  double sum = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const double off = probabilities[i] - (i == wanted ? 1 : 0);
    sum += off * off;
  }
  return weight * (probabilities.size() < 3 ? sum / 2 : sum);
}

template <class T>
void CalibrationError<T>::reset() {
  ProbabilityError<T>::reset();
  std::ranges::fill(confidence_.span(), 0);
  std::ranges::fill(right_.span(), 0);
  rows_ = 0;
}

/// Nothing is added up over samples but into bins.
template <class T>
double CalibrationError<T>::error(std::span<const double> probabilities, std::size_t wanted, double weight) {
  const auto largest = std::ranges::max_element(probabilities);
  const double confidence = *largest;
  if (std::isnan(confidence)) return confidence;
  const auto bins = static_cast<double>(right_.size());
  const double place = std::clamp(std::ceil(confidence * bins) - 1, 0.0, bins - 1);
  const auto bin = static_cast<std::size_t>(place);
  confidence_[bin] += weight * confidence;
  if (largest - probabilities.begin() == static_cast<Index>(wanted)) right_[bin] += weight;
  rows_ += weight;
  return 0;
}

template <class T>
double CalibrationError<T>::value() {
  if (std::isnan(ProbabilityError<T>::value())) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t i = 0; i < right_.size(); ++i) sum += std::abs(confidence_[i] - right_[i]);
  return sum / rows_;
}

template <class T>
std::vector<StateView> CalibrationError<T>::state() {
  auto views = ProbabilityError<T>::state();
  views.emplace_back("confidence", confidence_.span());
  views.emplace_back("right", right_.span());
  views.emplace_back("binned", rows_);
  return views;
}

template class ProbabilityError<float>;
template class ProbabilityError<double>;
template class LogLoss<float>;
template class LogLoss<double>;
template class BrierScore<float>;
template class BrierScore<double>;
template class CalibrationError<float>;
template class CalibrationError<double>;

template Registration<MetricConfig> registration<MetricConfig, LogLossConfig>();
template Registration<MetricConfig> registration<MetricConfig, BrierScoreConfig>();
template Registration<MetricConfig> registration<MetricConfig, CalibrationErrorConfig>();

}  // namespace runner
