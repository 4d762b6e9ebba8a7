#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plan/experiment.h"
#include "plan/identity.h"

namespace runner {

/// One of the runs of a plan.
struct PlannedRun {
  std::string id;                  ///< hash of what decides its numbers; the name of its folder
  std::string label;               ///< readable, without what is repeated: "Adam lr=0.01 batch_size=16"
  std::vector<std::string> cells;  ///< one per swept column; empty where the run has no such parameter
  std::int64_t seed = 0;
  std::size_t configuration = 0;  ///< runs that differ in nothing but what is repeated share it: seed, fold,
                                  ///< keys of sweep.repeats; in order of appearance
  std::vector<EarlierId> earlier = {};    ///< results under these ids are of the same run, with other numbers
  std::size_t setup = 0;                  ///< runs that differ in nothing but the seed share it
  std::optional<std::int64_t> fold = {};  ///< that is held out
  std::shared_ptr<const EarlyStoppingConfig> early_stopping = nullptr;  ///< of its configuration
  std::vector<std::string> repeats = {};                                ///< one per repeated column
};

/// What runs that differ in nothing but the seed have in common.
struct PlannedSetup {
  Node tree;                                      ///< the file's, with the swept values in place and no sweep
  std::shared_ptr<const ExperimentConfig> bound;  ///< of `tree`; null for those beyond the first 500
};

/// Everything a file stands for, in the order in which it is run.
struct Plan {
  std::string name;
  bool is_named = false;  ///< the file writes its name
  std::string description;
  std::vector<std::string> swept_keys;        ///< and those that the command line has changed
  std::vector<std::string> swept_columns;     ///< "optimizer", "optimizer.lr", "training.batch_size"
  std::vector<std::string> repeated_columns;  ///< keys of sweep.repeats: "data.split.random_state"
  std::vector<std::string> labels;            ///< one per configuration
  std::vector<PlannedSetup> setups;
  std::vector<PlannedRun> runs;  ///< those of a configuration one after the other, by seed, then as repeated
  std::vector<Rung> rungs;       ///< of a search; empty where every run is trained to its end
  bool divides_rows = false;     ///< a repeated key is one of the split: repetitions share rows
  std::size_t duplicates = 0;    ///< runs that were there already and are left out
  Node resolved;                 ///< the file with every default filled in

  bool has_folds() const;
};

/// Which repetition of its configuration a run is: "seed 2", "seed 0 fold 3 random_state=1".
std::string repetition_text(const Plan& plan, const PlannedRun& run);

/// The typed values of a setup: those that the plan has kept, or bound again. The seed is that of the file.
std::shared_ptr<const ExperimentConfig> bound(const PlannedSetup& setup, const Registries& registries);

/// Those of a run, with its seed.
ExperimentConfig configuration_of(const Plan& plan, const PlannedRun& run, const Registries& registries);

/// Expands the sweep and binds every configuration. Every mistake goes to `diagnostics`, in the file as in
/// the swept values; nothing is returned after an error. `stem` names an experiment that has no name. `files`
/// keeps what is read of the data, to be loaded afterwards.
std::optional<Plan> make_plan(const Node& file, const std::string& stem, const Registries& registries,
                              DataFiles& files, Diagnostics& diagnostics);

/// The same where no data is to be loaded.
std::optional<Plan> make_plan(const Node& file, const std::string& stem, const Registries& registries,
                              Diagnostics& diagnostics);

}  // namespace runner
