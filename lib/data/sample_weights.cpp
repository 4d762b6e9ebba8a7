#include "data/sample_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/stop.h"
#include "base/text.h"

namespace runner {

namespace {

constexpr std::string_view weights_parameter = "sample_weight";

bool refuse_weights(ErrorSink& sink, std::string message) {
  sink.error(weights_parameter, std::move(message));
  return false;
}

/// Shortens the rows by one value each, in place.
std::vector<double> take_column(Dataset& data, std::size_t column) {
  const std::size_t width = data.columns.size();
  std::vector<double> taken;
  taken.reserve(static_cast<std::size_t>(data.rows));
  std::size_t to = 0;
  for (std::size_t i = 0; i < data.features.size(); ++i) {
    if (i % width == column) {
      look_at_stop();
      taken.push_back(data.features[i]);
    } else {
      data.features[to++] = data.features[i];
    }
  }
  data.features.resize(to);
  return taken;
}

}  // namespace

bool take_sample_weights(const std::string& name, Dataset& data, ErrorSink& sink) {
  const auto found = std::ranges::find(data.columns, name, &FeatureColumn::name);
  if (found == data.columns.end() || data.sample_shape.size() != 1) {
    std::vector<std::string> names;
    for (const FeatureColumn& column : data.columns) names.push_back(column.name);
    return refuse_weights(sink, fmt::format("there is no column '{}'{}", name, suggestion(name, names)));
  }
  if (!found->categories.empty())
    return refuse_weights(sink, fmt::format("column '{}' holds texts; weights are numbers at least 0", name));
  if (data.columns.size() == 1) return refuse_weights(sink, "no feature is left beside it");
  data.weights = take_column(data, static_cast<std::size_t>(found - data.columns.begin()));
  data.columns.erase(found);
  data.sample_shape = {static_cast<Index>(data.columns.size())};
  const auto wrong = std::ranges::find_if(data.weights, [](double weight) { return !(weight >= 0); });
  if (wrong != data.weights.end()) {
    return refuse_weights(sink, fmt::format("weights are numbers at least 0, but sample {} has {}",
                                            wrong - data.weights.begin() + 1, number_text(*wrong)));
  }
  return true;
}

}  // namespace runner
