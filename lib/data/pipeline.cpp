#include "data/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/preprocess/normalize.h"
#include "data/preprocess/one_hot_encoder.h"
#include "data/preprocess/picture_step.h"
#include "data/preprocess/simple_imputer.h"
#include "data/some_columns.h"
#include "spec/component_error_sink.h"

// Which steps there are follows from the configuration alone, so that they are the same ones when a model is
// used: first what fills in missing cells, then what the file names; before the first of them that wants
// numbers, categories become features of 0 and 1. What a source of pictures does as it reads is none of them.

namespace runner {

namespace {

struct Step {
  std::string_view type;
  std::shared_ptr<const PreprocessorConfig> config;
  const Component<PreprocessorConfig>* written = nullptr;  ///< null: it is implied
};

std::vector<Step> steps_of(const DataConfig& data) {
  static const auto one_hot = std::make_shared<const OneHotEncoderConfig>();
  std::vector<Step> steps;
  bool encoded = false;
  const auto encode = [&] {
    if (!std::exchange(encoded, true)) steps.push_back({OneHotEncoderConfig::type, one_hot});
  };
  if (auto imputer = data.imputer()) steps.push_back({SimpleImputerConfig::type, std::move(imputer)});
  for (std::size_t i = picture_steps(data).size(); i < data.preprocess.size(); ++i) {
    const Component<PreprocessorConfig>& component = data.preprocess[i];
    if (!component->takes_categories()) encode();
    steps.push_back({component.type, component.config, &component});
  }
  encode();
  return steps;
}

/// Positions of the columns that a step changes.
using Chosen = ChosenColumns;

bool is_named(const FeatureColumn& column, const std::string& name) {
  return column.name == name || column.name.starts_with(name + "=");
}

/// All of them where the step names none. Reports names that no column has.
Chosen choose(const PreprocessorConfig& config, const FeatureColumns& columns, ErrorSink& sink) {
  std::set<std::size_t> chosen;
  std::vector<std::string> names;  // of categories the one of their column
  for (const FeatureColumn& column : columns) {
    std::string name = column.name.substr(0, column.name.find('='));
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  for (std::size_t j = 0; config.columns && j < config.columns->size(); ++j) {
    const std::string& name = (*config.columns)[j];
    const std::size_t before = chosen.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (is_named(columns[i], name)) chosen.insert(i);
    }
    if (chosen.size() == before)
      sink.error(fmt::format("columns.{}", j),
                 fmt::format("there is no feature '{}'{}", name, suggestion(name, names)));
  }
  if (config.columns) return {chosen.begin(), chosen.end()};
  Chosen all(columns.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  return all;
}

FeatureColumns at(const FeatureColumns& columns, const Chosen& chosen) {
  FeatureColumns some;
  for (const std::size_t i : chosen) some.push_back(columns[i]);
  return some;
}

std::unique_ptr<Transform> make(const PreprocessorConfig& config, const FittedArrays& arrays,
                                const FeatureColumns& columns, Chosen chosen) {
  auto transform = config.transform(arrays, at(columns, chosen));
  if (!transform || chosen.size() == columns.size()) return transform;
  return transform_of_some(columns, std::move(chosen), std::move(transform));
}

/// The chosen columns of rows of numbers.
std::vector<double> values_of(std::span<const double> values, std::size_t width, const Chosen& chosen) {
  std::vector<double> some;
  const std::size_t rows = values.size() / width;
  const auto values_in_all = static_cast<std::int64_t>(rows * chosen.size());
  require_memory(product_of_sizes({values_in_all, sizeof(double)}));
  some.reserve(rows * chosen.size());
  for (std::size_t begin = 0; begin < values.size(); begin += width) {
    look_at_stop();
    for (const std::size_t i : chosen) some.push_back(values[begin + i]);
  }
  return some;
}

std::optional<FittedArrays> fit(const PreprocessorConfig& config, const FeatureColumns& columns,
                                std::span<const double> values, const Chosen& chosen, ErrorSink& sink) {
  if (chosen.size() == columns.size()) return config.fit({columns, values}, sink);
  return config.fit({at(columns, chosen), values_of(values, columns.size(), chosen)}, sink);
}

/// Some rows after the others, so that it can be stopped.
void apply_in_pieces(const Transform& transform, std::span<const double> in, std::size_t width,
                     std::span<double> out, std::size_t out_width) {
  constexpr std::size_t rows_at_once = 1024;
  const std::size_t rows = in.size() / width;
  for (std::size_t first = 0; first < rows; first += rows_at_once) {
    look_at_stop();
    const std::size_t count = std::min(rows_at_once, rows - first);
    transform.apply(in.subspan(first * width, count * width),
                    out.subspan(first * out_width, count * out_width));
  }
}

void apply_to(const Transform& transform, Dataset& samples) {
  const FeatureColumns columns = transform.columns();
  const std::size_t before = samples.columns.size();
  if (columns.size() == before) {
    apply_in_pieces(transform, samples.features, before, samples.features, before);
  } else {
    const auto width = static_cast<Index>(columns.size());
    require_memory(product_of_sizes({samples.rows, width, static_cast<std::int64_t>(sizeof(double))}));
    std::vector<double> made(static_cast<std::size_t>(samples.rows * width));
    apply_in_pieces(transform, samples.features, before, made, columns.size());
    samples.features = std::move(made);
    samples.sample_shape = {width};
  }
  samples.columns = columns;
}

bool is_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

/// "'a' is -3 in row 2": a number of rows of these columns; `place` counts them all. The first row is 1.
std::string where(const Dataset& samples, const FeatureColumns& columns, double value, std::size_t place) {
  const std::size_t row = place / columns.size();
  const auto in_source =
      samples.source_rows.empty() ? static_cast<std::int64_t>(row) : samples.source_rows[row];
  return fmt::format("'{}' is {} in row {}", columns[place % columns.size()].name, number_text(value),
                     in_source + 1);
}

/// What there is to say of the first number of the chosen columns that a step can't take.
std::optional<std::string> not_accepted(std::string_view type, const PreprocessorConfig& config,
                                        const Dataset& samples, const FeatureColumns& columns,
                                        std::span<const double> values, const Chosen& chosen) {
  if (config.accepted().empty()) return std::nullopt;
  for (std::size_t begin = 0; begin < values.size(); begin += columns.size()) {
    look_at_stop();
    for (const std::size_t i : chosen) {
      if (config.accepts(values[begin + i])) continue;
      return fmt::format("{} takes {}, but {}", type, config.accepted(),
                         where(samples, columns, values[begin + i], begin + i));
    }
  }
  return std::nullopt;
}

/// Of a component that was checked already: what it says has been told.
class Silent final : public ErrorSink {
 public:
  void error(std::string_view /*parameter*/, std::string message) override {
    throw std::runtime_error(message);
  }
  void warning(std::string_view /*parameter*/, std::string /*message*/) override {}
};

FeatureColumns columns_of(const std::vector<std::string>& names) {
  FeatureColumns columns;
  for (const std::string& name : names) columns.push_back({name});
  return columns;
}

constexpr const char* too_large = "the numbers become too large: some are no longer finite";

/// What there is to say of a step for pictures that is not done as they are read.
std::string refused_picture_step(std::string_view type, const Dataset& samples) {
  if (!samples.has_pixels())
    return fmt::format(
        "{} is for pictures of bytes, such as idx, fashion_mnist, cifar and image_folder read "
        "them, but here are numbers",
        type);
  return fmt::format("{} is done to bytes as they are read; it stands before all steps that change numbers",
                     type);
}

/// A step that changes no number before samples are used. False after an error.
bool add_normalization(const NormalizeConfig& config, const Step& step, DataParts& parts, FittedData& fitted,
                       ComponentErrorSink& sink) {
  for (Dataset* part : {&parts.train, &parts.validation, &parts.test})
    if (!config.add_to(*part, sink)) return false;
  // For other programs.
  fitted.steps.push_back(
      {std::string(step.type), {{"mean", parts.train.channel_mean, 0}, {"std", parts.train.channel_std, 0}}});
  return true;
}

/// One step of `preprocess`. False after an error.
bool fit_step(const Step& step, DataParts& parts, FittedData& fitted, ComponentErrorSink& sink) {
  const std::array all = {&parts.train, &parts.validation, &parts.test};
  if (const auto* normalize = dynamic_cast<const NormalizeConfig*>(step.config.get()))
    return add_normalization(*normalize, step, parts, fitted, sink);
  if (dynamic_cast<const PictureStepConfig*>(step.config.get()) != nullptr) {
    sink.error("", refused_picture_step(step.type, parts.train));
    return false;
  }
  if (step.written) {
    for (Dataset* part : all) part->settle();
  }
  step.config->change_training(parts.train, sink);
  Chosen chosen = choose(*step.config, parts.train.columns, sink);
  if (sink.has_errors()) return false;
  for (const Dataset* part : all) {
    const auto reason = not_accepted(step.type, *step.config, *part, part->columns, part->features, chosen);
    if (!reason) continue;
    sink.error("", *reason);
    return false;
  }
  auto arrays = fit(*step.config, parts.train.columns, parts.train.features, chosen, sink);
  if (!arrays || sink.has_errors()) return false;
  if (const auto transform = make(*step.config, *arrays, parts.train.columns, std::move(chosen))) {
    for (Dataset* part : all) apply_to(*transform, *part);
  }
  fitted.steps.push_back({std::string(step.type), std::move(*arrays)});
  // A step that fills in nothing leaves missing cells to the ones after it.
  const bool good = !step.written || std::ranges::all_of(all, [](const Dataset* part) {
    return is_finite(part->features) && is_finite(part->targets);
  });
  if (!good) sink.error("", too_large);
  return good;
}

/// One step of `target_preprocess`.
bool fit_target_step(const Component<PreprocessorConfig>& step, const FeatureColumns& columns,
                     DataParts& parts, FittedData& fitted, ComponentErrorSink& sink) {
  const std::array all = {&parts.train, &parts.validation, &parts.test};
  Chosen chosen = choose(*step.config, columns, sink);
  if (sink.has_errors()) return false;
  for (const Dataset* part : all) {
    const auto reason = not_accepted(step.type, *step.config, *part, columns, part->targets, chosen);
    if (!reason) continue;
    sink.error("", *reason);
    return false;
  }
  auto arrays = fit(*step.config, columns, parts.train.targets, chosen, sink);
  if (!arrays || sink.has_errors()) return false;
  const auto transform = make(*step.config, *arrays, columns, std::move(chosen));
  if (!transform || !transform->can_invert()) {
    sink.error("", fmt::format("{} can't be undone, and predictions have to be in the target's own units; "
                               "StandardScaler, for one, can",
                               step.type));
    return false;
  }
  for (Dataset* part : all)
    apply_in_pieces(*transform, part->targets, columns.size(), part->targets, columns.size());
  fitted.target_steps.push_back({step.type, std::move(*arrays)});
  const bool good = std::ranges::all_of(all, [](const Dataset* part) { return is_finite(part->targets); });
  if (!good) sink.error("", too_large);
  return good;
}

}  // namespace

bool fit_steps(const Component<DataConfig>& data, DataParts& parts, FittedData& fitted,
               Diagnostics& diagnostics) {
  return std::ranges::all_of(steps_of(*data.config), [&](const Step& step) {
    ComponentErrorSink sink =
        step.written ? ComponentErrorSink(*step.written, diagnostics) : ComponentErrorSink(data, diagnostics);
    return fit_step(step, parts, fitted, sink);
  });
}

bool fit_target_steps(const Component<DataConfig>& data, TargetKind wanted, DataParts& parts,
                      FittedData& fitted, Diagnostics& diagnostics) {
  const auto& steps = data->target_preprocess;
  if (steps.empty()) return true;
  if (wanted == TargetKind::input) {
    ComponentErrorSink sink(data, diagnostics);
    sink.error("target_preprocess",
               "the target is the input, as the steps of 'preprocess' leave it; write them there");
    return false;
  }
  if (wanted != TargetKind::values || !fitted.class_names.empty()) {
    ComponentErrorSink sink(data, diagnostics);
    sink.error("target_preprocess", "only a target of numbers can be scaled, and the loss wants classes");
    return false;
  }
  for (Dataset* part : {&parts.train, &parts.validation, &parts.test}) part->unscaled_targets = part->targets;
  const FeatureColumns columns = columns_of(fitted.target_names);
  return std::ranges::all_of(steps, [&](const Component<PreprocessorConfig>& step) {
    ComponentErrorSink sink(step, diagnostics);
    return fit_target_step(step, columns, parts, fitted, sink);
  });
}

FittedSteps::FittedSteps(const DataConfig& data, const FittedData& fitted)
    : may_be_missing_(fitted.columns.size()) {
  const auto steps = steps_of(data);
  if (steps.size() != fitted.steps.size()) throw std::runtime_error("its steps are others");
  FeatureColumns columns = fitted.columns;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const FittedArrays& arrays = fitted.steps[i].arrays;
    if (fitted.steps[i].type != steps[i].type) throw std::runtime_error("its steps are others");
    if (dynamic_cast<const NormalizeConfig*>(steps[i].config.get()) != nullptr) {
      steps_.push_back({std::string(steps[i].type), steps[i].config, {}, nullptr});
      continue;
    }
    Silent sink;
    Chosen chosen = choose(*steps[i].config, columns, sink);
    auto transform = make(*steps[i].config, arrays, columns, chosen);
    if (!transform) continue;
    columns = transform->columns();
    steps_.push_back({std::string(steps[i].type), steps[i].config, std::move(chosen), std::move(transform)});
    if (steps[i].type != SimpleImputerConfig::type) continue;
    for (const double column : runner::fitted(arrays, "columns"))
      may_be_missing_[static_cast<std::size_t>(column)] = true;
  }
  if (columns != fitted.features) throw std::runtime_error("its features are others");
}

bool FittedSteps::may_be_missing(std::size_t column) const {
  return may_be_missing_[column];
}

void FittedSteps::apply(Dataset& samples) const {
  for (const Step& step : steps_) {
    if (const auto* normalize = dynamic_cast<const NormalizeConfig*>(step.config.get())) {
      Silent sink;
      normalize->add_to(samples, sink);
      continue;
    }
    samples.settle();
    const auto reason =
        not_accepted(step.type, *step.config, samples, samples.columns, samples.features, step.chosen);
    if (reason) throw std::runtime_error(*reason);
    apply_to(*step.transform, samples);
    const auto bad =
        std::ranges::find_if_not(samples.features, [](double value) { return std::isfinite(value); });
    if (bad == samples.features.end()) continue;
    const auto place = static_cast<std::size_t>(bad - samples.features.begin());
    throw std::runtime_error(
        fmt::format("after {} {}", step.type, where(samples, samples.columns, *bad, place)));
  }
}

FittedTarget::FittedTarget(const DataConfig& data, const FittedData& fitted) {
  const auto& steps = data.target_preprocess;
  if (steps.size() != fitted.target_steps.size()) throw std::runtime_error("its target's steps are others");
  const FeatureColumns columns = columns_of(fitted.target_names);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (fitted.target_steps[i].type != steps[i].type)
      throw std::runtime_error("its target's steps are others");
    Silent sink;
    auto transform = make(*steps[i].config, fitted.target_steps[i].arrays, columns,
                          choose(*steps[i].config, columns, sink));
    if (!transform || !transform->can_invert())
      throw std::runtime_error("its target's steps can't be undone");
    transforms_.push_back(std::move(transform));
  }
}

void FittedTarget::apply(std::span<double> targets) const {
  for (const auto& transform : transforms_) transform->apply(targets, targets);
}

void FittedTarget::invert(std::span<double> predictions) const {
  for (std::size_t i = transforms_.size(); i-- > 0;) transforms_[i]->invert(predictions, predictions);
}

}  // namespace runner
