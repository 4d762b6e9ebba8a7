#include "metric/metrics/agreement.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/choice.h"
#include "spec/registration.h"

namespace runner {
namespace {

constexpr double undefined_agreement = std::numeric_limits<double>::quiet_NaN();

/// Σ a_i · b_i.
double dot(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

}  // namespace

Spec<BalancedAccuracyConfig> BalancedAccuracyConfig::spec() {
  return Spec<BalancedAccuracyConfig>("balanced_accuracy",
                                      "The mean recall of the classes that occur in the target.")
      .alias("balanced_accuracy_score")
      .source("sklearn.metrics.balanced_accuracy_score")
      .formula("Σ_c right_c / wanted_c / C")
      .field("adjusted", &BalancedAccuracyConfig::adjusted,
             "Scale it so that guessing is 0 and all right 1.");
}

Spec<MatthewsCorrcoefConfig> MatthewsCorrcoefConfig::spec() {
  return Spec<MatthewsCorrcoefConfig>("matthews_corrcoef",
                                      "Matthews' correlation of predicted and right classes.")
      .alias("mcc")
      .source("sklearn.metrics.matthews_corrcoef; Gorodkin 2004 for more than two classes")
      .formula(
          "(c·n - Σ p_k·t_k) / √((n² - Σ p_k²)·(n² - Σ t_k²)),  c right of n, p_k predicted, t_k wanted");
}

Spec<CohenKappaConfig> CohenKappaConfig::spec() {
  return Spec<CohenKappaConfig>("cohen_kappa",
                                "How much better predicted and right classes agree than by chance.")
      .alias("cohen_kappa_score")
      .source("sklearn.metrics.cohen_kappa_score, with the labels of all classes")
      .formula("1 - Σ w_ij·seen_ij / Σ w_ij·expected_ij")
      .field("weights", &CohenKappaConfig::weights,
             "Every wrong class counts 1, its distance from the right one, or the square of that.");
}

std::vector<std::string> CohenKappaConfig::variant() const {
  return {weights == KappaWeights::none ? "" : std::string(choice_name(weights))};
}

template <class T>
Agreement<T>::Agreement(const MetricInput& input)
    : reader_(input), predicted_(reader_.classes()), wanted_(reader_.classes()), right_(reader_.classes()) {}

template <class T>
void Agreement<T>::reset() {
  for (auto* counts : {&predicted_, &wanted_, &right_}) std::ranges::fill(counts->span(), 0);
  rows_ = distance_ = squared_distance_ = 0;
}

template <class T>
void Agreement<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const Index wanted = reader_.wanted(target, i);
    if (wanted < 0) continue;
    const Index predicted = reader_.predicted(prediction.row(i));
    const std::int64_t away = std::abs(predicted - wanted);
    ++predicted_[static_cast<std::size_t>(predicted)];
    ++wanted_[static_cast<std::size_t>(wanted)];
    right_[static_cast<std::size_t>(wanted)] += away == 0 ? 1 : 0;
    distance_ += away;
    squared_distance_ += away * away;
    ++rows_;
  }
}

template <class T>
std::vector<StateView> Agreement<T>::state() {
  constexpr std::int64_t most = std::int64_t{1} << 53;
  return {StateView("predicted", predicted_.span()).within(0, most),
          StateView("wanted", wanted_.span()).within(0, most),
          StateView("right", right_.span()).within(0, most),
          StateView("rows", rows_).within(0, most),
          StateView("distance", distance_).within(0, most),
          StateView("squared_distance", squared_distance_).within(0, most)};
}

template <class T>
double BalancedAccuracy<T>::value() {
  double sum = 0, classes = 0;
  for (std::size_t i = 0; i < this->wanted_.size(); ++i) {
    if (this->wanted_[i] == 0) continue;
    sum += static_cast<double>(this->right_[i]) / static_cast<double>(this->wanted_[i]);
    classes += 1;
  }
  const double score = sum / classes;
  return adjusted_ ? (score - 1 / classes) / (1 - 1 / classes) : score;
}

template <class T>
double MatthewsCorrcoef<T>::value() {
  if (this->rows_ == 0) return undefined_agreement;
  const auto n = static_cast<double>(this->rows_);
  double right = 0;
  for (const std::int64_t count : this->right_.span()) right += static_cast<double>(count);
  const auto predicted = this->predicted_.span(), wanted = this->wanted_.span();
  const double together = right * n - dot(wanted, predicted);
  const double spread = (n * n - dot(predicted, predicted)) * (n * n - dot(wanted, wanted));
  return spread == 0 ? 0 : together / std::sqrt(spread);
}

/// Σ w_ij · seen_ij.
template <class T>
double CohenKappa<T>::seen() const {
  if (weights_ == KappaWeights::linear) return static_cast<double>(this->distance_);
  if (weights_ == KappaWeights::quadratic) return static_cast<double>(this->squared_distance_);
  std::int64_t wrong = this->rows_;
  for (const std::int64_t count : this->right_.span()) wrong -= count;
  return static_cast<double>(wrong);
}

/// Σ w_ij · predicted_i · wanted_j / n, in one pass over the classes: |i − j| is the number of steps between
/// the two, and (i − j)² is i² − 2ij + j².
template <class T>
double CohenKappa<T>::expected() const {
  const auto n = static_cast<double>(this->rows_);
  if (weights_ == KappaWeights::none) return (n * n - dot(this->predicted_.span(), this->wanted_.span())) / n;
  double steps = 0, predicted_before = 0, wanted_before = 0;
  double predicted_sum = 0, wanted_sum = 0, predicted_squares = 0, wanted_squares = 0;
  for (std::size_t i = 0; i < this->wanted_.size(); ++i) {
    const auto predicted = static_cast<double>(this->predicted_[i]),
               wanted = static_cast<double>(this->wanted_[i]);
    const auto place = static_cast<double>(i);
    predicted_before += predicted;
    wanted_before += wanted;
    steps += predicted_before * (n - wanted_before) + wanted_before * (n - predicted_before);
    predicted_sum += place * predicted;
    wanted_sum += place * wanted;
    predicted_squares += place * place * predicted;
    wanted_squares += place * place * wanted;
  }
  if (weights_ == KappaWeights::linear) return steps / n;
  return predicted_squares + wanted_squares - 2 * predicted_sum * wanted_sum / n;
}

template <class T>
double CohenKappa<T>::value() {
  if (this->rows_ == 0) return undefined_agreement;
  return 1 - seen() / expected();
}

template class Agreement<float>;
template class Agreement<double>;
template class BalancedAccuracy<float>;
template class BalancedAccuracy<double>;
template class MatthewsCorrcoef<float>;
template class MatthewsCorrcoef<double>;
template class CohenKappa<float>;
template class CohenKappa<double>;

template Registration<MetricConfig> registration<MetricConfig, BalancedAccuracyConfig>();
template Registration<MetricConfig> registration<MetricConfig, MatthewsCorrcoefConfig>();
template Registration<MetricConfig> registration<MetricConfig, CohenKappaConfig>();

}  // namespace runner
