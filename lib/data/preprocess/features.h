#pragma once

#include <vector>

#include "model/features.h"
#include "spec/error_sink.h"

namespace runner {

/// Reports a feature whose spread is beyond what a double holds: scaling would make it all zeros.
bool check_spread(const std::vector<double>& spread, const FeatureColumns& columns, ErrorSink& sink);

}  // namespace runner
