#include "data/raw_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/stop.h"
#include "base/text.h"

// What a target is depends on the loss that it is for, not on the file alone: the digits 0 to 9 are classes
// for CrossEntropyLoss and numbers for MSELoss. So sources hand on what they read, and only here it is
// decided.

namespace runner {

namespace {

/// The distinct values in order. They are few as a rule: piece by piece, so that a copy of all of them is
/// neither made nor sorted; a piece is as long as what was found, so that many cost no more than sorting.
template <class T>
std::vector<T> sorted_unique(const std::vector<T>& values) {
  constexpr std::size_t least = 1U << 16U;
  std::vector<T> found, merged;
  for (std::size_t begin = 0, size = 0; begin < values.size(); begin += size) {
    look_at_stop();
    size = std::min(std::max(least, found.size()), values.size() - begin);
    const auto first = values.begin() + static_cast<Index>(begin);
    std::vector<T> piece(first, first + static_cast<Index>(size));
    std::sort(piece.begin(), piece.end());
    piece.erase(std::unique(piece.begin(), piece.end()), piece.end());
    merged.clear();
    std::ranges::set_union(found, piece, std::back_inserter(merged));
    found.swap(merged);
  }
  return found;
}

/// "setosa, versicolor, …": enough names to recognise the column by.
std::string few(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + static_cast<Index>(std::min(shown, names.size())));
  return join(first, ", ") + (names.size() > shown ? ", …" : "");
}

/// `labels` are the distinct values in order.
template <class T>
void set_classes(const std::vector<T>& labels, const std::vector<T>& values, TargetKind wanted,
                 Dataset& data) {
  for (const T& value : values) {
    look_at_stop();
    const auto index = std::lower_bound(labels.begin(), labels.end(), value) - labels.begin();
    if (wanted == TargetKind::classes) {
      data.classes.push_back(static_cast<std::int32_t>(index));
    } else {
      data.targets.push_back(static_cast<double>(wanted == TargetKind::signs ? 2 * index - 1 : index));
    }
  }
  if (wanted != TargetKind::classes) data.target_columns = 1;
}

std::optional<std::string> encode_texts(RawTarget& raw, TargetKind wanted, Dataset& data) {
  if (wanted == TargetKind::values) {
    return fmt::format("{} is text ('{}'), but the loss wants numbers", raw.name, raw.texts.front());
  }
  const auto labels = sorted_unique(raw.texts);
  const std::vector<std::string> names(labels.begin(), labels.end());
  if (wanted != TargetKind::classes && names.size() != 2) {
    return fmt::format("{} has {} class{} ({}), but the loss wants two classes", raw.name, names.size(),
                       names.size() == 1 ? "" : "es", few(names));
  }
  data.class_names = names;
  if (raw.codes.empty()) {
    set_classes(labels, raw.texts, wanted, data);
    return std::nullopt;
  }
  std::vector<std::int32_t> places;  // of each distinct text in the order of classes
  for (const std::string_view text : raw.texts)
    places.push_back(static_cast<std::int32_t>(std::ranges::lower_bound(labels, text) - labels.begin()));
  for (std::int32_t& code : raw.codes) code = places[static_cast<std::size_t>(code)];
  if (wanted == TargetKind::classes) {
    data.classes = std::move(raw.codes);
    return std::nullopt;
  }
  data.target_columns = 1;
  for (const std::int32_t index : raw.codes)
    data.targets.push_back(wanted == TargetKind::signs ? 2 * index - 1 : index);
  return std::nullopt;
}

/// Class indices are taken as they stand; below 0 there may be the loss's ignore_index.
std::optional<std::string> take_indices(const RawTarget& raw, Dataset& data) {
  constexpr double most_classes = 1'000'000;
  const auto [lowest, highest] = std::minmax_element(raw.numbers.begin(), raw.numbers.end());
  if (*lowest <= -most_classes || *highest >= most_classes) {
    return fmt::format("{} has class indices from {} to {}, which is out of range", raw.name,
                       number_text(*lowest), number_text(*highest));
  }
  for (int i = 0; i <= static_cast<int>(*highest); ++i) data.class_names.push_back(std::to_string(i));
  for (const double value : raw.numbers) data.classes.push_back(static_cast<std::int32_t>(value));
  return std::nullopt;
}

std::optional<std::string> encode_numbers(RawTarget& raw, TargetKind wanted, Dataset& data) {
  const auto decimal = std::find_if(raw.numbers.begin(), raw.numbers.end(),
                                    [](double value) { return value != std::floor(value); });
  const bool whole = decimal == raw.numbers.end();
  if (wanted == TargetKind::classes && !whole) {
    return fmt::format("{} has numbers with decimals ({}), but the loss wants classes", raw.name,
                       number_text(*decimal));
  }
  if (wanted == TargetKind::classes && raw.indices) return take_indices(raw, data);
  const auto labels = whole ? sorted_unique(raw.numbers) : std::vector<double>();
  if (wanted == TargetKind::classes || labels.size() == 2) {
    for (const double label : labels) data.class_names.push_back(number_text(label));
    set_classes(labels, raw.numbers, wanted, data);
    return std::nullopt;
  }
  const auto [lowest, highest] = std::minmax_element(raw.numbers.begin(), raw.numbers.end());
  const double least = wanted == TargetKind::signs ? -1 : 0;
  if (*lowest < least || *highest > 1) {
    return fmt::format("{} has numbers from {} to {}, but the loss wants two classes or numbers from {} to 1",
                       raw.name, number_text(*lowest), number_text(*highest), number_text(least));
  }
  data.target_columns = 1;
  data.targets = std::move(raw.numbers);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> encode_target(RawTarget raw, TargetKind wanted, Dataset& data) {
  if (wanted == TargetKind::input) return std::nullopt;
  data.target_names = raw.column_names;
  for (Index i = 0; raw.column_names.empty() && i < raw.columns; ++i)
    data.target_names.push_back(raw.columns == 1 ? "y" : fmt::format("y{}", i));
  if (!raw.texts.empty()) return encode_texts(raw, wanted, data);
  if (raw.columns == 1 && wanted != TargetKind::values) return encode_numbers(raw, wanted, data);
  data.target_columns = raw.columns;
  data.targets = std::move(raw.numbers);
  return std::nullopt;
}

}  // namespace runner
