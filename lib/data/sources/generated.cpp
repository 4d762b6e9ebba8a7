#include "data/sources/generated.h"

#include <algorithm>

#include "base/memory.h"
#include "base/stop.h"
#include "data/raw_target.h"

// What scikit-learn's generators have in common at their end, in the order of its draws: rows first, then
// features.

namespace runner {

namespace {

std::vector<double> permuted(const std::vector<double>& values, Index width,
                             const std::vector<std::int64_t>& order) {
  std::vector<double> result;
  result.reserve(values.size());
  for (const std::int64_t row : order) {
    look_at_stop();
    result.insert(result.end(), values.begin() + row * width, values.begin() + (row + 1) * width);
  }
  return result;
}

}  // namespace

Generated room_for(Index rows, Index width, Index target_columns) {
  const Index columns = sum_of_sizes({width, target_columns});
  require_memory(product_of_sizes({rows, columns, static_cast<Index>(sizeof(double))}));
  Generated made{.width = width, .target_columns = target_columns};
  made.features.reserve(static_cast<std::size_t>(rows * width));
  made.targets.reserve(static_cast<std::size_t>(rows * target_columns));
  return made;
}

void shuffle_rows(Generated& made, NumpyRandom& random) {
  const auto rows = static_cast<std::int64_t>(made.targets.size()) / made.target_columns;
  const auto order = random.permutation(rows);
  made.features = permuted(made.features, made.width, order);
  made.targets = permuted(made.targets, made.target_columns, order);
}

void shuffle_features(Generated& made, NumpyRandom& random) {
  const auto order = random.permutation(made.width);
  std::vector<double> row(order.size());
  for (std::size_t start = 0; start < made.features.size(); start += row.size()) {
    look_at_stop();
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = made.features[start + static_cast<std::size_t>(order[i])];
    }
    std::copy(row.begin(), row.end(), made.features.begin() + static_cast<Index>(start));
  }
}

std::optional<Dataset> to_dataset(Generated made, TargetKind wanted, ErrorSink& sink) {
  Dataset data;
  data.sample_shape = {made.width};
  data.columns = numbered_columns(static_cast<std::size_t>(made.width));
  data.rows = static_cast<Index>(made.targets.size()) / made.target_columns;
  data.features = std::move(made.features);
  RawTarget target;
  target.columns = made.target_columns;
  target.numbers = std::move(made.targets);
  if (const auto reason = encode_target(target, wanted, data)) {
    sink.error("", *reason);
    return std::nullopt;
  }
  return data;
}

std::vector<double> linspace(double stop, Index count, bool endpoint) {
  const Index steps = endpoint ? count - 1 : count;
  const double step = steps > 0 ? stop / static_cast<double>(steps) : 0;
  std::vector<double> values;
  for (Index i = 0; i < count; ++i) values.push_back(static_cast<double>(i) * step);
  if (endpoint && count > 1) values.back() = stop;
  return values;
}

void add_noise(Generated& made, double noise, NumpyRandom& random) {
  if (noise == 0) return;
  for (double& value : made.features) value += random.normal(0, noise);
}

}  // namespace runner
