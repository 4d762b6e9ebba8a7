#pragma once

#include <cstdint>
#include <string>

#include "plan/experiment.h"

namespace runner {

/// How long a training is, as its file says it.
struct TrainingLength {
  bool in_epochs = true;  ///< else in iterations
  std::int64_t value = 0;

  friend auto operator<=>(const TrainingLength&, const TrainingLength&) = default;
};

TrainingLength length_of(const TrainingConfig& training);
TrainingConfig with_length(TrainingConfig training, const TrainingLength& length);

/// What a run has come to that was asked for a shorter training than another one, its like in all else.
struct ShorterTraining {
  TrainingLength length;    ///< that was asked for
  bool is_whole = false;    ///< it has it
  std::int64_t epochs = 0;  ///< that have begun
  std::int64_t iterations = 0;
};

/// Why what `shorter` has measured, and what it remembers, are not what `config` has at that time, which
/// trains longer: "OneCycleLR over 8 epochs has other learning rates than over 5". Empty where they are, bit
/// for bit: what depends on the length of a training is the schedule, the last epoch's evaluation and, where
/// iterations are counted, its end.
std::string why_no_prefix(const ExperimentConfig& config, const ShorterTraining& shorter,
                          std::int64_t batches_per_pass);

}  // namespace runner
