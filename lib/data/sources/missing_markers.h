#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// Which texts stand for no value: those that pandas knows, "?" and an empty cell, and some more.
class MissingMarkers {
 public:
  explicit MissingMarkers(const std::vector<std::string>& more);
  bool operator()(std::string_view text) const;
  /// All of them, but numbers that are written in another way.
  std::vector<std::string> texts() const;

 private:
  std::vector<std::string> more_;
  std::vector<double> numbers_;  ///< "-200" is also "-200.0" and "-2e2"
};

}  // namespace runner
