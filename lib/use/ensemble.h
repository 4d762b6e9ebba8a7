#pragma once

#include <span>
#include <vector>

#include "use/decision.h"
#include "use/outputs.h"

namespace runner {

/// Models that answer together: one, or those of all folds.
class Ensemble {
 public:
  /// Throws Refused where they were trained on other columns or classes.
  Ensemble(std::vector<TrainedModel> models, Weights weights, int threads);

  const TrainedModel& first() const { return models_.front(); }
  std::size_t size() const { return models_.size(); }

  /// What one model gives for samples as they were read; of several, outputs with the mean of their
  /// probabilities or, where there are none, the mean of their outputs.
  Outputs run(const Dataset& samples) const;

 private:
  std::vector<TrainedModel> models_;
  Weights weights_;
  int threads_;
};

}  // namespace runner
