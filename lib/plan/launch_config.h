#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/component.h"

namespace runner {

/// What `runner launch slurm` asks of Slurm for the runs of an experiment.
struct SlurmConfig {
  std::int64_t elements = 20;
  std::int64_t cpus = 1;
  std::optional<std::string> partition;
  std::optional<std::string> time;
  std::optional<std::string> mem;
  std::vector<std::string> extra;

  static Spec<SlurmConfig> spec();
};

/// How the runs of a file are brought to other machines. No part of what they are: neither their identity nor
/// any file of the results has it.
struct LaunchConfig {
  SlurmConfig slurm;

  static Spec<LaunchConfig> spec();
};

}  // namespace runner
