#pragma once

#include <cstddef>
#include <vector>

#include "page/experiment_data.h"

namespace runner::page {

/// The last epoch that any of a configuration's runs came to.
double last_epoch(const ExperimentData& data, std::size_t configuration);

/// What a configuration came to: of a search, in which most are stopped before the end, as far as it was
/// trained.
double reached_mean(const ExperimentData& data, std::size_t configuration, std::size_t column);

/// Best first: of a search those that were trained furthest, and of these the better ones.
std::vector<std::size_t> best_first(const ExperimentData& data, std::size_t column);

}  // namespace runner::page
