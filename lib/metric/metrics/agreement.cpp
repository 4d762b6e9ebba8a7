#include "metric/metrics/agreement.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "base/choice.h"
#include "spec/registration.h"

namespace runner {
namespace {

constexpr double undefined_agreement = std::numeric_limits<double>::quiet_NaN();

/// Σ a_i · b_i.
double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
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
    const auto away = static_cast<double>(std::abs(predicted - wanted));
    const double weight = weight_of(target, i);
    predicted_[static_cast<std::size_t>(predicted)] += weight;
    wanted_[static_cast<std::size_t>(wanted)] += weight;
    right_[static_cast<std::size_t>(wanted)] += away == 0 ? weight : 0;
    distance_ += weight * away;
    squared_distance_ += weight * away * away;
    rows_ += weight;
  }
}

template <class T>
std::vector<StateView> Agreement<T>::state() {
  return {{"predicted", predicted_.span()}, {"wanted", wanted_.span()},
          {"right", right_.span()},         {"rows", rows_},
          {"distance", distance_},          {"squared_distance", squared_distance_}};
}

template <class T>
double BalancedAccuracy<T>::value() {
  double sum = 0, classes = 0;
  for (std::size_t i = 0; i < this->wanted_.size(); ++i) {
    if (this->wanted_[i] == 0) continue;
    sum += this->right_[i] / this->wanted_[i];
    classes += 1;
  }
  const double score = sum / classes;
  return adjusted_ ? (score - 1 / classes) / (1 - 1 / classes) : score;
}

template <class T>
double MatthewsCorrcoef<T>::value() {
  if (this->rows_ == 0) return undefined_agreement;
  const double n = this->rows_;
  const auto each = this->right_.span();
  const double right = std::accumulate(each.begin(), each.end(), 0.0);
  const auto predicted = this->predicted_.span(), wanted = this->wanted_.span();
  const double together = right * n - dot(wanted, predicted);
  const double spread = (n * n - dot(predicted, predicted)) * (n * n - dot(wanted, wanted));
  return spread == 0 ? 0 : together / std::sqrt(spread);
}

/// Σ w_ij · seen_ij.
template <class T>
double CohenKappa<T>::seen() const {
  if (weights_ == KappaWeights::linear) return this->distance_;
  if (weights_ == KappaWeights::quadratic) return this->squared_distance_;
  const auto right = this->right_.span();
  return this->rows_ - std::accumulate(right.begin(), right.end(), 0.0);
}

/// Σ w_ij · predicted_i · wanted_j / n, in one pass over the classes: |i − j| is the number of steps between
/// the two, and (i − j)² is i² − 2ij + j².
template <class T>
double CohenKappa<T>::expected() const {
  const double n = this->rows_;
  if (weights_ == KappaWeights::none) return (n * n - dot(this->predicted_.span(), this->wanted_.span())) / n;
  double steps = 0, predicted_before = 0, wanted_before = 0;
  double predicted_sum = 0, wanted_sum = 0, predicted_squares = 0, wanted_squares = 0;
  for (std::size_t i = 0; i < this->wanted_.size(); ++i) {
    const double predicted = this->predicted_[i], wanted = this->wanted_[i];
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
