#pragma once

#include <vector>

#include "metric/column.h"
#include "plan/experiment.h"

namespace runner {

// What an experiment measures, as columns: whoever measures and whoever checks names beforehand asks here.

/// A column for each of the file's metrics that comes from `source`, in the file's order.
std::vector<Column> metric_columns(const ExperimentConfig& config, MetricSource source, Part part);

/// What an evaluation of a part held back gives: its loss, then what is measured on predictions.
std::vector<Column> evaluation_columns(const ExperimentConfig& config, Part part);

/// All columns but the moving averages, in no particular order.
std::vector<Column> measured_columns(const ExperimentConfig& config);

/// The part whose columns rank, stop early and steer schedules where the file names none: the validation part
/// where it is among the columns, else training.
Part part_to_judge_by(const std::vector<Column>& columns);

}  // namespace runner
