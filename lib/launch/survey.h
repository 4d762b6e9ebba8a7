#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "plan/plan.h"

namespace runner {

/// How a planned run stands.
enum class Standing { finished, early_stopped, diverged, failed, interrupted, damaged, running, missing };
constexpr auto choice_names(Standing) {
  return std::array<std::string_view, 8>{"finished",    "early_stopped", "diverged", "failed",
                                         "interrupted", "damaged",       "running",  "missing"};
}

constexpr bool has_result(Standing standing) {
  return standing == Standing::finished || standing == Standing::early_stopped ||
         standing == Standing::diverged;
}

/// Of the run with this id; `running` are those that are being trained. Throws FileError.
Standing standing_of(const std::filesystem::path& results, const std::string& id,
                     const std::unordered_set<std::string>& running);

/// Of each run of the plan, in its order, from the results folder alone. A run that has a result has it,
/// whoever trains it again. Throws FileError where a run can't be read.
std::vector<Standing> survey(const Plan& plan, const std::filesystem::path& results);

/// "moons: 40 runs, 37 finished, 1 diverged, 2 missing"
std::string survey_counts(const Plan& plan, const std::vector<Standing>& standings);

/// "  failed       af9cbf98ff3c1ecd  Adam seed 2: not enough memory" and a line feed.
std::string run_line(const Plan& plan, const PlannedRun& run, Standing standing,
                     const std::filesystem::path& results);

/// A line for each run without a result, at most `most` of them: damaged and failed ones first, and why.
std::string survey_list(const Plan& plan, const std::filesystem::path& results,
                        const std::vector<Standing>& standings, std::size_t most);

/// A line for each set of revisions under which runs of this plan have results and now have none: "3 runs of
/// revision 1 of csv stay in results/moons/runs/ (af9cbf98ff3c1ecd, …): …". Empty where there is nothing to
/// say.
std::string earlier_results(const Plan& plan, const std::filesystem::path& results);

}  // namespace runner
