#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "use/trained_model.h"

namespace runner {

/// Forms in which other programs take a trained network.
enum class ModelFormat { safetensors, pytorch, onnx };
constexpr auto choice_names(ModelFormat) {
  return std::array<std::string_view, 3>{"safetensors", "pytorch", "onnx"};
}

struct ModelFile {
  std::string name;  ///< in a folder; empty where the form is one file
  std::string content;
};

/// The model in this form. Throws Refused, with the layer or step, where it has no such form.
std::vector<ModelFile> model_files(const TrainedModel& model, Weights weights, ModelFormat format,
                                   std::string_view program_version);

}  // namespace runner
