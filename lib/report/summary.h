#pragma once

#include <cstddef>
#include <vector>

#include "plan/plan.h"
#include "report/overview.h"
#include "statistics/statistics.h"

namespace runner {

/// A configuration over its repetitions.
struct SummaryRow {
  std::size_t configuration = 0;  ///< in Plan::labels
  std::size_t run = 0;            ///< its first one in Plan::runs
  std::size_t group = 0;          ///< those of one alone are ranked against each other (comparable.h)
  std::size_t rank = 0;           ///< in its group from 1; means that differ by rounding alone share it; 0
                                  ///< without a mean to rank by
  std::size_t runs = 0;           ///< planned
  std::size_t n = 0;              ///< finished or stopped early: the statistics are over these
  std::size_t diverged = 0;
  std::size_t failed = 0;
  std::size_t stopped = 0;          ///< by the search at a rung, as it is meant to
  double held_to_trained = 0;       ///< of several folds: rows held out per row trained on; 0 without
  std::vector<Statistics> finals;   ///< per column of the overview
  std::vector<Statistics> at_best;  ///< at the best epoch; empty statistics but for the test part
  std::vector<Statistics> bests;    ///< empty statistics where a column has no best
  /// Per baseline of the overview the mean over all runs that know it: it is the data's, not the training's.
  std::vector<double> baselines;
};

/// The runs of a plan and its configurations.
struct RankedResults {
  Overview overview;
  std::vector<SummaryRow> summary;  ///< as `summarize` has them
};

/// All configurations, group after group, the best mean of the primary column's last values first; those
/// without one behind, in the order of the plan.
std::vector<SummaryRow> summarize(const Plan& plan, const Overview& overview);

}  // namespace runner
