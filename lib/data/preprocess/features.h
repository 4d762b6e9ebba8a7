#pragma once

#include <vector>

#include "data/dataset.h"
#include "spec/error_sink.h"

namespace runner {

/// Replaces every value of every part by `function(value, feature)`.
template <class Function>
void transform_features(DataParts& parts, const Function& function) {
  for (Dataset* part : {&parts.train, &parts.validation, &parts.test}) {
    const std::size_t width = static_cast<std::size_t>(size_of(part->sample_shape));
    for (std::size_t i = 0; i < part->features.size(); ++i) {
      part->features[i] = function(part->features[i], i % width);
    }
  }
}

/// Reports a feature whose spread is beyond what a double holds: scaling would make it all zeros.
bool check_spread(const std::vector<double>& spread, const Dataset& data, ErrorSink& sink);

}  // namespace runner
