#pragma once

#include <string>

#include "data/dataset.h"
#include "spec/error_sink.h"

namespace runner {

/// Takes the feature of this name out of the samples, to be their weights: numbers at least 0, not all of
/// them 0. Reports, at `sample_weight`, what is not so; false then.
bool take_sample_weights(const std::string& name, Dataset& data, ErrorSink& sink);

}  // namespace runner
