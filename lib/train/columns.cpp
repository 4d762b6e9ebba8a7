#include "train/columns.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace runner {
namespace {

void append(std::vector<Column>& columns, std::vector<Column> more) {
  columns.insert(columns.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// The metric's column without part and class.
std::string name_of(const ExperimentConfig& config, std::size_t index) {
  const MetricConfig& metric = *config.metrics[index].config;
  const std::vector<std::string> variant = metric.variant();
  std::vector<bool> differs(variant.size(), false);
  for (const auto& other : config.metrics) {
    if (other->column() != metric.column()) continue;
    const std::vector<std::string> others = other->variant();
    for (std::size_t i = 0; i < variant.size(); ++i)
      if (others[i] != variant[i]) differs[i] = true;
  }
  std::string name = metric.column();
  for (std::size_t i = 0; i < variant.size(); ++i) {
    // "none" is said by the classes' names.
    const bool said = !differs[i] || variant[i].empty() || (metric.per_class() && variant[i] == "none");
    if (!said) name += "_" + variant[i];
  }
  return name;
}

/// The names of all columns of a metric, without their part.
std::vector<std::string> names_of(const ExperimentConfig& config, std::size_t index,
                                  const std::vector<std::string>& classes) {
  const std::string name = name_of(config, index);
  if (!config.metrics[index]->per_class()) return {name};
  std::set<std::string> others;
  for (std::size_t i = 0; i < config.metrics.size(); ++i) {
    if (i != index && !config.metrics[i]->per_class()) others.insert(name_of(config, i));
  }
  const bool taken = std::ranges::any_of(
      classes, [&](const std::string& text) { return others.contains(name + "_" + text); });
  std::vector<std::string> names;
  for (const std::string& text : classes) names.push_back(name + (taken ? "_class_" : "_") + text);
  return names;
}

Direction direction_of(const MetricConfig& metric) {
  return metric.higher_is_better() ? Direction::higher : Direction::lower;
}

}  // namespace

std::vector<Column> metric_columns(const ExperimentConfig& config, MetricSource source, Part part,
                                   const std::vector<std::string>& classes) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < config.metrics.size(); ++i) {
    const MetricConfig& metric = *config.metrics[i].config;
    if (metric.source() != source) continue;
    for (const std::string& name : names_of(config, i, classes))
      columns.push_back(metric_column(part, name, direction_of(metric)));
  }
  return columns;
}

std::optional<std::size_t> primary_metric(const ExperimentConfig& config) {
  for (std::size_t i = 0; i < config.metrics.size(); ++i) {
    const MetricConfig& metric = *config.metrics[i].config;
    if (metric.source() == MetricSource::predictions && !metric.per_class()) return i;
  }
  return std::nullopt;
}

Column primary_column(const ExperimentConfig& config, Part part) {
  const auto metric = primary_metric(config);
  if (!metric) return loss_column(part);
  return metric_column(part, name_of(config, *metric), direction_of(*config.metrics[*metric].config));
}

std::vector<Column> evaluation_columns(const ExperimentConfig& config, Part part,
                                       const std::vector<std::string>& classes) {
  std::vector<Column> columns = {loss_column(part)};
  append(columns, metric_columns(config, MetricSource::predictions, part, classes));
  return columns;
}

std::vector<Column> measured_columns(const ExperimentConfig& config,
                                     const std::vector<std::string>& classes) {
  std::vector<Column> columns = evaluation_columns(config, Part::train, classes);
  append(columns, metric_columns(config, MetricSource::training, Part::train));
  const bool tests = config.problem || config.data->split.test > 0;
  if (tests) append(columns, evaluation_columns(config, Part::test, classes));
  const bool validates = !config.problem && config.data->split.validation > 0;
  if (validates) append(columns, evaluation_columns(config, Part::val, classes));
  append(columns, metric_columns(config, MetricSource::problem, Part::none));
  return columns;
}

Part part_to_judge_by(const std::vector<Column>& columns) {
  return find_column(columns, Part::val, Role::loss) ? Part::val : Part::train;
}

}  // namespace runner
