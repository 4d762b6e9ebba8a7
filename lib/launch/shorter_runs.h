#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "launch/pool.h"
#include "plan/identity.h"
#include "plan/plan.h"
#include "record/leftovers.h"
#include "train/longer_training.h"

namespace runner {

/// What a run that trains longer can begin with.
struct ShorterRun {
  std::optional<LeftRun> left;  ///< the furthest that it can go on from
  std::string place;            ///< where that is: "epoch 5"
  std::string why_not;  ///< why none can be gone on from; empty where there is none, or only of the same plan
  bool damaged = false;  ///< that is why
};

/// The runs in a results folder that are those of a plan but for a shorter training. A shorter run stays what
/// it is, with its folder and its id.
class ShorterRuns {
 public:
  /// Looks once, for `runs` of the plan. A run is recognised by its id: what it would be with each length
  /// that the folder or the plan has. Reads the data that `files` has not hashed yet. Throws FileError where
  /// it can't be told what is there.
  ShorterRuns(const Plan& plan, const std::vector<std::size_t>& runs, const CheckedSetups& checked,
              const Registries& registries, DataFiles& files, const PoolOptions& options);

  /// For one of them. Only further than `iteration` is of use. Safe for several threads. Throws FileError.
  ShorterRun look_for(const PlannedRun& run, const ExperimentConfig& config, std::int64_t batches_per_pass,
                      std::int64_t iteration) const;

  /// Runs that were passed over because they can't be read, a line each.
  const std::vector<std::string>& unreadable() const { return unreadable_; }

 private:
  struct Candidate {
    std::string id;
    TrainingLength length;
    bool planned;  // nobody is surprised that it does not help
  };
  void look_into_folder(std::set<TrainingLength>& lengths);
  void add_candidates(const std::vector<const PlannedRun*>& runs, const ExperimentConfig& shorter,
                      Identity& identity);
  std::string try_out(const Candidate& candidate, const ExperimentConfig& config,
                      std::int64_t batches_per_pass, std::int64_t iteration, ShorterRun& out) const;

  const PoolOptions& options_;
  std::unordered_set<std::string> planned_, others_;          // ids, the latter of what is in the folder
  std::map<std::string, std::vector<Candidate>> candidates_;  // by the longer run's id, the longest first
  std::vector<std::string> unreadable_;
};

}  // namespace runner
