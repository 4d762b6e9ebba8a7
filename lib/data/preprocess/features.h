#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/stop.h"
#include "data/preprocessor.h"
#include "spec/error_sink.h"

namespace runner {

/// Reports a feature whose spread is beyond what a double holds: scaling would make it all zeros.
bool check_spread(const std::vector<double>& spread, const FeatureColumns& columns, ErrorSink& sink);

/// From how many rows is learnt: `subsample: 10000` or `all`.
enum class AllRows { all };
constexpr auto choice_names(AllRows) {
  return std::array<std::string_view, 1>{"all"};
}
using Subsample = std::variant<std::int64_t, AllRows>;
inline constexpr const char* subsample_range = "expected at least 1 row";
inline bool is_subsample(const Subsample& subsample) {
  const auto* rows = std::get_if<std::int64_t>(&subsample);
  return !rows || *rows >= 1;
}
/// So many of `rows`; nothing where all are taken.
std::optional<std::int64_t> subsampled(const Subsample& subsample, std::int64_t rows);

/// Calls `each(row)` for every row.
template <class Each>
void for_each_row(const FeatureRows& data, const Each& each) {
  for (std::size_t begin = 0; begin < data.values.size(); begin += data.width()) {
    look_at_stop();
    each(data.values.subspan(begin, data.width()));
  }
}

/// The values of one feature.
std::vector<double> column_of(const FeatureRows& data, std::size_t feature);
/// Those of some rows.
std::vector<double> column_of(const FeatureRows& data, std::size_t feature,
                              std::span<const std::int64_t> rows);

struct Moments {
  std::vector<double> mean, variance;  ///< of each feature; the variance is that of a whole population
};
/// The corrected two-pass algorithm of Chan, Golub and LeVeque 1983.
Moments moments(const FeatureRows& data);

/// sklearn's _is_constant_feature: a variance that is rounding error alone counts as zero.
bool is_constant_feature(double variance, double mean, double rows);

/// What StandardScaler divides by: the standard deviations, and 1 for constant features.
std::vector<double> standard_scale(const Moments& of, double rows);

/// sklearn's _handle_zeros_in_scale: what is divided by where the spread of a feature is so little.
double nonzero_scale(double spread);

/// Each feature minus its center, where `centers`, and divided by its scale, where `scales`.
std::unique_ptr<Transform> centered_and_scaled(const FeatureColumns& features,
                                               const std::vector<double>& center, bool centers,
                                               const std::vector<double>& scale, bool scales);

}  // namespace runner
