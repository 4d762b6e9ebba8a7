#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "options.h"
#include "plan/plan.h"
#include "train/preflight.h"

namespace runner {

/// Reads a file with the command line's overrides and expands it. One without a name gets its stem, as a
/// folder in `options.results` is called. Every mistake goes to `diagnostics`; nothing is returned after an
/// error.
std::optional<Plan> plan_of_file(const std::string& file, const Options& options, DataFiles& files,
                                 Diagnostics& diagnostics);

/// What the file stands for without the overrides that led to `plan`, where that is something else, in the
/// same folder, and the file is a good one without them.
std::optional<Node> without_overrides(const std::string& file, const Options& options, const Plan& plan,
                                      DataFiles& files);

/// Keeps that beside the config.yaml of a results folder, so that `runner clean` knows of the file's own
/// runs; removes it where there is none. Throws std::runtime_error.
void keep_own_file(const std::filesystem::path& results, const std::optional<Node>& own);

/// As `plan_of_file`, and every run is checked against its data. `see` is told of each configuration.
std::optional<Plan> load_experiment(const std::string& file, const Options& options, DataCache& cache,
                                    Diagnostics& diagnostics, const SeePreflight& see = {});

/// Who a results folder belongs to.
struct Owned {
  std::string file;  ///< for its manifest, relative to the folder; empty where that stays as it is
  std::string note;  ///< what is to be told; empty for nothing
};

/// Sees to it that two files don't share a results folder unless both write the same name: then that is a
/// warning. The manifest knows whose it is. A file that was moved goes on, as does one that has every run of
/// the folder. Nothing after an error in `diagnostics`.
std::optional<Owned> own_results(const std::string& file, const Plan& plan,
                                 const std::filesystem::path& results, Diagnostics& diagnostics);

/// The file's tree with the overrides; nothing where there is a mistake in it, which `load_experiment` tells.
std::optional<Node> read_tree(const std::string& file, const std::vector<std::string>& overrides);

/// Tells, on standard error, of results that runs of this plan had before something that they use changed its
/// numbers.
void print_earlier_results(const Plan& plan, const std::filesystem::path& results);

/// Tells, on standard error, what was read of data files.
void print_read(DataCache& cache);

/// Prints what was found, errors and warnings, to standard error.
void print_diagnostics(const Diagnostics& diagnostics);

}  // namespace runner
