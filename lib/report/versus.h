#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "plan/plan.h"
#include "report/overview.h"
#include "statistics/two_samples.h"

namespace runner {

/// What makes runs of two configurations a pair: seed, fold (-1 without) and what else is repeated.
using Repetition = std::tuple<std::int64_t, std::int64_t, std::vector<std::string>>;

/// The last values of one column that a configuration's repetitions have. Those that are not finite, and runs
/// that failed or diverged, play no part.
struct FinalValues {
  std::map<Repetition, double> values;
  double held_to_trained = 0;  ///< of several folds: rows held out per row trained on; 0 without
};
FinalValues final_values(const Plan& plan, const Overview& overview, std::size_t column,
                         std::size_t configuration);

/// One configuration against another: by pairs of the same repetition where at least two are shared, else as
/// independent samples.
struct Versus {
  bool paired = false;
  std::vector<double> a, b;  ///< what was compared; pair by pair where it is `paired`
  TTest test;                ///< Student's of the pairs, or Welch's: a − b in the column's own unit
  double probability = 0;    ///< that a is better than b, ties half; NaN without values
  /// So many seeds would let the t test tell them apart with probability 0.8; none where no number would, or
  /// nothing can be said.
  std::optional<std::size_t> seeds_needed;

  std::size_t n() const { return paired ? a.size() : a.size() + b.size(); }  ///< pairs, or values
};
Versus versus(const FinalValues& first, const FinalValues& second, Direction better);

}  // namespace runner
