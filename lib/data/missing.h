#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/feature_column.h"
#include "spec/component.h"
#include "spec/error_sink.h"

namespace runner {

/// What becomes of a cell without a value.
enum class MissingStrategy { error, drop, mean, median, most_frequent, constant, category };
constexpr auto choice_names(MissingStrategy) {
  return std::array<std::string_view, 7>{"error",         "drop",     "mean",    "median",
                                         "most_frequent", "constant", "category"};
}

/// Whether cells are filled in.
constexpr bool fills(MissingStrategy strategy) {
  return strategy != MissingStrategy::error && strategy != MissingStrategy::drop;
}

using FillValue = std::variant<double, std::string>;

/// Of one column.
struct MissingColumnConfig {
  MissingStrategy strategy = MissingStrategy::most_frequent;
  std::optional<FillValue> fill_value;

  static Spec<MissingColumnConfig> spec();
};

/// Of a whole table.
struct MissingConfig {
  MissingStrategy strategy = MissingStrategy::error;
  std::optional<FillValue> fill_value;
  std::vector<std::string> markers;
  std::vector<std::pair<std::string, std::variant<MissingStrategy, MissingColumnConfig>>> columns;

  static Spec<MissingConfig> spec();
};

/// `missing:` as it is written.
using MissingOption = std::variant<MissingStrategy, MissingConfig>;
MissingConfig missing_config(const MissingOption& option);

/// What is done to the missing cells of one column.
struct MissingRule {
  MissingStrategy strategy = MissingStrategy::error;
  std::optional<FillValue> fill_value = {};

  /// The category that missing cells of texts become, if it is one of its own: `fill_value` or "missing".
  std::optional<std::string> category() const;
  /// `constant` in a column of numbers; nothing where `fill_value` is none.
  std::optional<double> number() const;
};
MissingRule missing_rule(const MissingConfig& config, std::string_view column);
/// Whether there is a column of which missing cells are filled in.
bool fills_any(const MissingConfig& config);

/// For a column of the source in which cells are missing: adds the category that they become, or reports that
/// they can't be filled in so. `has_numbers`: what is there are numbers; where nothing is there, and there
/// are no categories, the filling decides what the column holds.
bool prepare_filling(const MissingConfig& config, bool has_numbers, FeatureColumn& column, ErrorSink& sink);

}  // namespace runner
