#include "use/model_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/choice.h"
#include "config/json.h"
#include "use/decision.h"
#include "use/network_tape.h"
#include "use/onnx_file.h"
#include "use/python_module.h"
#include "use/refused.h"
#include "use/state_dict.h"
#include "use/steps_tape.h"
#include "use/table_cells.h"

namespace runner {

namespace {

using Value = Tape::Value;
constexpr double unknown_category = std::numeric_limits<double>::infinity();

Tape::Type type_of(DType dtype) {
  return dtype == DType::float32 ? Tape::Type::float32 : Tape::Type::float64;
}

/// Numbers of categories from their texts: NaN for those of `markers`.
Value encoded(Tape& tape, Value texts, const FeatureColumn& column, const std::vector<std::string>& markers) {
  std::vector<std::string> keys = column.categories;
  std::vector<float> values;
  for (std::size_t i = 0; i < keys.size(); ++i) values.push_back(static_cast<float>(i));
  for (const std::string& marker : markers) {
    if (std::ranges::find(keys, marker) != keys.end()) continue;
    keys.push_back(marker);
    values.push_back(std::numeric_limits<float>::quiet_NaN());
  }
  const Value number = tape.step("LabelEncoder", {texts}, Tape::Type::float32,
                                 {{"keys_strings", std::move(keys)},
                                  {"values_floats", std::move(values)},
                                  {"default_float", static_cast<float>(unknown_category)}},
                                 true);
  return tape.cast(number, Tape::Type::float64);
}

/// NaN for rows with a category that nobody knows, else 0.
Value doubt(Tape& tape, Value column) {
  const Value is_unknown = tape.equal(column, tape.number(column, unknown_category));
  return tape.where(is_unknown, tape.number(column, std::numeric_limits<double>::quiet_NaN()),
                    tape.number(column, 0));
}

struct Inputs {
  Value rows = 0;             // of all columns, in float64
  std::vector<Value> doubts;  // that are added to the outputs
};

/// One input for all columns where all are numbers, else one for each.
Inputs add_inputs(Tape& tape, const TrainedModel& model) {
  const FeatureColumns& columns = model.data.columns;
  const Tape::Type type = type_of(model.config.dtype);
  const bool has_texts =
      std::ranges::any_of(columns, [](const FeatureColumn& column) { return !column.categories.empty(); });
  if (!has_texts) {
    const Value all = tape.input("input", type, static_cast<Index>(columns.size()));
    return {tape.cast(all, Tape::Type::float64), {}};
  }
  Inputs inputs;
  std::vector<Value> parts;
  for (const FeatureColumn& column : columns) {
    if (column.categories.empty()) {
      parts.push_back(tape.cast(tape.input(column.name, type, 1), Tape::Type::float64));
      continue;
    }
    parts.push_back(encoded(tape, tape.input(column.name, Tape::Type::text, 1), column,
                            missing_texts(*model.config.data.config, column.name)));
    inputs.doubts.push_back(doubt(tape, parts.back()));
  }
  inputs.rows = tape.concat(std::move(parts));
  return inputs;
}

/// What people read: probabilities where there are some, numbers in the target's own units.
Value add_answer(Tape& tape, Value outputs, const Decision& decision, const TrainedModel& model) {
  const PredictionKind kind = prediction_kind_of(model.config);
  if (kind == PredictionKind::values) {
    if (model.data.target_steps.empty() && link_of(model.config) == Link::identity) return outputs;
    const Value exact = tape.cast(outputs, Tape::Type::float64);
    return tape.cast(add_target_inverse(tape, exact, model), type_of(model.config.dtype));
  }
  if (!decision.has_probabilities()) return outputs;
  if (kind == PredictionKind::scores) return tape.softmax(outputs, 1);
  if (kind == PredictionKind::logit) outputs = tape.map("Sigmoid", outputs);
  if (decision.answer() != Answer::two_classes) return outputs;
  return tape.concat({tape.sub(tape.number(outputs, 1), outputs), outputs});
}

/// What ONNX can't have as training has it.
void check_onnx(const TrainedModel& model) {
  const auto is_bins = [](const FittedStep& step) { return step.type == "KBinsDiscretizer"; };
  if (model.config.dtype == DType::float32 && std::ranges::any_of(model.data.steps, is_bins))
    throw Refused(
        "data.preprocess: KBinsDiscretizer in ONNX with dtype: float32 would put values on an edge into "
        "another "
        "bin, since its inputs are rounded; train with dtype: float64, or --format pytorch");
}

std::string onnx_of(const TrainedModel& model, Weights weights, std::string_view program_version) {
  check_onnx(model);
  const StateDict tensors = state_dict(model, weights);
  Tape tape;
  const Inputs inputs = add_inputs(tape, model);
  const Tape::Type type = type_of(model.config.dtype);
  const Value features = tape.cast(add_steps(tape, inputs.rows, model), type);
  Value out = add_network(tape, features, model, tensors);
  Diagnostics unheard;  // it was trained
  const Index outputs = size_of(summarize(model.config.network, model.input_shape(), unheard)->output);
  const Decision decision(*model.config.loss.config, model.data, outputs);
  out = add_answer(tape, out, decision, model);
  for (const Value doubtful : inputs.doubts) out = tape.add(out, tape.cast(doubtful, type));
  tape.set_output(out);
  std::string output = decision.has_probabilities()           ? "probabilities"
                       : decision.answer() == Answer::numbers ? "prediction"
                                                              : "outputs";
  std::vector<std::string> columns;
  for (const FeatureColumn& column : model.data.columns) columns.push_back(column.name);
  while (std::ranges::find(columns, output) != columns.end()) output += '_';  // an input has the name
  return onnx_file(tape, {"runner",
                          std::string(program_version),
                          output,
                          static_cast<Index>(decision.names().size()),
                          {{"classes", json::write(json::texts(model.data.class_names))},
                           {"outputs", json::write(json::texts(decision.names()))},
                           {"columns", json::write(json::texts(columns))},
                           {"target", json::write(json::texts(model.data.target_names))},
                           {"run", model.result.id}}});
}

}  // namespace

std::vector<ModelFile> model_files(const TrainedModel& model, Weights weights, ModelFormat format,
                                   std::string_view program_version) {
  if (format == ModelFormat::onnx) return {{"", onnx_of(model, weights, program_version)}};
  std::string tensors = safetensors_file(state_dict(model, weights));
  if (format == ModelFormat::pytorch)
    return {{"model.safetensors", std::move(tensors)}, {"load.py", python_module(model)}};
  check_sequential(model);
  return {{"", std::move(tensors)}};
}

}  // namespace runner
