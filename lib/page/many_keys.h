#pragma once

#include <cstddef>
#include <optional>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

// Pictures of a search through many configurations, of a column of the overview.

/// The best one so far by configurations and by epochs that were trained, in the order of the plan (of a
/// halving rung by rung), beside what the same configurations in a random order lead one to expect.
Figure best_so_far_figure(const ExperimentData& data, std::size_t column);

/// Of a halving, the curves of all that took part; those that reached the last rung stand out.
Figure survival_figure(const ExperimentData& data, std::size_t column);

/// How far ranks at an epoch are those at the end, or of a halving those at the next rung: whether stopping
/// early is safe here. Nothing for few configurations.
std::optional<Figure> agreement_figure(const ExperimentData& data, std::size_t column);

}  // namespace runner::page
