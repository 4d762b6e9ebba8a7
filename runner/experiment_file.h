#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "options.h"
#include "plan/plan.h"
#include "train/preflight.h"

namespace runner {

/// Reads a file with the command line's overrides, expands it, and checks every run against its data. One
/// without a name gets its stem, as a folder in `options.results` is called. Every mistake goes to
/// `diagnostics`; nothing is returned after an error. `see` is told of each configuration.
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

/// Tells, on standard error, of results that runs of this plan had before something that they use changed its
/// numbers.
void print_earlier_results(const Plan& plan, const std::filesystem::path& results);

/// Prints what was found, errors and warnings, to standard error.
void print_diagnostics(const Diagnostics& diagnostics);

}  // namespace runner
