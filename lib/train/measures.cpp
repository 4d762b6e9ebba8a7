#include "train/measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "base/text.h"
#include "spec/component_error_sink.h"
#include "train/columns.h"

namespace runner {

namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Measures::Measures(const ExperimentConfig& config, const std::vector<Column>& training,
                   const std::vector<Column>& evaluation) {
  const auto norm = metric_columns(config, MetricSource::training, Part::train);
  epoch_.add({loss_column(Part::train)});
  iteration_.add({loss_column(Part::train)});
  training_ = epoch_.add(training);
  gradient_norm_ = epoch_.add(norm);
  step_gradient_norm_ = iteration_.add(norm);
  evaluation_ = epoch_.add(evaluation);
  primary_ =
      find_column(epoch_.columns, primary_column(config, part_to_judge_by(epoch_.columns)).name).value();
  add_averages(config, epoch_);
  add_averages(config, iteration_);
}

Measures::Cells Measures::Table::add(const std::vector<Column>& more) {
  const Cells cells{columns.size(), more.size()};
  columns.insert(columns.end(), more.begin(), more.end());
  return cells;
}

void Measures::add_averages(const ExperimentConfig& config, Table& table) {
  for (const auto& metric : config.metrics) {
    const auto smoothing = metric->smoothing();
    if (!smoothing) continue;
    const auto from = find_column(table.columns, smoothing->column);
    if (!from) continue;  // not a column of this table
    table.averages.push_back({*from, table.columns.size(), {smoothing->beta, smoothing->start}});
    table.columns.push_back(average_column(table.columns[*from], metric->column()));
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
  if (wants_gradient_norm()) iteration_.row[step_gradient_norm_.first] = gradient_norm;
  return finish(iteration_);
}

std::span<const double> Measures::start_row(double loss) {
  new_row(iteration_)[0] = loss;
  return iteration_.row;
}

namespace {

/// A measured column or a moving average of one.
std::optional<Column> column_named(const ExperimentConfig& config, const std::string& name) {
  const std::vector<Column> measured = measured_columns(config);
  if (const auto found = find_column(measured, name)) return measured[*found];
  for (const auto& metric : config.metrics) {
    const auto smoothing = metric->smoothing();
    const auto from =
        smoothing && metric->column() == name ? find_column(measured, smoothing->column) : std::nullopt;
    if (from) return average_column(measured[*from], name);
  }
  return std::nullopt;
}

/// What to say where a column is watched as if the other way were better; empty where it is not.
std::string against_direction(const ExperimentConfig& config, const std::string& name, bool wants_higher) {
  const auto column = name.empty() ? std::optional(loss_column(part_to_judge_by(measured_columns(config))))
                                   : column_named(config, name);
  if (!column || (column->better == Direction::higher) == wants_higher) return "";
  return fmt::format("{} is better when it is {}; write mode: {}, or mode: auto", column->name,
                     wants_higher ? "lower" : "higher", wants_higher ? "min" : "max");
}

void warn_of_directions(const ExperimentConfig& config, Diagnostics& diagnostics) {
  const auto& stopping = config.early_stopping;
  if (stopping && stopping->mode.value != Better::automatic) {
    const std::string what = against_direction(config, stopping->monitor ? stopping->monitor->value : "",
                                               stopping->mode.value == Better::max);
    if (!what.empty()) diagnostics.warning(stopping->mode.place, "early_stopping.mode: " + what);
  }
  if (!config.scheduler) return;
  const auto watched = (*config.scheduler)->watched_column();
  const auto higher = (*config.scheduler)->higher_is_better();
  const std::string what = watched && higher ? against_direction(config, *watched, *higher) : "";
  if (!what.empty()) ComponentErrorSink(*config.scheduler, diagnostics).warning("monitor", what);
}

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
    std::string advice = suggestion(name, known);
    for (const std::string_view part : {"train_", "val_", "test_"})
      if (name.starts_with(part) && name.size() > part.size() && !nearest(name, known))
        advice =
            fmt::format("; write metrics: [{}], which gives it", shortened(name.substr(part.size()), 40));
    return fmt::format("this experiment has no column '{}'{}", name, advice);
  };
  warn_of_directions(config, diagnostics);
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

void check_columns(const ExperimentConfig& config, const std::vector<std::string>& classes,
                   Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const Column& column : measured_columns(config, classes)) known.push_back(column.name);
  check_monitors(config, known, diagnostics);
  std::set<std::pair<std::string, std::vector<std::string>>> seen;
  for (const auto& metric : config.metrics) {
    ComponentErrorSink sink(metric, diagnostics);
    check_source(config, metric, sink);
    if (!seen.insert({metric->column(), metric->variant()}).second)
      sink.error("", "this metric is listed twice");
    const auto smoothing = metric->smoothing();
    if (!smoothing || std::find(known.begin(), known.end(), smoothing->column) != known.end()) continue;
    sink.error("metric", fmt::format("this experiment has no column '{}'{}", smoothing->column,
                                     suggestion(smoothing->column, known)));
  }
  std::sort(known.begin(), known.end());
  const auto twice = std::adjacent_find(known.begin(), known.end());
  const bool all_differ = seen.size() == config.metrics.size();
  if (twice == known.end() || !all_differ) return;
  diagnostics.error(config.metrics.front().place(),
                    fmt::format("metrics: two of them have the column '{}'", *twice));
}

}  // namespace runner
