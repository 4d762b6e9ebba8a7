#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "plan/experiment.h"

namespace runner {

/// Changes when results of an older version must not be taken for those of this one.
inline constexpr int results_format = 1;

/// What decides a run's numbers, as a short text. Data files are read once, however many runs use them.
class Identity {
 public:
  /// For each seed 16 hexadecimal digits: the hash of the resolved configuration without name, description
  /// and sweep, with the content of data files in the place of their paths. The seeds stand for the
  /// configuration's own. A file that can't be read counts as empty: loading it reports why.
  std::vector<std::string> of(const ExperimentConfig& configuration, std::span<const std::int64_t> seeds);

 private:
  const std::string& content_hash(const std::string& path);
  std::map<std::string, std::string> hashes_;
};

}  // namespace runner
