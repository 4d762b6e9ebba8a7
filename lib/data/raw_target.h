#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace runner {

/// A target as it was read, before it becomes what the loss wants.
struct RawTarget {
  std::string name = "the target";             ///< for messages
  std::vector<std::string> column_names = {};  ///< one per column; empty where they have no names
  Index columns = 1;                           ///< of `numbers`
  std::vector<double> numbers;                 ///< rows × columns, where every value is a number
  bool indices = false;                        ///< whole numbers are class indices as they stand
  std::vector<std::string_view> texts;         ///< otherwise one per row, of a single column;
  std::vector<std::int32_t> codes = {};        ///< or the distinct ones, and for each row which of them it is
};

/// Sets class names, classes or targets of `data` as TargetKind says: classes are numbered in sorted order,
/// numbers by value and texts by code point, as scikit-learn's LabelEncoder does; numbers with decimals are
/// no classes. Nothing is set where the target is the input. Returns the reason where the loss can't have
/// what it wants.
std::optional<std::string> encode_target(RawTarget raw, TargetKind wanted, Dataset& data);

}  // namespace runner
