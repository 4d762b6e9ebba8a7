#pragma once

#include "use/state_dict.h"
#include "use/tape.h"

namespace runner {

/// Writes down what a network does in evaluations. `in`: rows of its input, each in one row. Throws Refused,
/// with the layer, where one has no such form.
Tape::Value add_network(Tape& tape, Tape::Value in, const TrainedModel& model, const StateDict& weights);

}  // namespace runner
