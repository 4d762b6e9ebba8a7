#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "page/experiment_data.h"

namespace runner::page {

/// The runs with recorded steps on one test function.
struct Landscape {
  std::string name;  ///< of the function's value where several are swept; else empty
  std::shared_ptr<const ExperimentConfig> config;
  std::vector<std::size_t> runs;
};

/// By test function, in the order of the plan.
std::vector<Landscape> landscapes_of(const ExperimentData& data);

/// From where to where a parameter is drawn.
struct Reach {
  double low = 0, high = 1;
};

/// Where the minima, the starts and the ends of these runs are, with room about them; what a run that
/// diverged does far away is left out. One per parameter.
std::vector<Reach> reach_of(const ExperimentData& data, const Landscape& landscape);

/// The function at a point; NaN where it is not finite.
double value_at(const ExperimentConfig& config, const std::vector<double>& w);

/// Levels that show its valleys: by ratios where no value is below 0, else by differences.
struct Levels {
  std::vector<double> values;
  bool log = false;
};
Levels levels_of(const std::vector<double>& values);

}  // namespace runner::page
