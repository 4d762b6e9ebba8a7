#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "page/experiment_data.h"
#include "page/figure.h"

namespace runner::page {

/// The last epoch that any of a configuration's runs came to.
double last_epoch(const ExperimentData& data, std::size_t configuration);

/// What a configuration came to: of a search, in which most are stopped before the end, as far as it was
/// trained.
double reached_mean(const ExperimentData& data, std::size_t configuration, std::size_t column);

/// Best first: of a search those that were trained furthest, and of these the better ones.
std::vector<std::size_t> best_first(const ExperimentData& data, std::size_t column);

/// How many configurations the best tenth has without ties: at least three.
std::size_t size_of_best_tenth(const ExperimentData& data);

/// The axis of what configurations came to.
picture::Axis reached_axis(const ExperimentData& data, std::size_t column);

/// Of very many configurations one in so many is drawn as a point, beside the best; the note says so.
std::size_t stride_of_points(const ExperimentData& data);
std::string stride_note(const ExperimentData& data);

/// A configuration's point, with what a pointer reads there while they are not too many.
void add_reached(const ExperimentData& data, std::size_t configuration, std::size_t column, double x,
                 double y, picture::Points& points);

}  // namespace runner::page
