#include "metric/metrics/r2.h"

#include <algorithm>
#include <limits>

#include "spec/registration.h"

namespace runner {

Spec<R2Config> R2Config::spec() {
  return Spec<R2Config>("r2", "The share of the targets' variance that the predictions explain.")
      .source("sklearn.metrics.r2_score; running variance: Welford 1962, doi:10.1080/00401706.1962.10490022")
      .formula("1 - Σ (target - prediction)² / Σ (target - mean)²,  the mean over the outputs");
}

template <class T>
void R2<T>::reset() {
  std::fill(outputs_.begin(), outputs_.end(), Output());
  rows_ = weight_ = 0;
}

template <class T>
void R2<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const double weight = target.weights ? static_cast<double>(target.weights[i]) : 1;
    rows_ += 1;
    if (weight == 0) continue;
    weight_ += weight;
    const double all = weighted_ ? weight_ : rows_;
    const T* predicted = prediction.row(i);
    const T* wanted = target.values.row(i);
    for (std::size_t j = 0; j < outputs_.size(); ++j) {
      Output& output = outputs_[j];
      const double y = static_cast<double>(wanted[j]);
      const double error = y - static_cast<double>(predicted[j]);
      output.target.add(y, weight, all);
      output.residual += weight * (error * error);
    }
  }
}

template <class T>
double R2<T>::value() {
  if (rows_ < 2) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (const Output& output : outputs_) {
    if (output.target.squares > 0) {
      sum += 1 - output.residual / output.target.squares;
    } else {
      sum += output.residual == 0 ? 1 : 0;
    }
  }
  return sum / static_cast<double>(outputs_.size());
}

template <class T>
std::vector<StateView> R2<T>::state() {
  std::vector<StateView> views = {{"rows", rows_}};
  if (weighted_) views.emplace_back("weight", weight_);
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    Output& output = outputs_[i];
    const std::string name = std::to_string(i);
    views.emplace_back(name + ".mean", output.target.mean);
    views.emplace_back(name + ".spread", output.target.squares);
    views.emplace_back(name + ".residual", output.residual);
  }
  return views;
}

template class R2<float>;
template class R2<double>;

template Registration<MetricConfig> registration<MetricConfig, R2Config>();

}  // namespace runner
