#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "plan/plan.h"
#include "train/preflight.h"

namespace runner {

/// Reads a file with the command line's overrides, expands it, and checks every run against its data.
/// Every mistake goes to `diagnostics`; nothing is returned after an error.
/// `see` is told of each configuration.
std::optional<Plan> load_experiment(const std::string& file, const std::vector<std::string>& overrides,
                                    DataCache& cache, Diagnostics& diagnostics, const SeePreflight& see = {});

/// The file's tree with the overrides; nothing where there is a mistake in it, which `load_experiment` tells.
std::optional<Node> read_tree(const std::string& file, const std::vector<std::string>& overrides);

/// Tells, on standard error, of results that runs of this plan had before something that they use changed its
/// numbers.
void print_earlier_results(const Plan& plan, const std::filesystem::path& results);

/// Prints what was found, errors and warnings, to standard error.
void print_diagnostics(const Diagnostics& diagnostics);

}  // namespace runner
