#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace runner::page {

/// A swept column whose values differ between configurations and do not follow from another one's:
/// `optimizer.lr` is none where each optimizer has one rate.
struct Factor {
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  std::string name;                 ///< "optimizer.lr"
  std::size_t column = 0;           ///< in Plan::swept_columns
  std::vector<std::string> values;  ///< distinct: numbers ascending, words in the order of the plan
  std::vector<double> numbers;      ///< of the values; empty for words
  bool log = false;                 ///< numbers whose ratios are told rather than their differences
  std::vector<std::size_t> of;      ///< per configuration the index of its value; `none` where it has none

  bool is_number() const { return !numbers.empty(); }
  std::string title() const;  ///< the last part of the name: "lr"
};

/// In the order of the columns.
std::vector<Factor> factors_of(const Plan& plan);

/// All combinations of these factors' values are there, each once or as often as another.
bool is_grid(const std::vector<Factor>& factors, std::size_t configurations);

}  // namespace runner::page
