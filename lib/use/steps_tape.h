#pragma once

#include "use/tape.h"
#include "use/trained_model.h"

namespace runner {

/// Writes down what preprocessing does to rows of the source's columns, in float64: a category by its number,
/// NaN where there is no value. Throws Refused, with the step, where one has no such form.
Tape::Value add_steps(Tape& tape, Tape::Value in, const TrainedModel& model);

/// From what the loss sees back to the target's own units.
Tape::Value add_target_inverse(Tape& tape, Tape::Value in, const TrainedModel& model);

}  // namespace runner
