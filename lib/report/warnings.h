#pragma once

#include <vector>

#include "report/comparable.h"
#include "report/verdict.h"

namespace runner {

/// What may make a verdict worth less than it seems, the gravest first.
std::vector<Warning> warnings_of(const Plan& plan, const Overview& overview,
                                 const std::vector<SummaryRow>& summary,
                                 const std::vector<Judgement>& judgements, const ComparableGroups& groups);

}  // namespace runner
