#include "data/preprocess/features.h"

#include <fmt/format.h>

#include <cmath>

namespace runner {

bool check_spread(const std::vector<double>& spread, const FeatureColumns& columns, ErrorSink& sink) {
  for (std::size_t i = 0; i < spread.size(); ++i) {
    if (std::isfinite(spread[i])) continue;
    sink.error("", fmt::format("the values of feature '{}' are too far apart to be scaled", columns[i].name));
    return false;
  }
  return true;
}

}  // namespace runner
