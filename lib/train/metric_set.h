#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/state.h"
#include "metric/column.h"
#include "metric/metric.h"

namespace runner {

/// The metrics of one part of the data, one after the other; each has one column, or one for each class.
template <class T>
class MetricSet {
 public:
  void put(std::unique_ptr<Metric<T>> metric, std::size_t columns) {
    metrics_.push_back(std::move(metric));
    columns_.push_back(columns);
  }

  bool empty() const { return metrics_.empty(); }
  Metric<T>& at(std::size_t i) { return *metrics_[i]; }

  void reset() {
    for (const auto& metric : metrics_) metric->reset();
  }

  /// prediction: n × outputs; target: of the same n samples.
  void add(Matrix<const T> prediction, const Target<T>& target) {
    for (const auto& metric : metrics_) metric->add(prediction, target);
  }

  /// `out`: a value for each column.
  void values(std::span<double> out) const {
    std::size_t first = 0;
    for (std::size_t i = 0; i < metrics_.size(); ++i) {
      metrics_[i]->values(out.subspan(first, columns_[i]));
      first += columns_[i];
    }
  }

  /// What an epoch that goes on needs; named by the first column of each, of all `names`.
  void add_state_to(std::vector<StateView>& views, const std::vector<Column>& names) {
    std::size_t first = 0;
    for (std::size_t i = 0; i < metrics_.size(); ++i) {
      add_state(views, names[first].name + ".", metrics_[i]->state());
      first += columns_[i];
    }
  }

 private:
  std::vector<std::unique_ptr<Metric<T>>> metrics_;
  std::vector<std::size_t> columns_;
};

}  // namespace runner
