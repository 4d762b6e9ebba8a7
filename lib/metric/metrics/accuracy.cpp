#include "metric/metrics/accuracy.h"

#include <cassert>
#include <limits>

#include "metric/classes.h"
#include "spec/registration.h"

namespace runner {

Spec<AccuracyConfig> AccuracyConfig::spec() {
  return Spec<AccuracyConfig>("accuracy", "The share of samples whose class is predicted right.")
      .source("sklearn.metrics.accuracy_score")
      .formula("right / all,  the predicted class is the largest output, or a probability above 0.5");
}

void AccuracyConfig::check(const Fit& /*fit*/, PredictionKind prediction_kind, ErrorSink& sink) const {
  check_predicts_classes("accuracy", prediction_kind, sink);
}

template <class T>
void Accuracy<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  assert(kind_ != PredictionKind::values);
  if (takes_largest(kind_)) return add_rows(prediction, target);
  add_values(prediction, target);
}

template <class T>
void Accuracy<T>::count(bool right, const Target<T>& target, Index row) {
  const double weight = static_cast<double>(target.weights[row]);
  if (right) right_weight_ += weight;
  total_weight_ += weight;
}

template <class T>
void Accuracy<T>::add_rows(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const Index wanted =
        target.classes ? target.classes[i] : index_of_largest(target.values.row(i), target.values.cols);
    const bool right = index_of_largest(prediction.row(i), prediction.cols) == wanted;
    if (weighted_) count(right, target, i);
    if (right) ++right_;
  }
  total_ += prediction.rows;
}

template <class T>
void Accuracy<T>::add_values(Matrix<const T> prediction, const Target<T>& target) {
  const T threshold = kind_ == PredictionKind::probability ? T(0.5) : T(0);
  for (Index i = 0; i < prediction.size(); ++i) {
    const bool predicted = prediction.data[i] > threshold;
    const bool wanted = target.values.data[i] > T(0.5);
    if (weighted_) count(predicted == wanted, target, i / prediction.cols);
    if (predicted == wanted) ++right_;
  }
  total_ += prediction.size();
}

template <class T>
double Accuracy<T>::value() {
  if (weighted_) return right_weight_ / total_weight_;
  if (total_ == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(right_) / static_cast<double>(total_);
}

template <class T>
std::vector<StateView> Accuracy<T>::state() {
  if (weighted_) return {{"right", right_weight_}, {"total", total_weight_}};
  return {{"right", right_}, {"total", total_}};
}

template class Accuracy<float>;
template class Accuracy<double>;

template Registration<MetricConfig> registration<MetricConfig, AccuracyConfig>();

}  // namespace runner
