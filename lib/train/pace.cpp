#include "train/pace.h"

namespace runner {

std::int64_t steps_per_epoch(const TrainingConfig& training, std::int64_t batches_per_pass) {
  const std::int64_t together = training.accumulate_gradients;
  return training.iterations_per_epoch.value_or((batches_per_pass + together - 1) / together);
}

std::int64_t length_in(Interval interval, const TrainingConfig& training, std::int64_t batches_per_pass) {
  const std::int64_t steps = steps_per_epoch(training, batches_per_pass);
  if (interval == Interval::iteration)
    return training.epochs ? *training.epochs * steps : *training.iterations;
  return training.epochs ? *training.epochs : (*training.iterations + steps - 1) / steps;
}

}  // namespace runner
