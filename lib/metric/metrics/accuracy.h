#pragma once

#include "metric/metric.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Accuracy;

/// Between 0 and 1. Refused where outputs are neither classes nor decisions.
struct AccuracyConfig : MetricConfigOf<Accuracy> {
  std::string column() const override { return "accuracy"; }
  bool higher_is_better() const override { return true; }
  void check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const override;
  static Spec<AccuracyConfig> spec();
};

/// The share of right predictions. One class per row: the first of the largest outputs against the class, or
/// against the first of the largest target values. Yes or no per column: each value counts for itself.
template <class T>
class Accuracy final : public Metric<T> {
 public:
  explicit Accuracy(const MetricInput& input) : kind_(input.kind) {}

  void reset() override { right_ = total_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override { return {{"right", right_}, {"total", total_}}; }

 private:
  void add_rows(Matrix<const T> prediction, const Target<T>& target);
  void add_values(Matrix<const T> prediction, Matrix<const T> target);

  PredictionKind kind_;
  std::int64_t right_ = 0;
  std::int64_t total_ = 0;
};

}  // namespace runner
