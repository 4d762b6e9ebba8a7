#include "metric/metrics/top_k_accuracy.h"

#include <fmt/format.h>

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<TopKAccuracyConfig> TopKAccuracyConfig::spec() {
  return Spec<TopKAccuracyConfig>("top_k_accuracy",
                                  "The share of samples whose class is among the k that are most likely.")
      .alias("top_k_accuracy_score")
      .source("sklearn.metrics.top_k_accuracy_score")
      .formula("(samples whose class has one of the k largest outputs) / all")
      .field("k", &TopKAccuracyConfig::k, "How many of the largest outputs count.", at_least(1));
}

void TopKAccuracyConfig::check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const {
  if (!check_predicts_one_class(column(), fit, prediction_kind, sink)) return;
  const auto classes = static_cast<std::int64_t>(class_texts(fit, prediction_kind).size());
  if (k >= classes) {
    sink.warning(
        "k", fmt::format("with k {} of {} classes top_k_accuracy is always 1; use a smaller k", k, classes));
  }
}

template <class T>
bool TopKAccuracy<T>::is_among(const T* prediction, Index outputs, Index wanted) const {
  if (!takes_largest_) return k_ > 1 || reader_.predicted(prediction) == wanted;
  const T own = prediction[wanted];
  if (std::isnan(own)) return false;
  std::int64_t before = 0;
  for (Index j = 0; j < outputs; ++j) before += prediction[j] > own || (prediction[j] == own && j > wanted);
  return before < k_;
}

template <class T>
void TopKAccuracy<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const Index wanted = reader_.wanted(target, i);
    if (wanted < 0) continue;
    const double weight = weight_of(target, i);
    total_ += weight;
    if (is_among(prediction.row(i), prediction.cols, wanted)) hits_ += weight;
  }
}

template <class T>
double TopKAccuracy<T>::value() {
  return hits_ / total_;
}

template class TopKAccuracy<float>;
template class TopKAccuracy<double>;

template Registration<MetricConfig> registration<MetricConfig, TopKAccuracyConfig>();

}  // namespace runner
