#pragma once

#include "metric/metric.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Accuracy;

/// Between 0 and 1. Refused where outputs are neither classes nor decisions.
struct AccuracyConfig : MetricConfigOf<Accuracy> {
  std::string column() const override { return "accuracy"; }
  bool takes_weights() const override { return true; }
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

  void expect_weights() override { weighted_ = true; }
  void reset() override {
    right_ = total_ = 0;
    right_weight_ = total_weight_ = 0;
  }
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override;

 private:
  void count(bool right, const Target<T>& target, Index row);
  void add_rows(Matrix<const T> prediction, const Target<T>& target);
  void add_values(Matrix<const T> prediction, const Target<T>& target);

  PredictionKind kind_;
  std::int64_t right_ = 0;
  std::int64_t total_ = 0;
  bool weighted_ = false;
  double right_weight_ = 0, total_weight_ = 0;  // in their place, where rows have weights
};

}  // namespace runner
