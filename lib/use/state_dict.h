#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/state.h"
#include "use/trained_model.h"

namespace runner {

/// A tensor under the name that torch.nn.Sequential has for it.
struct NamedTensor {
  std::string name;
  Shape shape;
  ElementType type;
  std::vector<std::byte> bytes;

  std::vector<double> numbers() const;
};
using StateDict = std::vector<NamedTensor>;

/// What `torch.nn.Module.state_dict` has of the network: parameters and the statistics of BatchNorm, without
/// what layers draw from. Throws Refused.
StateDict state_dict(const TrainedModel& model, Weights weights);

/// The safetensors format (github.com/huggingface/safetensors, README, "Format").
std::string safetensors_file(const StateDict& tensors);

}  // namespace runner
