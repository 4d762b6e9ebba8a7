#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// Configurations by problem and by what is tried on each.
struct Tried {
  std::vector<std::string> problems, algorithms;
  std::vector<std::string> keys;  ///< of the algorithms: `data-series`
  std::vector<std::vector<std::size_t>>
      configuration;  ///< [problem][algorithm]; Factor::none where it was not tried
};

/// Of an experiment with a factor that names the problem.
Tried tried_on_problems(const ExperimentData& data);

std::vector<picture::Series> series_of_algorithms(const ExperimentData& data, const Tried& tried);

/// Of the runs of each algorithm on all problems together: how good, and how often one is better than
/// another's. Runs of different problems are never set against each other.
std::vector<Figure> figures_of_scores(const ExperimentData& data, const Tried& tried, std::size_t column);

}  // namespace runner::page
