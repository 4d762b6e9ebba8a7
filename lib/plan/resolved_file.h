#pragma once

#include <set>
#include <string>
#include <vector>

#include "plan/experiment.h"

namespace runner {

/// What is needed to write an experiment down so that it stands for the same runs wherever the text lies.
struct FileFacts {
  const Node& root;                     ///< the file with its sweep, in dotted form
  const Node& tree;                     ///< of a configuration that binds
  const ExperimentConfig& config;       ///< which is this
  std::vector<std::string> swept;       ///< dotted keys
  std::vector<std::string> overridden;  ///< of these, those that stand in the file by the command line alone
  std::set<std::string> file_keys;      ///< dotted keys whose values are paths, in any configuration
  bool some_sampled = false;            ///< some configurations have samples to train on, others do not
};

/// The file with every default filled in, as far as its own values make whole sections, and the sweep as it
/// is written, paths made absolute. What the command line has changed stands in the grid too, as its one
/// value, so that labels and columns stay. Expands to the same runs; resolving it again changes nothing.
Node resolved_file(const FileFacts& facts, const std::string& name, const Registries& registries);

}  // namespace runner
