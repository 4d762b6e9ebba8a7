#include "train/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/text.h"
#include "spec/component_error_sink.h"

namespace runner {

namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

bool asks_for_gradient_norm(const ExperimentConfig& config) {
  return std::any_of(config.metrics.begin(), config.metrics.end(),
                     [](const auto& metric) { return metric->source() == MetricSource::training; });
}

/// The columns that a metric may be computed from.
std::vector<std::string> measured_columns(const ExperimentConfig& config) {
  std::vector<std::string> parts = {"train_"};
  if (config.problem || config.data->split.test > 0) parts.push_back("test_");
  if (!config.problem && config.data->split.validation > 0) parts.push_back("val_");
  std::vector<std::string> columns;
  for (const auto& part : parts) {
    columns.push_back(part + "loss");
    for (const auto& metric : config.metrics) {
      const bool training_only = metric->source() == MetricSource::training && part == "train_";
      if (metric->source() == MetricSource::predictions || training_only)
        columns.push_back(part + metric->column());
    }
  }
  for (const auto& metric : config.metrics) {
    if (metric->source() == MetricSource::problem) columns.push_back(metric->column());
  }
  return columns;
}

std::string primary_column(const ExperimentConfig& config, const std::vector<Column>& evaluation) {
  const bool validated = std::any_of(evaluation.begin(), evaluation.end(),
                                     [](const Column& column) { return column.name == "val_loss"; });
  const auto measured = std::find_if(config.metrics.begin(), config.metrics.end(), [](const auto& metric) {
    return metric->source() == MetricSource::predictions;
  });
  return (validated ? "val_" : "train_") +
         (measured == config.metrics.end() ? "loss" : (*measured)->column());
}

}  // namespace

Measures::Measures(const ExperimentConfig& config, const std::vector<Column>& training,
                   const std::vector<Column>& evaluation)
    : training_(training.size()),
      evaluation_(evaluation.size()),
      gradient_norm_(asks_for_gradient_norm(config)) {
  const Column loss{"train_loss", false};
  const Column norm{"train_grad_norm", false};
  epoch_.columns = {loss};
  iteration_.columns = {loss};
  epoch_.columns.insert(epoch_.columns.end(), training.begin(), training.end());
  if (gradient_norm_) {
    epoch_.columns.push_back(norm);
    iteration_.columns.push_back(norm);
  }
  epoch_.columns.insert(epoch_.columns.end(), evaluation.begin(), evaluation.end());
  const std::string primary = primary_column(config, evaluation);
  while (epoch_.columns[primary_].name != primary) ++primary_;
  add_averages(config, epoch_);
  add_averages(config, iteration_);
}

void Measures::add_averages(const ExperimentConfig& config, Table& table) {
  for (const auto& metric : config.metrics) {
    const auto smoothing = metric->smoothing();
    if (!smoothing) continue;
    const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                    [&](const Column& column) { return column.name == smoothing->column; });
    if (found == table.columns.end()) continue;  // not a column of this table
    const auto from = static_cast<std::size_t>(found - table.columns.begin());
    table.averages.push_back({from, table.columns.size(), {smoothing->beta, smoothing->start}});
    table.columns.push_back({metric->column(), found->higher_is_better});
  }
  table.row.resize(table.columns.size());
}

std::span<double> Measures::new_row(Table& table) {
  std::fill(table.row.begin(), table.row.end(), not_measured);
  return table.row;
}

std::span<const double> Measures::finish(Table& table) {
  for (Average& average : table.averages) {
    const double value = table.row[average.from];
    if (!std::isnan(value)) table.row[average.to] = average.average.update(value);
  }
  return table.row;
}

std::vector<StateView> Measures::state() {
  std::vector<StateView> views;
  for (Table* table : {&epoch_, &iteration_}) {
    const std::string prefix = table == &epoch_ ? "epoch." : "iteration.";
    for (Average& average : table->averages) {
      add_state(views, prefix + table->columns[average.to].name + ".", average.average.state());
    }
  }
  return views;
}

std::span<const double> Measures::iteration_row(double loss, double gradient_norm) {
  new_row(iteration_)[0] = loss;
  if (gradient_norm_) iteration_.row[1] = gradient_norm;
  return finish(iteration_);
}

std::span<const double> Measures::start_row(double loss) {
  new_row(iteration_)[0] = loss;
  return iteration_.row;
}

namespace {

/// The columns that early stopping and schedules watch may be moving averages too.
void check_monitors(const ExperimentConfig& config, std::vector<std::string> known,
                    Diagnostics& diagnostics) {
  for (const auto& metric : config.metrics) {
    if (metric->smoothing()) known.push_back(metric->column());
  }
  const auto unknown = [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name) == known.end();
  };
  const auto complaint = [&](const std::string& name) {
    return fmt::format("this experiment has no column '{}'{}", name, suggestion(name, known));
  };
  if (config.early_stopping && config.early_stopping->monitor) {
    const Located<std::string>& monitor = *config.early_stopping->monitor;
    if (unknown(monitor.value))
      diagnostics.error(monitor.place, "early_stopping.monitor: " + complaint(monitor.value));
  }
  const std::string watched = config.scheduler ? (*config.scheduler)->watched_column().value_or("") : "";
  if (!watched.empty() && unknown(watched))
    ComponentErrorSink(*config.scheduler, diagnostics).error("monitor", complaint(watched));
}

/// A metric of predictions needs a network, one of a problem a problem whose minimum is known.
void check_source(const ExperimentConfig& config, const Component<MetricConfig>& metric, ErrorSink& sink) {
  const MetricSource source = metric->source();
  if (config.problem && source == MetricSource::predictions) {
    sink.error("", fmt::format("{} is measured on predictions, and a problem has none", metric.type));
  }
  if (source != MetricSource::problem) return;
  if (!config.problem) {
    sink.error("", fmt::format("{} is measured on a problem, and this is a network", metric.type));
  } else if (config.problem->minima().empty()) {
    sink.error("", fmt::format("{}: no minimum of {} is known", metric.type, config.problem.type));
  }
}

}  // namespace

void check_columns(const ExperimentConfig& config, Diagnostics& diagnostics) {
  const std::vector<std::string> known = measured_columns(config);
  check_monitors(config, known, diagnostics);
  std::set<std::string> seen;
  for (const auto& metric : config.metrics) {
    ComponentErrorSink sink(metric, diagnostics);
    check_source(config, metric, sink);
    if (!seen.insert(metric->column()).second) sink.error("", "this metric is listed twice");
    const auto smoothing = metric->smoothing();
    if (!smoothing || std::find(known.begin(), known.end(), smoothing->column) != known.end()) continue;
    sink.error("metric", fmt::format("this experiment has no column '{}'{}", smoothing->column,
                                     suggestion(smoothing->column, known)));
  }
}

}  // namespace runner
