#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace runner {

/// A feature's name. As long as its values number categories, and not yet features of 0 and 1, also these, in
/// the order of their numbers from 0.
struct FeatureColumn {
  std::string name;
  std::vector<std::string> categories = {};

  bool operator==(const FeatureColumn&) const = default;
};
using FeatureColumns = std::vector<FeatureColumn>;

/// "x0", "x1", …: names for features that have none.
FeatureColumns numbered_columns(std::size_t count);

}  // namespace runner
