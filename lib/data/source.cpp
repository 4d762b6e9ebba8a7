#include "data/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "base/stop.h"
#include "spec/component_error_sink.h"

namespace runner {

namespace {

bool is_finite(const Dataset& data) {
  const auto finite = [](double value) { return std::isfinite(value); };
  return std::all_of(data.features.begin(), data.features.end(), finite) &&
         std::all_of(data.targets.begin(), data.targets.end(), finite);
}

/// Numbers that a component made, not the user: it is told at the component.
bool check_finite(std::initializer_list<const Dataset*> parts, ErrorSink& sink) {
  for (const Dataset* part : parts) {
    if (is_finite(*part)) continue;
    sink.error("", "the numbers become too large: some are no longer finite");
    return false;
  }
  return true;
}

std::optional<DataParts> load_and_split(const DataConfig& config, TargetKind wanted, DataFiles& files,
                                        ErrorSink& sink, Diagnostics& diagnostics) {
  std::optional<Dataset> all = config.load(wanted, sink, diagnostics, files);
  if (!all || !check_finite({&*all}, sink)) return std::nullopt;
  const std::optional<SplitRows> rows = split_rows(config.split, *all, sink);
  if (!rows) return std::nullopt;
  DataParts parts{{}, all->select(rows->validation), all->select(rows->test)};
  const bool whole = static_cast<Index>(rows->train.size()) == all->rows;
  parts.train = whole ? std::move(*all) : all->select(rows->train);
  return parts;
}

/// Fits on the training part alone, and does to every part what was learnt there.
void transform_parts(const PreprocessorConfig& preprocessor, DataParts& parts, ErrorSink& sink) {
  preprocessor.change_training(parts.train, sink);
  const auto transform = preprocessor.fit(parts.train, sink);
  if (!transform) return;
  for (Dataset* part : {&parts.train, &parts.validation, &parts.test}) {
    look_at_stop();
    transform->apply(part->features, static_cast<std::size_t>(size_of(part->sample_shape)));
  }
}

std::optional<DataParts> load_and_transform(const Component<DataConfig>& data, TargetKind wanted,
                                            DataFiles& files, Diagnostics& diagnostics) {
  ComponentErrorSink sink(data, diagnostics);
  std::optional<DataParts> parts = load_and_split(*data.config, wanted, files, sink, diagnostics);
  if (!parts) return std::nullopt;
  for (const Component<PreprocessorConfig>& preprocessor : data->preprocess) {
    ComponentErrorSink own(preprocessor, diagnostics);
    transform_parts(*preprocessor.config, *parts, own);
    if (own.has_errors() || !check_finite({&parts->train, &parts->validation, &parts->test}, own)) {
      return std::nullopt;
    }
  }
  return parts;
}

}  // namespace

std::optional<DataParts> prepare_data(const Component<DataConfig>& data, TargetKind wanted, DataFiles& files,
                                      Diagnostics& diagnostics) {
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
