#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/choice.h"
#include "metric_registry.h"
#include "support/reference.h"

using namespace runner;

namespace {

PredictionKind kind_named(const std::string& name) {
  if (name == "scores") return PredictionKind::scores;
  if (name == "logit") return PredictionKind::logit;
  return name == "probability" ? PredictionKind::probability : PredictionKind::values;
}

/// What the metric of this YAML is for samples of metrics.json, added `batch` rows at a time.
template <class T>
std::vector<double> measured(const std::string& yaml, const nlohmann::json& samples, Index batch) {
  const auto prediction = samples["prediction"].get<std::vector<T>>();
  const auto values = samples.value("values", std::vector<T>());
  const auto classes = samples.value("classes", std::vector<std::int32_t>());
  const auto weights = samples.value("weights", std::vector<T>());
  MetricInput input{kind_named(samples["kind"]), samples["outputs"].get<Index>()};
  input.rows = static_cast<Index>(prediction.size()) / input.outputs;
  input.classes = class_texts(input.kind, input.outputs, {});
  AllMetrics metrics;
  const auto config = metrics.bind(yaml);
  REQUIRE_MESSAGE(config, yaml);
  const auto metric = config->make<T>(input);
  if (!weights.empty()) {
    REQUIRE_MESSAGE(config->takes_weights(), yaml);
    metric->expect_weights();
  }
  for (Index first = 0; first < input.rows; first += batch) {
    const Index count = std::min(batch, input.rows - first);
    Target<T> target;
    if (!classes.empty()) target.classes = classes.data() + first;
    if (!values.empty()) target.values = {values.data() + first * input.outputs, count, input.outputs};
    if (!weights.empty()) target.weights = weights.data() + first;
    metric->add({prediction.data() + first * input.outputs, count, input.outputs}, target);
  }
  std::vector<double> out(config->per_class() ? input.classes.size() : 1);
  metric->values(out);
  return out;
}

}  // namespace

TEST_CASE("metrics are scikit-learn's to 1e-12") {
  const auto file = reference("reference/metrics.json");
  std::set<std::string> compared;
  for (const auto& entry : file["cases"]) {
    const auto& samples = file["samples"][entry["samples"].get<std::size_t>()];
    const std::string yaml = entry["metric"].dump();
    CAPTURE(yaml);
    CAPTURE(entry["samples"].get<int>());
    const auto expected = entry["expected"].get<std::vector<double>>();
    for (const Index batch : {7, 1000}) {
      const auto values = measured<double>(yaml, samples, batch);
      REQUIRE(values.size() == expected.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(values[i] - expected[i]) <= 1e-12 * std::max(1.0, std::abs(expected[i])));
      }
    }
    compared.insert(entry["metric"]["type"].get<std::string>());
  }
  CHECK(compared.size() >= 23);
}

TEST_CASE(
    "of float32 outputs metrics are what scikit-learn says of them in double, but for the outputs' digits") {
  const auto file = reference("reference/metrics.json");
  for (const auto& entry : file["cases"]) {
    const auto& samples = file["samples"][entry["samples"].get<std::size_t>()];
    const std::string yaml = entry["metric"].dump();
    if (entry["metric"]["type"] == "mape") continue;  // a share of 2.2e-16 has no digits of a float
    CAPTURE(yaml);
    const auto expected = entry["expected"].get<std::vector<double>>();
    const auto values = measured<float>(yaml, samples, 9);
    for (std::size_t i = 0; i < values.size(); ++i)
      CHECK(values[i] == doctest::Approx(expected[i]).epsilon(1e-4));
  }
}
