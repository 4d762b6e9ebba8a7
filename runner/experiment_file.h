#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "plan/plan.h"
#include "train/preflight.h"

namespace runner {

/// Reads a file with the command line's overrides and expands it. Every mistake goes to `diagnostics`;
/// nothing is returned after an error.
std::optional<Plan> plan_of_file(const std::string& file, const std::vector<std::string>& overrides,
                                 DataFiles& files, Diagnostics& diagnostics);

/// What the file stands for without the overrides that led to `plan`, where that is something else, in the
/// same folder, and the file is a good one without them.
std::optional<Node> without_overrides(const std::string& file, const std::vector<std::string>& overrides,
                                      const Plan& plan, DataFiles& files);

/// Keeps that beside the config.yaml of a results folder, so that `runner clean` knows of the file's own
/// runs; removes it where there is none. Throws std::runtime_error.
void keep_own_file(const std::filesystem::path& results, const std::optional<Node>& own);

/// Reads a file with the command line's overrides, expands it, and checks every run against its data.
/// Every mistake goes to `diagnostics`; nothing is returned after an error.
/// `see` is told of each configuration.
std::optional<Plan> load_experiment(const std::string& file, const std::vector<std::string>& overrides,
                                    DataCache& cache, Diagnostics& diagnostics, const SeePreflight& see = {});

/// Tells, on standard error, of results that runs of this plan had before something that they use changed its
/// numbers.
void print_earlier_results(const Plan& plan, const std::filesystem::path& results);

/// Tells, on standard error, what was read of data files.
void print_read(DataCache& cache);

/// Prints what was found, errors and warnings, to standard error.
void print_diagnostics(const Diagnostics& diagnostics);

}  // namespace runner
