#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "plan/plan.h"

namespace runner {

/// A configuration of a plan, all its repetitions, to be trained up to an epoch.
struct Trial {
  std::size_t configuration = 0;
  std::optional<std::int64_t> epochs = std::nullopt;  ///< nothing: to its end
};

/// Decides which configurations of a plan are trained how far. It proposes a round of trials, is told what
/// each came to, and proposes the next from that; of clocks, processors and threads it knows nothing, so the
/// same results lead to the same proposals however they were trained.
class Searcher {
 public:
  virtual ~Searcher() = default;

  /// The trials of the next round, in the order of the plan; none where the search is at its end.
  virtual std::vector<Trial> propose() = 0;

  /// What a trial of this round came to: its primary column, less being better; NaN where it has no value.
  /// Told for every trial before the next round is proposed, unless that trains all of them to their end.
  virtual void observe(const Trial& trial, double cost) = 0;
};

/// The one that the plan asks for: `search` of the file, else every configuration that the sweep lists.
std::unique_ptr<Searcher> make_searcher(const Plan& plan);

}  // namespace runner
