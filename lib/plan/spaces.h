#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/node.h"

namespace runner {

/// The points of a space. Ends are taken as they are written (texts that `parse_number` reads): the first and
/// the last point are exactly those numbers, the points between are worked out with more digits than a double
/// has and rounded once, so that a decade is exactly 1e-3 and a tenth exactly 0.3.

/// `count` points from `first` to `last` with equal ratios; both ends above 0, count at least 1.
std::vector<double> logspace(std::string_view first, std::string_view last, std::int64_t count);

/// `count` points from `first` to `last` with equal steps; count at least 1.
std::vector<double> linspace(std::string_view first, std::string_view last, std::int64_t count);

/// `first`, `first` + `step`, … up to, but without, `stop`, as numpy.arange; empty where `step` leads away
/// from it. At most `most` + 1 points: whoever gets more than `most` has too many.
std::vector<double> arange(std::string_view first, std::string_view stop, std::string_view step,
                           std::size_t most);

/// The numbers as values of a file, all at one place.
std::vector<Node> number_nodes(const std::vector<double>& values, const Place& place);

}  // namespace runner
