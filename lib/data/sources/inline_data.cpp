#include "data/sources/inline_data.h"

#include <fmt/format.h>

#include "base/text.h"
#include "data/raw_target.h"
#include "spec/registration.h"

namespace runner {

namespace {

Index row_count(const InlineConfig& config) {
  if (config.target_is_input()) return config.features.shape.front();
  if (const auto* names = std::get_if<std::vector<std::string>>(&config.target))
    return static_cast<Index>(names->size());
  return std::get<NestedNumbers>(config.target).shape.front();
}

bool is_flat(const InlineConfig& config) {
  const auto* numbers = std::get_if<NestedNumbers>(&config.target);
  return !numbers || numbers->shape.size() <= 2;
}

RawTarget raw_target(const InlineConfig& config) {
  RawTarget raw;
  if (config.target_is_input()) return raw;
  if (const auto* names = std::get_if<std::vector<std::string>>(&config.target)) {
    raw.texts.assign(names->begin(), names->end());
    return raw;
  }
  const auto& numbers = std::get<NestedNumbers>(config.target);
  raw.columns = numbers.shape.size() == 2 ? numbers.shape[1] : 1;
  raw.numbers = numbers.values;
  raw.indices = true;
  return raw;
}

}  // namespace

Spec<InlineConfig> InlineConfig::spec() {
  using C = InlineConfig;
  return Spec<C>("inline", "Data written in the experiment file itself.")
      .required("features", &C::features,
                "A list of rows, each a number, a list of numbers, or deeper for samples with a shape.")
      .required("target", &C::target,
                "A number, a list of numbers, or a class name for each row; whole numbers are class indices. "
                "input: each row is its own target, after `preprocess`.")
      .field("sample_weight", &C::sample_weight, sample_weight_help)
      .since(2)
      .check("target", "expected a number or a list of numbers for each row, not deeper lists", is_flat);
}

std::optional<Dataset> InlineConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                          DataFiles& /*files*/) const {
  Dataset data;
  data.rows = features.shape.front();
  data.features = features.values;
  data.sample_shape = {features.shape.begin() + 1, features.shape.end()};
  if (data.sample_shape.empty()) data.sample_shape = {1};
  data.columns = numbered_columns(static_cast<std::size_t>(size_of(data.sample_shape)));
  if (row_count(*this) != data.rows) {
    sink.error("target", fmt::format("{} for {} of features",
                                     counted(static_cast<std::size_t>(row_count(*this)), "target"),
                                     counted(static_cast<std::size_t>(data.rows), "row")));
    return std::nullopt;
  }
  if (const auto reason = encode_target(raw_target(*this), wanted, data)) {
    sink.error("target", *reason);
    return std::nullopt;
  }
  return data;
}

template Registration<DataConfig> registration<DataConfig, InlineConfig>();

}  // namespace runner
