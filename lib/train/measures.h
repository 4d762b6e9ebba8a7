#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "metric/moving_average.h"
#include "plan/experiment.h"
#include "train/observer.h"

namespace runner {

/// The columns of a run and the metrics that are computed from other columns, one row after the other.
/// A row is laid out as: train_loss, what is measured on training batches, train_grad_norm where it is asked
/// for, what is measured on the parts held back, moving averages.
class Measures {
 public:
  Measures(const ExperimentConfig& config, const std::vector<Column>& training,
           const std::vector<Column>& evaluation);

  const std::vector<Column>& epoch_columns() const { return epoch_.columns; }
  const std::vector<Column>& iteration_columns() const { return iteration_.columns; }
  /// The epoch column that ranks: `primary_column` of the validation part where there is one, else of
  /// training.
  std::size_t primary() const { return primary_; }
  bool wants_gradient_norm() const { return gradient_norm_.count > 0; }

  /// The row of an epoch, to be filled in: every cell NaN at first.
  std::span<double> new_epoch_row() { return new_row(epoch_); }
  double& training_loss_cell() { return epoch_.row.front(); }
  std::span<double> training_cells() { return cells(training_); }
  double& gradient_norm_cell() { return epoch_.row[gradient_norm_.first]; }
  std::span<double> evaluation_cells() { return cells(evaluation_); }
  /// Adds the moving averages; the row is complete.
  std::span<const double> finish_epoch_row() { return finish(epoch_); }

  /// The moving averages so far.
  std::vector<StateView> state();

  /// The row of the start: nothing is averaged yet.
  std::span<const double> start_row(double loss);
  /// The row of an optimizer step; averages take in every one of them.
  std::span<const double> iteration_row(double loss, double gradient_norm);

 private:
  struct Average {
    std::size_t from, to;  // cells
    ExponentialMovingAverage average;
  };
  /// Neighbours in a row.
  struct Cells {
    std::size_t first = 0, count = 0;
  };
  struct Table {
    Cells add(const std::vector<Column>& more);  // where they stand
    std::vector<Column> columns;
    std::vector<double> row;
    std::vector<Average> averages;
  };
  static void add_averages(const ExperimentConfig& config, Table& table);
  static std::span<double> new_row(Table& table);
  static std::span<const double> finish(Table& table);
  std::span<double> cells(Cells which) { return std::span(epoch_.row).subspan(which.first, which.count); }

  Table epoch_, iteration_;
  Cells training_, gradient_norm_, evaluation_;  // of the epoch's row
  Cells step_gradient_norm_;                     // of the iteration's
  std::size_t primary_ = 0;
};

/// Reports metrics that this experiment can't have: a column that does not exist, a metric of
/// predictions for a problem, the same metric twice. `classes` as in train/columns.h.
void check_columns(const ExperimentConfig& config, const std::vector<std::string>& classes,
                   Diagnostics& diagnostics);

}  // namespace runner
