#include "data/dataset.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/memory.h"
#include "base/stop.h"
#include "data/large_vector.h"
#include "data/move_rows.h"

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

std::vector<double> sums_of_columns(const std::vector<double>& values, Index columns) {
  std::vector<double> sums(static_cast<std::size_t>(columns), 0);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i % sums.size()] += values[i];
  return sums;
}

}  // namespace

std::vector<Index> Dataset::class_rows() const {
  std::vector<Index> counts(class_names.size(), 0);
  for (const Index index : classes)
    if (index >= 0) ++counts[static_cast<std::size_t>(index)];
  // Of two classes as values the second is 1, the first 0 or -1.
  if (target_columns == 1 && counts.size() == 2)
    for (const double value : targets) ++counts[value > 0 ? 1 : 0];
  return counts;
}

TargetInfo Dataset::target_info() const {
  TargetInfo info;
  info.is_class = target_columns == 0;
  info.class_count = info.is_class ? static_cast<Index>(class_names.size()) : 0;
  info.columns = target_columns;
  set_bounds(classes, info);
  std::vector<double> sums;
  if (target_is_input) {
    sums = set_input_bounds(info);
  } else {
    set_bounds(targets, info);
  }
  info.below_zero = below_zero(classes);
  info.class_names = class_names;
  info.column_names = target_names;
  info.weighted = !weights.empty();
  info.training_rows = rows;
  info.class_rows = class_rows();
  if (!info.is_class && info.lowest >= 0 && info.highest <= 1)
    info.positive_rows = target_is_input ? std::move(sums) : sums_of_columns(targets, target_columns);
  return info;
}

std::vector<double> Dataset::set_input_bounds(TargetInfo& info) const {
  std::vector<double> sample(static_cast<std::size_t>(size_of(sample_shape))), sums(sample.size(), 0);
  for (Index row = 0; row < rows; ++row) {
    read_sample(row, sample);
    TargetInfo of_row;
    set_bounds(sample, of_row);
    info.lowest = row == 0 ? of_row.lowest : std::min(info.lowest, of_row.lowest);
    info.highest = row == 0 ? of_row.highest : std::max(info.highest, of_row.highest);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += sample[i];
  }
  return sums;
}

void Dataset::read_sample(Index row, std::span<double> out) const {
  const std::size_t first = static_cast<std::size_t>(row) * out.size();
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = has_pixels() ? pixels[first + i] / pixel_scale : features[first + i];
  if (channel_mean.empty()) return;
  const std::size_t per_channel = out.size() / channel_mean.size();
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = (out[i] - channel_mean[i / per_channel]) / channel_std[i / per_channel];
}

void Dataset::take_input_as_target() {
  target_is_input = true;
  target_columns = size_of(sample_shape);
  target_names.clear();
  for (const FeatureColumn& column : columns) target_names.push_back(column.name);
}

Dataset Dataset::without_rows() const {
  Dataset part;
  part.sample_shape = sample_shape;
  part.pixel_scale = pixel_scale;
  part.channel_mean = channel_mean;
  part.channel_std = channel_std;
  part.columns = columns;
  part.target_names = target_names;
  part.class_names = class_names;
  part.target_columns = target_columns;
  part.target_is_input = target_is_input;
  return part;
}

void Dataset::settle() {
  if (has_pixels()) {
    require_memory(product_of_sizes({static_cast<std::int64_t>(pixels.size()), sizeof(double)}));
    features.reserve(pixels.size());
    consume(pixels, 0, [&](std::span<const std::uint8_t> part) {
      for (const std::uint8_t pixel : part) features.push_back(pixel / pixel_scale);
    });
    pixels = {};
  }
  settle_normalization();
}

void Dataset::settle_normalization() {
  if (channel_mean.empty()) return;
  if (has_pixels()) return settle();
  const auto per_channel = static_cast<std::size_t>(width()) / channel_mean.size();
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (i % per_channel == 0) look_at_stop();
    const std::size_t channel = i / per_channel % channel_mean.size();
    features[i] = (features[i] - channel_mean[channel]) / channel_std[channel];
  }
  channel_mean.clear();
  channel_std.clear();
}

void Dataset::move_rows(std::span<std::uint32_t> to, std::vector<std::int64_t> from) {
  const auto target_width = static_cast<std::size_t>(target_columns);
  const std::array arrays = {rows_of(features, static_cast<std::size_t>(size_of(sample_shape))),
                             rows_of(pixels, static_cast<std::size_t>(size_of(sample_shape))),
                             rows_of(classes, 1),
                             rows_of(targets, target_width),
                             rows_of(weights, 1),
                             rows_of(unscaled_targets, target_width),
                             rows_of(source_rows, 1)};
  runner::move_rows(arrays, to);
  if (source_rows.empty()) source_rows = std::move(from);
}

Dataset Dataset::cut_off(Index first) {
  Dataset part = without_rows();
  part.rows = rows - first;
  const auto at = [&](Index width) { return static_cast<std::size_t>(first * width); };
  part.features = runner::cut_off(features, at(size_of(sample_shape)));
  part.pixels = runner::cut_off(pixels, at(size_of(sample_shape)));
  part.source_rows = runner::cut_off(source_rows, at(1));
  part.classes = runner::cut_off(classes, at(1));
  part.targets = runner::cut_off(targets, targets.empty() ? 0 : at(target_columns));
  part.weights = runner::cut_off(weights, at(1));
  part.unscaled_targets = runner::cut_off(unscaled_targets, at(target_columns));
  rows = first;
  return part;
}

Dataset Dataset::select(std::span<const std::int64_t> rows_chosen) const {
  Dataset part = without_rows();
  part.rows = static_cast<Index>(rows_chosen.size());
  part.features = chosen_rows(features, size_of(sample_shape), rows_chosen);
  part.pixels = chosen_rows(pixels, size_of(sample_shape), rows_chosen);
  part.source_rows = source_rows.empty() ? std::vector(rows_chosen.begin(), rows_chosen.end())
                                         : chosen_rows(source_rows, 1, rows_chosen);
  part.classes = chosen_rows(classes, 1, rows_chosen);
  part.targets = chosen_rows(targets, target_columns, rows_chosen);
  part.weights = chosen_rows(weights, 1, rows_chosen);
  part.unscaled_targets = chosen_rows(unscaled_targets, target_columns, rows_chosen);
  return part;
}

}  // namespace runner
