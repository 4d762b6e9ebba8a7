#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "statistics/two_samples.h"

namespace runner {

/// An interval from resampling, and how it came about.
struct Bootstrap {
  ConfidenceInterval ci95{};  ///< the 2.5 and 97.5 percentiles
  std::size_t resamples = 0;  ///< so many were looked at
  bool exact = false;         ///< they are all that there are
};

/// The percentile interval of a statistic of samples, each resampled by itself: one sample, or one per data
/// set (stratified). Where there are at most 6^6 = 46656 resamples (one sample of six) each is looked at
/// once; else 10,000 are drawn by a generator whose seed is a hash of the samples, so that the same values
/// give the same interval everywhere. Percentiles are interpolated linearly, as NumPy has them. `statistic`
/// gets samples of the sizes of these. Throws Interrupted where the program was asked to stop.
using SampleLists = std::vector<std::vector<double>>;
Bootstrap bootstrap(const SampleLists& samples, const std::function<double(const SampleLists&)>& statistic);

/// That of the mean of one sample.
Bootstrap bootstrap_of_mean(std::span<const double> values);

}  // namespace runner
