#include "use/importance.h"

#include <cmath>
#include <numeric>

#include "base/random.h"
#include "base/stop.h"

namespace runner {

namespace {

ColumnImportance::Spread spread(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / n)};
}

}  // namespace

std::vector<ColumnImportance> permutation_importance(const Ensemble& models, const Dataset& samples,
                                                     std::int64_t repeats, std::uint32_t random_state) {
  const auto measured = [&](const Dataset& rows) { return measure(models.first(), models.run(rows), rows); };
  const std::vector<MeasuredValue> before = measured(samples);
  constexpr std::int64_t seeds = std::int64_t{1} << 31;
  const auto seed = static_cast<std::uint32_t>(NumpyRandom(random_state).randint(0, seeds));
  const std::size_t width = samples.columns.size();
  std::vector<ColumnImportance> all;
  for (std::size_t j = 0; j < width; ++j) {
    NumpyRandom random(seed);  // the same permutations for every column
    Dataset permuted = samples;
    std::vector<std::int64_t> order(static_cast<std::size_t>(samples.rows));
    std::iota(order.begin(), order.end(), 0);
    std::vector<double> column(order.size());
    std::vector<std::vector<double>> worse(before.size());
    for (std::int64_t i = 0; i < repeats; ++i) {
      look_at_stop();
      random.shuffle(order);
      for (std::size_t row = 0; row < column.size(); ++row)
        column[row] = permuted.features[static_cast<std::size_t>(order[row]) * width + j];
      for (std::size_t row = 0; row < column.size(); ++row) permuted.features[row * width + j] = column[row];
      const std::vector<MeasuredValue> after = measured(permuted);
      for (std::size_t k = 0; k < before.size(); ++k) {
        const double difference = before[k].value - after[k].value;
        worse[k].push_back(before[k].column.better == Direction::higher ? difference : -difference);
      }
    }
    ColumnImportance& found = all.emplace_back(ColumnImportance{samples.columns[j].name, {}});
    for (const auto& values : worse) found.worse.push_back(spread(values));
  }
  return all;
}

}  // namespace runner
