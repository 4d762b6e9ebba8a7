#pragma once

#include <span>

namespace runner {

/// Spearman's: how far two lists of as many values rank alike, from -1 to 1; equal values share the mean of
/// their ranks. NaN for fewer than two values, and where all of a list are equal.
double rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace runner
