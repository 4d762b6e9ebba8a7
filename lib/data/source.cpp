#include "data/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "config/yaml.h"
#include "data/pipeline.h"
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

/// What a source decides about its rows, without how they are divided.
std::string source_text(const Component<DataConfig>& data, TargetKind wanted) {
  const SplitConfig& split = data->split;
  const Node source = data.resolved.without("preprocess").without("split");
  return fmt::format("{} {} {} {}", static_cast<int>(wanted), split.group.value_or(""),
                     split.column.value_or(""), to_flow_yaml(source));
}

std::optional<DataParts> load_and_split(const Component<DataConfig>& data, TargetKind wanted,
                                        DataFiles& files, ErrorSink& sink, Diagnostics& diagnostics,
                                        LoadedRows* loaded) {
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
  Dataset* all = again ? &loaded->rows : &*fresh;
  const std::optional<SplitRows> rows = split_rows(config.split, *all, sink);
  if (!rows) return std::nullopt;
  DataParts parts{{}, all->select(rows->validation), all->select(rows->test)};
  const bool whole = !again && static_cast<Index>(rows->train.size()) == all->rows;
  parts.train = whole ? std::move(*all) : all->select(rows->train);
  return parts;
}

std::optional<PreparedData> load_and_transform(const Component<DataConfig>& data, TargetKind wanted,
                                               DataFiles& files, Diagnostics& diagnostics,
                                               LoadedRows* loaded) {
  ComponentErrorSink sink(data, diagnostics);
  std::optional<DataParts> parts = load_and_split(data, wanted, files, sink, diagnostics, loaded);
  if (!parts) return std::nullopt;
  const Dataset& train = parts->train;
  FittedData fitted;
  fitted.sample_shape = train.sample_shape;
  fitted.columns = train.columns;
  fitted.target_names = train.target_names;
  fitted.class_names = train.class_names;
  if (!fit_steps(data, *parts, fitted, diagnostics)) return std::nullopt;
  fitted.features = train.columns;
  return PreparedData{std::move(*parts), std::move(fitted)};
}

}  // namespace

std::optional<PreparedData> prepare_data(const Component<DataConfig>& data, TargetKind wanted,
                                         DataFiles& files, Diagnostics& diagnostics, LoadedRows* loaded) {
  try {
    return load_and_transform(data, wanted, files, diagnostics, loaded);
  } catch (const TooLargeForMemory&) {
    ComponentErrorSink sink(data, diagnostics);
    sink.error("", fmt::format("not enough memory to hold it; this process can have {} at most",
                               bytes_text(memory_limit())));
    return std::nullopt;
  }
}

}  // namespace runner
