#include "metric/metrics/explained_variance.h"

#include <algorithm>
#include <limits>
#include <string>

#include "spec/registration.h"

namespace runner {

Spec<ExplainedVarianceConfig> ExplainedVarianceConfig::spec() {
  return Spec<ExplainedVarianceConfig>("explained_variance",
                                       "The share of the targets' variance that is not in the errors.")
      .alias("explained_variance_score")
      .source(
          "sklearn.metrics.explained_variance_score; running variance: Welford 1962, "
          "doi:10.1080/00401706.1962.10490022")
      .formula("1 - Var(target - prediction) / Var(target),  the mean over the outputs");
}

template <class T>
void ExplainedVariance<T>::reset() {
  std::ranges::fill(outputs_, Output());
  rows_ = 0;
}

template <class T>
void ExplainedVariance<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const double weight = target.weights ? static_cast<double>(target.weights[i]) : 1;
    if (weight == 0) continue;
    rows_ += weight;
    const T* predicted = prediction.row(i);
    const T* wanted = target.values.row(i);
    for (std::size_t j = 0; j < outputs_.size(); ++j) {
      const auto y = static_cast<double>(wanted[j]);
      outputs_[j].target.add(y, weight, rows_);
      outputs_[j].error.add(y - static_cast<double>(predicted[j]), weight, rows_);
    }
  }
}

template <class T>
double ExplainedVariance<T>::value() {
  if (rows_ == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (const auto& [target, error] : outputs_) {
    if (target.squares > 0) {
      sum += 1 - error.squares / target.squares;
    } else {
      sum += error.squares == 0 ? 1 : 0;
    }
  }
  return sum / static_cast<double>(outputs_.size());
}

template <class T>
std::vector<StateView> ExplainedVariance<T>::state() {
  std::vector<StateView> views = {{"rows", rows_}};
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    auto& [target, error] = outputs_[i];
    const std::string name = std::to_string(i);
    views.emplace_back(name + ".target.mean", target.mean);
    views.emplace_back(name + ".target.squares", target.squares);
    views.emplace_back(name + ".error.mean", error.mean);
    views.emplace_back(name + ".error.squares", error.squares);
  }
  return views;
}

template class ExplainedVariance<float>;
template class ExplainedVariance<double>;

template Registration<MetricConfig> registration<MetricConfig, ExplainedVarianceConfig>();

}  // namespace runner
