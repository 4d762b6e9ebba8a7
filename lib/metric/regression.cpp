#include "metric/regression.h"

#include <fmt/format.h>

namespace runner {

void check_predicts_numbers(std::string_view metric, PredictionKind prediction_kind, ErrorSink& sink) {
  if (prediction_kind == PredictionKind::values) return;
  if (prediction_kind == PredictionKind::other) {
    sink.error({}, fmt::format("{} can't read what this loss takes", metric));
    return;
  }
  sink.error({}, fmt::format("{} needs a loss for numbers; with this loss for classes use accuracy", metric));
}

}  // namespace runner
