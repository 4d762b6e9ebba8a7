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

}  // namespace runner
