#pragma once

#include <array>
#include <filesystem>
#include <string_view>

#include "base/saved_state.h"
#include "model/fitted_data.h"
#include "nn/network.h"
#include "plan/experiment.h"
#include "record/run_folder.h"
#include "spec/registry.h"

namespace runner {

/// Which of the weights that a run has kept.
enum class Weights {
  last,  ///< what its last evaluation looked at: the averaged ones where there is averaging
  best   ///< those that early stopping kept
};
constexpr auto choice_names(Weights) {
  return std::array<std::string_view, 2>{"last", "best"};
}

/// All that the folder of a run holds to use its network again. The data that it was trained on is not
/// needed.
struct TrainedModel {
  std::filesystem::path folder;
  RunResult result;
  ExperimentConfig config;
  FittedData data;
  SavedState state;

  Shape input_shape() const;  ///< of a sample as the network takes it
  /// Rows that an evaluation of the training passed through the network at once.
  Index evaluation_rows() const;
};

/// Reads the folder of a run that has a result. Throws Refused, with the folder, where it has none
/// that could be used or is damaged; FileError where it can't be read.
TrainedModel load_model(const std::filesystem::path& run, const Registries& registries);

/// Puts the weights, and what the layers remember beside them, into a network that was built for the model.
/// Throws Refused.
template <class T>
void put_weights(const TrainedModel& model, Weights weights, Network<T>& network);

}  // namespace runner
