#pragma once

#include <string>

#include "use/tape.h"
#include "use/trained_model.h"

namespace runner {

/// A Python file that builds the network as a torch.nn.Module with its preprocessing in front, and loads
/// "model.safetensors" beside it. Throws Refused, with the layer or step, where one has no such form.
std::string python_module(const TrainedModel& model);

/// Throws Refused where torch.nn.Sequential alone has no such network.
void check_sequential(const TrainedModel& model);

}  // namespace runner
