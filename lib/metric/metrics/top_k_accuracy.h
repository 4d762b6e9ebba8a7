#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metric/classes.h"
#include "spec/component.h"

namespace runner {

template <class T>
class TopKAccuracy;

/// Between 0 and 1.
struct TopKAccuracyConfig : ConfiguredMetricOf<TopKAccuracyConfig, TopKAccuracy> {
  std::int64_t k = 2;
  std::string column() const override { return "top_k_accuracy"; }
  std::vector<std::string> variant() const override { return {std::to_string(k)}; }
  bool higher_is_better() const override { return true; }
  bool takes_weights() const override { return true; }
  void check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const override;
  static Spec<TopKAccuracyConfig> spec();
};

/// The share of samples whose class is among the k largest outputs. Of equal outputs the later class comes
/// first, as in scikit-learn.
template <class T>
class TopKAccuracy final : public Metric<T> {
 public:
  TopKAccuracy(const TopKAccuracyConfig& config, const MetricInput& input)
      : k_(config.k), reader_(input), takes_largest_(takes_largest(input.kind)) {}

  void reset() override { hits_ = total_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override { return {{"hits", hits_}, {"total", total_}}; }

 private:
  bool is_among(const T* prediction, Index outputs, Index wanted) const;

  std::int64_t k_;
  ClassReader<T> reader_;
  bool takes_largest_;
  double hits_ = 0, total_ = 0;  // rows by their weights
};

}  // namespace runner
