#include "metric/regression.h"

#include <fmt/format.h>

namespace runner {

void check_predicts_numbers(std::string_view metric, PredictionKind prediction_kind, Complaints& complaints) {
  if (prediction_kind == PredictionKind::values) return;
  complaints.error(
      {}, fmt::format("{} needs a loss for numbers; with this loss for classes use accuracy", metric));
}

}  // namespace runner
