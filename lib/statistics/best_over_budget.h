#pragma once

#include <span>
#include <vector>

namespace runner {

/// Per budget of 1, 2, … as many trials as there are the best value that is to be expected of so many, drawn
/// from these without putting one back: the U statistic of Tang et al. 2020, Showing Your Work Doesn't Always
/// Work, which has no bias. For trials that are independent of each other alone (grids and random samples,
/// no search that learns). `higher_is_better`: the largest is the best, else the smallest.
std::vector<double> best_over_budget(std::span<const double> values, bool higher_is_better);

/// Likewise the value that a share `q` in (0, 1) of all choices of so many trials does not come beyond: with
/// 0.05 and 0.95 the band that random search lies in. The smallest of these values whose share is at least q,
/// counted from the worst.
std::vector<double> best_over_budget_quantile(std::span<const double> values, bool higher_is_better,
                                              double q);

/// The same as the first where every trial is put back: Dodge et al. 2019, Show Your Work, which is biased to
/// the worse.
std::vector<double> best_over_budget_with_replacement(std::span<const double> values, bool higher_is_better);

}  // namespace runner
