#pragma once

#include <cstddef>
#include <span>

namespace runner {

/// What repetitions (seeds, folds) say about a number. NaN where `n` is too small to say it: all of it needs
/// one value, std and interval need two.
struct Statistics {
  std::size_t n = 0;  ///< the finite values
  double mean = 0;
  double std = 0;  ///< of a sample: divided by n - 1
  double ci95_low = 0;
  double ci95_high = 0;  ///< Student's interval that holds the true mean in 95 of 100 cases
  double min = 0;
  double max = 0;
};

/// Of the finite values. Added in their order, so that the same values give the same bits. Folds train on
/// shared rows, so that their values lie closer together than independent ones: with `held_to_trained`, the
/// rows that a fold holds out per row that is trained on, the interval is the corrected one of Nadeau &
/// Bengio 2003, Inference for the Generalization Error, with 1/n + held_to_trained in the place of 1/n.
Statistics statistics(std::span<const double> values, double held_to_trained = 0);

/// The t that |T| stays below with probability 0.95, T distributed as Student's t with `freedom` ≥ 1 degrees
/// of freedom: 12.706 for 1, 1.96 for many. Source: Abramowitz & Stegun 1964, 26.7.3 and 26.7.4.
double student_t95(std::size_t freedom);

}  // namespace runner
