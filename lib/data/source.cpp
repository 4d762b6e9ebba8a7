#include "data/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/memory.h"
#include "config/yaml.h"
#include "data/large_vector.h"
#include "data/pipeline.h"
#include "data/read_text.h"
#include "data/sample_weights.h"
#include "spec/component_error_sink.h"

namespace runner {

namespace {

/// Numbers that a component made, not the user: it is told at the component. Missing cells are no such.
bool check_finite(const DataConfig& config, const Dataset& data, ErrorSink& sink) {
  const bool may_be_missing = config.imputer() != nullptr;
  const auto good = [&](double value) {
    return std::isfinite(value) || (may_be_missing && std::isnan(value));
  };
  if (std::ranges::all_of(data.features, good) &&
      std::ranges::all_of(data.targets, [](double value) { return std::isfinite(value); })) {
    return true;
  }
  sink.error("", "the numbers become too large: some are no longer finite");
  return false;
}

/// A number of rows at the end means rows of the source; of those that were left out there is none here.
SplitConfig in_kept_rows(SplitConfig config, const Dataset& data) {
  const bool at_the_end = config.method == SplitMethod::time ||
                          (config.method == SplitMethod::train_test_split && !config.shuffle);
  if (data.source_rows.empty() || !data.given.empty() || !at_the_end) return config;
  const auto kept_from = [&](double row) {
    const auto first =
        std::ranges::lower_bound(data.source_rows, static_cast<std::int64_t>(std::max(row, 0.0)));
    return static_cast<double>(data.source_rows.end() - first);
  };
  const auto all = static_cast<double>(data.source_row_count);
  const double test = config.test, validation = config.validation;
  if (test >= 1) config.test = kept_from(all - test);
  if (validation < 1) return config;
  const double behind = test >= 1 ? test : std::ceil(test * static_cast<double>(data.rows));
  config.validation = kept_from(all - behind - validation) - (test >= 1 ? config.test : behind);
  return config;
}

/// In place where each row is in one part: never is everything there twice.
DataParts divided(Dataset all, SplitRows rows) {
  const auto train = static_cast<Index>(rows.train.size()),
             validation = static_cast<Index>(rows.validation.size()),
             test = static_cast<Index>(rows.test.size());
  if (train == all.rows) {
    DataParts parts{{}, all.select({}), all.select({})};
    parts.train = std::move(all);
    return parts;
  }
  if (train + validation + test != all.rows || all.rows > Index{std::numeric_limits<std::uint32_t>::max()}) {
    DataParts parts{{}, all.select(rows.validation), all.select(rows.test)};
    parts.train = all.select(rows.train);
    return parts;
  }
  std::vector<std::uint32_t> to(static_cast<std::size_t>(all.rows));
  std::vector<std::int64_t> from;
  from.reserve(to.size());
  for (auto* list : {&rows.train, &rows.validation, &rows.test}) {
    consume(*list, 0, [&](std::span<const std::int64_t> part) {
      for (const std::int64_t row : part) {
        to[static_cast<std::size_t>(row)] = static_cast<std::uint32_t>(from.size());
        from.push_back(row);
      }
    });
  }
  rows = {};
  all.groups = {};
  all.given = {};
  all.move_rows(to, std::move(from));
  to = {};
  DataParts parts;
  parts.test = all.cut_off(train + validation);
  parts.validation = all.cut_off(train);
  parts.train = std::move(all);
  return parts;
}

/// What a source decides about its rows, without how they are divided.
std::string source_text(const Component<DataConfig>& data, TargetKind wanted) {
  const SplitConfig& split = data->split;
  const Node source = data.resolved.without("preprocess").without("augment").without("split");
  return fmt::format("{} {} {} {}", static_cast<int>(wanted), split.group.value_or(""),
                     split.column.value_or(""), to_flow_yaml(source));
}

std::optional<DataParts> load_and_split(const Component<DataConfig>& data, TargetKind wanted,
                                        DataFiles& files, ErrorSink& sink, Diagnostics& diagnostics,
                                        LoadedRows* loaded, std::string& read) {
  const DataConfig& config = *data.config;
  const bool again = loaded && config.split.folds() > 0;
  const std::string source = again ? source_text(data, wanted) : "";
  std::optional<Dataset> fresh;
  if (!again || loaded->source != source) {
    if (loaded) *loaded = {};
    fresh = config.load(wanted, sink, diagnostics, files);
    if (!fresh || !check_finite(config, *fresh, sink)) return std::nullopt;
    if (again) *loaded = {source, std::move(*fresh)};
  }
  Dataset& all = again ? loaded->rows : *fresh;
  read = read_text(config, all);
  const auto weights_column = config.weights_column();
  if (weights_column && all.weights.empty() && !take_sample_weights(*weights_column, all, sink))
    return std::nullopt;
  std::optional<SplitRows> rows = split_rows(in_kept_rows(config.split, all), all, sink);
  if (!rows) return std::nullopt;
  DataParts parts;
  if (again) {  // the next fold needs them all
    parts = {all.select(rows->train), all.select(rows->validation), all.select(rows->test)};
  } else {
    parts = divided(std::move(*fresh), std::move(*rows));
  }
  const std::vector<double>& weights = parts.train.weights;
  if (!weights.empty() && std::ranges::all_of(weights, [](double weight) { return weight == 0; })) {
    sink.error("sample_weight", "every sample of the training part has weight 0");
    return std::nullopt;
  }
  return parts;
}

std::optional<PreparedData> load_and_transform(const Component<DataConfig>& data, TargetKind wanted,
                                               DataFiles& files, Diagnostics& diagnostics,
                                               LoadedRows* loaded) {
  ComponentErrorSink sink(data, diagnostics);
  std::string read;
  std::optional<DataParts> parts = load_and_split(data, wanted, files, sink, diagnostics, loaded, read);
  if (!parts) return std::nullopt;
  const Dataset& train = parts->train;
  FittedData fitted;
  fitted.sample_shape = train.sample_shape;
  fitted.training_rows = train.rows;
  fitted.columns = train.columns;
  fitted.target_names = train.target_names;
  fitted.class_names = train.class_names;
  fitted.class_rows = train.target_info().class_rows;
  if (!fit_steps(data, *parts, fitted, diagnostics)) return std::nullopt;
  if (data->target_is_input()) {
    for (Dataset* part : {&parts->train, &parts->validation, &parts->test}) part->take_input_as_target();
    fitted.target_names = train.target_names;
    fitted.target_is_input = true;
  }
  if (!fit_target_steps(data, wanted, *parts, fitted, diagnostics)) return std::nullopt;
  fitted.features = train.columns;
  return PreparedData{std::move(*parts), std::move(fitted), std::move(read)};
}

/// Nothing, and an error, where there is no room for what `load` reads.
template <class Load>
auto where_it_fits(const Component<DataConfig>& data, Diagnostics& diagnostics, const Load& load)
    -> decltype(load()) {
  try {
    return load();
  } catch (const TooLargeForMemory&) {
    ComponentErrorSink sink(data, diagnostics);
    sink.error("", fmt::format("not enough memory to hold it; this process can have {} at most",
                               bytes_text(memory_limit())));
    return std::nullopt;
  }
}

}  // namespace

std::optional<DataParts> load_parts(const Component<DataConfig>& data, TargetKind wanted, DataFiles& files,
                                    Diagnostics& diagnostics) {
  if (data->target_is_input()) wanted = TargetKind::input;
  return where_it_fits(data, diagnostics, [&] {
    ComponentErrorSink sink(data, diagnostics);
    std::string read;
    return load_and_split(data, wanted, files, sink, diagnostics, nullptr, read);
  });
}

std::optional<PreparedData> prepare_data(const Component<DataConfig>& data, TargetKind wanted,
                                         DataFiles& files, Diagnostics& diagnostics, LoadedRows* loaded) {
  if (data->target_is_input()) wanted = TargetKind::input;
  return where_it_fits(data, diagnostics,
                       [&] { return load_and_transform(data, wanted, files, diagnostics, loaded); });
}

}  // namespace runner
