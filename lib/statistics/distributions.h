#pragma once

#include <cstddef>

namespace runner {

// Distributions that tests are judged by: a `…_cdf` is the probability of a value up to the argument, a
// `…_above` that of a larger one (exact also where it is tiny), a `…_quantile` the value whose cdf is `p` in
// (0, 1). Relative errors are below 1e-11. Degrees of freedom are positive and need not be whole.

double normal_cdf(double z);
double normal_above(double z);
double normal_quantile(double p);  ///< infinite for 0 and 1

/// The probability that |T| is at least |t|: the two-sided p of a t test.
double student_t_beyond(double t, double freedom);
double student_t_cdf(double t, double freedom);
double student_t_quantile(double p, double freedom);

/// That a t test with `freedom` degrees of freedom finds at level `alpha`, two-sided, what shifts its
/// statistic by `shift`: the power, from the noncentral t distribution.
double t_test_power(double shift, double freedom, double alpha);

double chi_squared_above(double x, double freedom);

/// Fisher's F with the degrees of freedom of numerator and denominator.
double f_above(double f, double numerator, double denominator);
double f_quantile(double p, double numerator, double denominator);

/// The range of `groups` ≥ 2 standard normal values, that is the studentized range with infinite degrees of
/// freedom.
double studentized_range_cdf(double range, std::size_t groups);
double studentized_range_quantile(double p, std::size_t groups);

}  // namespace runner
