#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "metric/column.h"
#include "plan/experiment.h"

namespace runner {

// What an experiment measures, as columns: whoever measures and whoever checks names beforehand asks here.

// `classes` are what predictions tell apart (`class_texts`, metric/classes.h): a metric may have a column for
// each.

/// The columns of each of the file's metrics that comes from `source`, in the file's order. "f1"; where
/// several are alike but for options, with those in which they differ: "f1_macro"; of classes: "f1_setosa",
/// or "f1_class_macro" where "f1_macro" is another.
std::vector<Column> metric_columns(const ExperimentConfig& config, MetricSource source, Part part,
                                   const std::vector<std::string>& classes = {});

/// The place, among the file's metrics, of the one that ranks: the first of predictions that has a single
/// column. Nothing: the loss does.
std::optional<std::size_t> primary_metric(const ExperimentConfig& config);

/// The column that ranks, of a part.
Column primary_column(const ExperimentConfig& config, Part part);

/// What an evaluation of a part held back gives: its loss, then what is measured on predictions.
std::vector<Column> evaluation_columns(const ExperimentConfig& config, Part part,
                                       const std::vector<std::string>& classes = {});

/// All columns but the moving averages, in no particular order.
std::vector<Column> measured_columns(const ExperimentConfig& config,
                                     const std::vector<std::string>& classes = {});

/// The part whose columns rank, stop early and steer schedules where the file names none: the validation part
/// where it is among the columns, else training.
Part part_to_judge_by(const std::vector<Column>& columns);

}  // namespace runner
