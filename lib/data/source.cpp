#include "data/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/memory.h"
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

std::optional<DataParts> load_and_split(const DataConfig& config, TargetKind wanted, DataFiles& files,
                                        ErrorSink& sink, Diagnostics& diagnostics) {
  std::optional<Dataset> all = config.load(wanted, sink, diagnostics, files);
  if (!all || !check_finite(config, *all, sink)) return std::nullopt;
  const std::optional<SplitRows> rows = split_rows(config.split, *all, sink);
  if (!rows) return std::nullopt;
  DataParts parts{{}, all->select(rows->validation), all->select(rows->test)};
  const bool whole = static_cast<Index>(rows->train.size()) == all->rows;
  parts.train = whole ? std::move(*all) : all->select(rows->train);
  return parts;
}

std::optional<PreparedData> load_and_transform(const Component<DataConfig>& data, TargetKind wanted,
                                               DataFiles& files, Diagnostics& diagnostics) {
  ComponentErrorSink sink(data, diagnostics);
  std::optional<DataParts> parts = load_and_split(*data.config, wanted, files, sink, diagnostics);
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
                                         DataFiles& files, Diagnostics& diagnostics) {
  try {
    return load_and_transform(data, wanted, files, diagnostics);
  } catch (const TooLargeForMemory&) {
    ComponentErrorSink sink(data, diagnostics);
    sink.error("", fmt::format("not enough memory to hold it; this process can have {} at most",
                               bytes_text(memory_limit())));
    return std::nullopt;
  }
}

}  // namespace runner
