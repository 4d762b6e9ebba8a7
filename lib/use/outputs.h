#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"
#include "metric/column.h"
#include "use/trained_model.h"

namespace runner {

/// Rows of what a network gives, exact in double whatever its dtype.
struct Outputs {
  Index columns = 0;
  std::vector<double> values;  ///< rows × columns; numbers as they predict them, in the target's own units
  std::vector<double> scaled = {};  ///< as the loss sees them, where that is something else; else empty
  std::vector<double> added = {};   ///< to each row's loss by layers; empty where none does
  double penalty = 0;               ///< to the loss by `training.l2`

  Index rows() const { return columns == 0 ? 0 : static_cast<Index>(values.size()) / columns; }
  std::span<const double> row(Index i) const {
    return std::span(values).subspan(static_cast<std::size_t>(i * columns),
                                     static_cast<std::size_t>(columns));
  }
};

/// What a trained network gives for samples, of which at least one, that are as the network takes them: bit
/// by bit what evaluations of the training have.
Outputs run_network(const TrainedModel& model, Weights weights, const Dataset& samples, int threads);

/// Of an autoencoder: the mean squared difference of each row's outputs from what the network was given of
/// it. `samples` as a source gives them.
std::vector<double> reconstruction_errors(const TrainedModel& model, const Outputs& outputs,
                                          const Dataset& samples);

/// The loss, or a metric of the experiment, on some rows.
struct MeasuredValue {
  Column column;  ///< "loss", "accuracy"
  double value = 0;
};

/// The same numbers that an evaluation of the training gives for such outputs and targets; `samples` as a
/// source gives them.
std::vector<MeasuredValue> measure(const TrainedModel& model, const Outputs& outputs, const Dataset& samples);

}  // namespace runner
