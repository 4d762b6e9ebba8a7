#include "data/dataset.h"

#include <algorithm>

#include "base/stop.h"

namespace runner {

namespace {

template <class T>
std::vector<T> chosen_rows(const std::vector<T>& values, Index width, std::span<const std::int64_t> rows) {
  std::vector<T> chosen;
  if (values.empty()) return chosen;
  chosen.reserve(rows.size() * static_cast<std::size_t>(width));
  for (const std::int64_t row : rows) {
    look_at_stop();
    const auto first = values.begin() + row * width;
    chosen.insert(chosen.end(), first, first + width);
  }
  return chosen;
}

template <class T>
void set_bounds(const std::vector<T>& values, TargetInfo& info) {
  if (values.empty()) return;
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  info.lowest = static_cast<double>(*lowest);
  info.highest = static_cast<double>(*highest);
}

/// The two smallest that are below 0.
std::vector<Index> below_zero(const std::vector<std::int32_t>& classes) {
  std::vector<Index> found;
  for (const Index index : classes) {
    if (index >= 0 || std::ranges::find(found, index) != found.end()) continue;
    found.push_back(index);
    std::ranges::sort(found);
    if (found.size() > 2) found.pop_back();
  }
  return found;
}

}  // namespace

TargetInfo Dataset::target_info() const {
  TargetInfo info;
  info.is_class = target_columns == 0;
  info.class_count = info.is_class ? static_cast<Index>(class_names.size()) : 0;
  info.columns = target_columns;
  set_bounds(classes, info);
  set_bounds(targets, info);
  info.below_zero = below_zero(classes);
  return info;
}

Dataset Dataset::select(std::span<const std::int64_t> rows_chosen) const {
  Dataset part;
  part.sample_shape = sample_shape;
  part.columns = columns;
  part.rows = static_cast<Index>(rows_chosen.size());
  part.features = chosen_rows(features, size_of(sample_shape), rows_chosen);
  part.source_rows = source_rows.empty() ? std::vector(rows_chosen.begin(), rows_chosen.end())
                                         : chosen_rows(source_rows, 1, rows_chosen);
  part.target_names = target_names;
  part.class_names = class_names;
  part.classes = chosen_rows(classes, 1, rows_chosen);
  part.target_columns = target_columns;
  part.targets = chosen_rows(targets, target_columns, rows_chosen);
  return part;
}

}  // namespace runner
