#pragma once

#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// All pictures of an experiment, the one that answers its question first. Names are told apart.
std::vector<Figure> figures_of(const ExperimentData& data);

// Those of each shape, each in its own file figures_<shape>.cpp; empty where the data has nothing of the
// kind.

std::vector<Figure> figures_of_single_run(const ExperimentData& data);    ///< A
std::vector<Figure> figures_of_seeds(const ExperimentData& data);         ///< B
std::vector<Figure> figures_of_alternatives(const ExperimentData& data);  ///< C
std::vector<Figure> figures_of_rate(const ExperimentData& data);          ///< D
std::vector<Figure> figures_of_two_keys(const ExperimentData& data);      ///< E
std::vector<Figure> figures_of_many_keys(const ExperimentData& data);     ///< F
std::vector<Figure> figures_of_problems(const ExperimentData& data);      ///< G
std::vector<Figure> figures_of_trajectories(const ExperimentData& data);  ///< H
std::vector<Figure> figures_of_schedules(const ExperimentData& data);     ///< the rates of each schedule
std::vector<Figure> figures_of_averages(const ExperimentData& data);      ///< moving averages

}  // namespace runner::page
