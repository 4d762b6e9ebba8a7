#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/overview.h"

namespace runner {

/// Which configurations may be ranked against each other: a loss is a number of its own kind for each loss
/// component, and no number says anything across problems or data.
struct ComparableGroups {
  std::vector<std::size_t> of;     ///< per configuration its group, numbered in the order of the plan
  std::vector<std::string> names;  ///< per group what sets it apart: "loss=MSELoss"; one group has no name
};

/// In how far the final values of `column` can be compared. Starts of one problem, and parts, features,
/// preprocessing or numbers of samples of the same data, leave them comparable.
ComparableGroups comparable_groups(const Plan& plan, const Column& column);

/// Of configurations of any plans: two whose numbers can be compared have the same text. `resolved`: with
/// every default filled in.
std::string measured_on(const Node& resolved, const Column& column);

/// What tells a configuration from those that it can be compared with: "SGD lr=0.1", the same for every
/// problem. Empty where nothing does.
std::string compared_label(const Plan& plan, const PlannedRun& run, const Column& column);

}  // namespace runner
