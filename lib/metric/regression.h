#pragma once

#include "metric/metric.h"

namespace runner {

/// Reports an error unless the loss predicts numbers.
void check_predicts_numbers(std::string_view metric, PredictionKind prediction_kind, ErrorSink& sink);

/// Ties a config to a metric that compares predicted numbers with the numbers of the target.
template <template <class> class M>
struct RegressionMetricConfigOf : MetricConfigOf<M> {
  void check(const Fit& /*fit*/, PredictionKind prediction_kind, ErrorSink& sink) const override {
    check_predicts_numbers(this->column(), prediction_kind, sink);
  }
};

/// Weighted values' squares about their mean, by Welford's update: a difference of two large sums would
/// cancel.
struct Spread {
  double mean = 0, squares = 0;
  /// `all`: the weights so far, with this one.
  void add(double value, double weight, double all) {
    const double from_old_mean = value - mean;
    mean += weight * from_old_mean / all;
    squares += weight * (from_old_mean * (value - mean));
  }
};

}  // namespace runner
