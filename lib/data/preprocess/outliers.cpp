#include "data/preprocess/outliers.h"

#include <cmath>

#include "base/random.h"
#include "spec/registration.h"

namespace runner {

namespace {

double standard_deviation(const std::vector<double>& targets, std::size_t column, std::size_t columns) {
  double sum = 0, square = 0;
  const double rows = static_cast<double>(targets.size() / columns);
  for (std::size_t i = column; i < targets.size(); i += columns) sum += targets[i];
  for (std::size_t i = column; i < targets.size(); i += columns) {
    square += (targets[i] - sum / rows) * (targets[i] - sum / rows);
  }
  return std::sqrt(square / rows);
}

}  // namespace

Spec<OutliersConfig> OutliersConfig::spec() {
  using C = OutliersConfig;
  return Spec<C>("Outliers", "Shifts some targets of the training part far away; the other parts stay clean.")
      .formula("y' = y + scale · std(y) for a random fraction of the training rows")
      .field("fraction", &C::fraction, "The share of training rows, rounded to whole rows.", closed(0, 1))
      .field("scale", &C::scale, "How far, in standard deviations of the training targets.")
      .field("random_state", &C::random_state, "Decides which rows.", closed(0, 4294967295.0));
}

void OutliersConfig::change_training(Dataset& train, ErrorSink& sink) const {
  if (!train.class_names.empty()) {
    sink.error("", "the target is a class, which has no outliers; this needs a loss for numbers");
    return;
  }
  const auto width = static_cast<std::size_t>(train.target_columns);
  const auto count = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(train.rows)));
  const auto order = NumpyRandom(static_cast<std::uint32_t>(random_state)).permutation(train.rows);
  for (std::size_t column = 0; column < width; ++column) {
    const double shift = scale * standard_deviation(train.targets, column, width);
    for (std::size_t i = 0; i < count; ++i) {
      train.targets[static_cast<std::size_t>(order[i]) * width + column] += shift;
    }
  }
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, OutliersConfig>();

}  // namespace runner
