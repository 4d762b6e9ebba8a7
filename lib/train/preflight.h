#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nn/network.h"
#include "plan/plan.h"
#include "train/training_data.h"

namespace runner {

/// What is known of a run before it is built.
struct Preflight {
  Shape input;             ///< of a sample; empty for a problem
  NetworkSummary network;  ///< no layers for a problem
  Index parameters = 0;
  Index training_rows = 0;
  std::vector<std::string> classes;  ///< what predictions tell apart; as in train/columns.h
  std::vector<std::string> notes;    ///< what the data has decided: "loss.weight is no=0.68, yes=1.85"
};

/// Loads the data (once per cache), walks the shapes through the network and asks loss and metrics whether
/// they fit. Builds nothing. Nothing is returned after an error; warnings alone do not stop it.
std::optional<Preflight> preflight(const ExperimentConfig& config, DataCache& cache,
                                   Diagnostics& diagnostics);

/// Says, as an error or a warning at `precision`, where this machine can't train what another one may.
void check_machine(const ExperimentConfig& config, Severity severity, Diagnostics& diagnostics);

/// Whoever wants to know what was found, of each good setup in turn, and of what it was warned.
using SeePreflight =
    std::function<void(const ExperimentConfig&, const Preflight&, const Diagnostics& warnings)>;

/// Asks every setup of a plan (seeds differ in nothing that matters here). False after an error.
bool preflight_all(const Plan& plan, const Registries& registries, DataCache& cache, Diagnostics& diagnostics,
                   const SeePreflight& see = {});

}  // namespace runner
