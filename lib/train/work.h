#pragma once

#include <cstdint>

#include "train/preflight.h"

namespace runner {

/// How much there is to do in training; evaluation is not counted.
struct Work {
  double iterations = 0;
  double samples = 0;     ///< each time one is seen
  double operations = 0;  ///< in floating point, of the network; 0 for a problem

  Work& operator+=(const Work& other);
  Work& operator*=(double factor);
};

/// The work of a run that goes on to its end. Operations are 6 per sample and multiply-add that a
/// layer states (LayerCost): a product and a sum forward, and twice as many for the gradients by inputs and
/// parameters.
Work work_of(const ExperimentConfig& config, const Preflight& found);

}  // namespace runner
