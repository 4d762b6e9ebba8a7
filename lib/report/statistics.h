#pragma once

#include <cstddef>
#include <span>

namespace runner {

/// What repeats over seeds say about a number. NaN where `n` is too small to say it: all of it needs one
/// value, std and interval need two.
struct Statistics {
  std::size_t n = 0;  ///< the finite values
  double mean = 0;
  double std = 0;  ///< of a sample: divided by n - 1
  double ci95_low = 0;
  double ci95_high = 0;  ///< Student's interval that holds the true mean in 95 of 100 cases
  double min = 0;
  double max = 0;
};

/// Of the finite values. Added in their order, so that the same values give the same bits.
Statistics statistics(std::span<const double> values);

/// The t that |T| stays below with probability 0.95, T distributed as Student's t with `freedom` ≥ 1 degrees
/// of freedom: 12.706 for 1, 1.96 for many. Source: Abramowitz & Stegun 1964, 26.7.3 and 26.7.4.
double student_t95(std::size_t freedom);

}  // namespace runner
