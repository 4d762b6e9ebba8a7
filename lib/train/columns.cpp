#include "train/columns.h"

#include <iterator>
#include <utility>

namespace runner {
namespace {

void append(std::vector<Column>& columns, std::vector<Column> more) {
  columns.insert(columns.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<Column> metric_columns(const ExperimentConfig& config, MetricSource source, Part part) {
  std::vector<Column> columns;
  for (const auto& metric : config.metrics) {
    if (metric->source() != source) continue;
    const Direction better = metric->higher_is_better() ? Direction::higher : Direction::lower;
    columns.push_back(metric_column(part, metric->column(), better));
  }
  return columns;
}

std::vector<Column> evaluation_columns(const ExperimentConfig& config, Part part) {
  std::vector<Column> columns = {loss_column(part)};
  append(columns, metric_columns(config, MetricSource::predictions, part));
  return columns;
}

std::vector<Column> measured_columns(const ExperimentConfig& config) {
  std::vector<Column> columns = evaluation_columns(config, Part::train);
  append(columns, metric_columns(config, MetricSource::training, Part::train));
  const bool tests = config.problem || config.data->split.test > 0;
  if (tests) append(columns, evaluation_columns(config, Part::test));
  const bool validates = !config.problem && config.data->split.validation > 0;
  if (validates) append(columns, evaluation_columns(config, Part::val));
  append(columns, metric_columns(config, MetricSource::problem, Part::none));
  return columns;
}

Part part_to_judge_by(const std::vector<Column>& columns) {
  return find_column(columns, Part::val, Role::loss) ? Part::val : Part::train;
}

}  // namespace runner
