#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace runner {

/// "train", "validation" or "val" and "test", in any case; nothing for other texts.
std::optional<GivenPart> given_part(std::string_view text);

/// Collects, row by row, what a table says of the division of its rows: their groups, and the parts to which
/// they are given.
class CsvMarks {
 public:
  /// Of the next row.
  void add_group(std::string_view text);
  void add_part(GivenPart part);

  /// Groups are numbered in order: by value where all are numbers, so that 1 and 1.0 are one group, else by
  /// code point. Called once, at the end.
  void take(Dataset& data);

 private:
  std::map<std::string, std::int64_t, std::less<>> texts_;  // numbered as they appear
  std::vector<std::int64_t> groups_;
  std::vector<GivenPart> parts_;
};

}  // namespace runner
