#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// Every two of some configurations compared in a column's last values: the difference, its p adjusted for
/// all of them, the effect size and the probability that a run is better. Nothing where none has values.
std::optional<Figure> comparisons_figure(const ExperimentData& data, const std::vector<std::size_t>& shown,
                                         std::size_t column);

}  // namespace runner::page
