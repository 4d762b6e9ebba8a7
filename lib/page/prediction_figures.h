#pragma once

#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// Of the best configuration's first run with predictions, on the part that is held back: a confusion matrix
/// and the calibration of its probabilities, or what was predicted against what is true, and what is left
/// over.
std::vector<Figure> figures_of_predictions(const ExperimentData& data);

}  // namespace runner::page
