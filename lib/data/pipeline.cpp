#include "data/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/preprocess/one_hot_encoder.h"
#include "spec/component_error_sink.h"

// Which steps there are follows from the configuration alone, so that they are the same ones when a model is
// used: first what fills in missing cells, then what the file names; before the first of them that wants
// numbers, categories become features of 0 and 1.

namespace runner {

namespace {

struct Step {
  std::string_view type;
  const PreprocessorConfig* config;
  const Component<PreprocessorConfig>* written;  ///< null: it is implied
};

std::vector<Step> steps_of(const DataConfig& data) {
  static const OneHotEncoderConfig one_hot;
  std::vector<Step> steps;
  bool encoded = false;
  const auto encode = [&] {
    if (!std::exchange(encoded, true)) steps.push_back({OneHotEncoderConfig::type, &one_hot, nullptr});
  };
  if (const auto* imputer = data.imputer()) steps.push_back({"SimpleImputer", imputer, nullptr});
  for (const Component<PreprocessorConfig>& component : data.preprocess) {
    if (!component->takes_categories()) encode();
    steps.push_back({component.type, component.config.get(), &component});
  }
  encode();
  return steps;
}

/// Positions of the columns that a step changes.
using Chosen = std::vector<std::size_t>;

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

/// Changes some of the features. New ones stand where the first of them stood, unless each has its own place.
class SomeColumns final : public Transform {
 public:
  SomeColumns(FeatureColumns columns, Chosen chosen, std::unique_ptr<Transform> transform)
      : width_(columns.size()), chosen_(std::move(chosen)), transform_(std::move(transform)) {
    const FeatureColumns made = transform_->columns();
    made_ = made.size();
    for (std::size_t i = 0, next = 0; i < width_; ++i) {
      const bool is_chosen = next < chosen_.size() && chosen_[next] == i;
      if (!is_chosen) {
        from_.push_back(i);
        columns_.push_back(columns[i]);
        continue;
      }
      const std::size_t first = made_ == chosen_.size() ? next : 0;
      const std::size_t end = made_ == chosen_.size() ? next + 1 : next == 0 ? made_ : 0;
      for (std::size_t k = first; k < end; ++k) {
        from_.push_back(width_ + k);
        columns_.push_back(made[k]);
      }
      ++next;
    }
  }

  FeatureColumns columns() const override { return columns_; }

  void apply(std::span<const double> in, std::span<double> out) const override {
    std::vector<double> row(width_ + made_), some(chosen_.size());
    for (std::size_t begin = 0, to = 0; begin < in.size(); begin += width_, to += from_.size()) {
      std::ranges::copy(in.subspan(begin, width_), row.begin());
      for (std::size_t k = 0; k < chosen_.size(); ++k) some[k] = row[chosen_[k]];
      transform_->apply(some, std::span(row).subspan(width_));
      for (std::size_t k = 0; k < from_.size(); ++k) out[to + k] = row[from_[k]];
    }
  }

 private:
  std::size_t width_, made_ = 0;
  Chosen chosen_;
  std::unique_ptr<Transform> transform_;
  std::vector<std::size_t> from_;  // of each feature: its place in a row followed by what was made of it
  FeatureColumns columns_;
};

std::unique_ptr<Transform> make(const PreprocessorConfig& config, const FittedArrays& arrays,
                                const FeatureColumns& columns, Chosen chosen) {
  auto transform = config.transform(arrays, at(columns, chosen));
  if (!transform || chosen.size() == columns.size()) return transform;
  return std::make_unique<SomeColumns>(columns, std::move(chosen), std::move(transform));
}

std::optional<FittedArrays> fit(const PreprocessorConfig& config, const Dataset& train, const Chosen& chosen,
                                ErrorSink& sink) {
  if (chosen.size() == train.columns.size()) return config.fit({train.columns, train.features}, sink);
  std::vector<double> values;
  require_memory(product_of_sizes({train.rows, static_cast<std::int64_t>(chosen.size() * sizeof(double))}));
  values.reserve(static_cast<std::size_t>(train.rows) * chosen.size());
  for (std::size_t begin = 0; begin < train.features.size(); begin += train.columns.size()) {
    look_at_stop();
    for (const std::size_t i : chosen) values.push_back(train.features[begin + i]);
  }
  return config.fit({at(train.columns, chosen), values}, sink);
}

void apply_to(const Transform& transform, Dataset& samples) {
  look_at_stop();
  const FeatureColumns columns = transform.columns();
  if (columns.size() == samples.columns.size()) {
    transform.apply(samples.features, samples.features);
  } else {
    const auto width = static_cast<Index>(columns.size());
    require_memory(product_of_sizes({samples.rows, width, static_cast<std::int64_t>(sizeof(double))}));
    std::vector<double> made(static_cast<std::size_t>(samples.rows * width));
    transform.apply(samples.features, made);
    samples.features = std::move(made);
    samples.sample_shape = {width};
  }
  samples.columns = columns;
}

bool is_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

/// Of a component that was checked already: what it says has been told.
class Silent final : public ErrorSink {
 public:
  void error(std::string_view /*parameter*/, std::string message) override {
    throw std::runtime_error(std::move(message));
  }
  void warning(std::string_view /*parameter*/, std::string /*message*/) override {}
};

}  // namespace

bool fit_steps(const Component<DataConfig>& data, DataParts& parts, FittedData& fitted,
               Diagnostics& diagnostics) {
  for (const Step& step : steps_of(*data.config)) {
    ComponentErrorSink own =
        step.written ? ComponentErrorSink(*step.written, diagnostics) : ComponentErrorSink(data, diagnostics);
    step.config->change_training(parts.train, own);
    Chosen chosen = choose(*step.config, parts.train.columns, own);
    if (own.has_errors()) return false;
    auto arrays = fit(*step.config, parts.train, chosen, own);
    if (!arrays || own.has_errors()) return false;
    if (const auto transform = make(*step.config, *arrays, parts.train.columns, std::move(chosen))) {
      for (Dataset* part : {&parts.train, &parts.validation, &parts.test}) apply_to(*transform, *part);
    }
    for (const Dataset* part : {&parts.train, &parts.validation, &parts.test}) {
      // A step that fills in nothing leaves missing cells to the ones after it.
      if (!step.written || (is_finite(part->features) && is_finite(part->targets))) continue;
      own.error("", "the numbers become too large: some are no longer finite");
      return false;
    }
    fitted.steps.push_back({std::string(step.type), std::move(*arrays)});
  }
  return true;
}

FittedSteps::FittedSteps(const DataConfig& data, const FittedData& fitted) {
  const auto steps = steps_of(data);
  if (steps.size() != fitted.steps.size()) throw std::runtime_error("its steps are others");
  FeatureColumns columns = fitted.columns;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (fitted.steps[i].type != steps[i].type) throw std::runtime_error("its steps are others");
    Silent sink;
    auto transform =
        make(*steps[i].config, fitted.steps[i].arrays, columns, choose(*steps[i].config, columns, sink));
    if (!transform) continue;
    columns = transform->columns();
    transforms_.push_back(std::move(transform));
  }
  if (columns != fitted.features) throw std::runtime_error("its features are others");
}

void FittedSteps::apply(Dataset& samples) const {
  for (const auto& transform : transforms_) apply_to(*transform, samples);
}

}  // namespace runner
