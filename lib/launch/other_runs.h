#pragma once

#include <filesystem>
#include <string>
#include <unordered_set>
#include <vector>

#include "launch/survey.h"
#include "plan/plan.h"

namespace runner {

/// The ids of runs.
using RunIds = std::unordered_set<std::string>;

RunIds ids_of(const Plan& plan);

/// The runs in a results folder beside those that are asked for, in the order of their ids. Throws FileError.
std::vector<std::string> other_runs(const std::filesystem::path& results, const RunIds& asked);

/// "3 runs in this folder, 2 of them not asked for by the last call (1 finished, 1 damaged); …" and a line
/// feed; empty where all are asked for. Throws FileError.
std::string other_counts(const Plan& plan, const std::filesystem::path& results);

/// A plan, behind its own runs the other ones that its results folder has.
struct WithOthers {
  Plan plan;
  std::vector<std::string>
      notes;  ///< which ones are damaged and so not there, and how many are, a sentence each
};

/// So that the tables have every result. A run that is not planned shows with what tells it from the planned
/// ones, in columns of its own where it takes them; the planned ones keep their labels. Not taken are runs
/// whose data or whose components gave other numbers then: their ids say so. Throws FileError.
WithOthers with_other_runs(const Plan& plan, const std::filesystem::path& results,
                           const Registries& registries, DataFiles& files);

/// Removes the folder of a run that has ended. Nothing of it stays, or all. Returns why it stays: it is a
/// link, or has what is no file of a run; empty where it is gone. Throws std::runtime_error.
std::string remove_run(const std::filesystem::path& results, const std::string& id);

}  // namespace runner
