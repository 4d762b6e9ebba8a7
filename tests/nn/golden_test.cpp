#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "bound.h"
#include "support/reference.h"

namespace runner {
namespace {

using Json = nlohmann::json;

/// Numbers of a list, or of a list of lists, in order.
template <class T>
std::vector<T> flat(const Json& json) {
  std::vector<T> values;
  for (const Json& item : json) {
    if (item.is_array()) {
      for (const Json& value : item) values.push_back(value.get<T>());
    } else {
      values.push_back(item.get<T>());
    }
  }
  return values;
}

Index columns_of(const Json& json) {
  return json[0].is_array() ? static_cast<Index>(json[0].size()) : 1;
}

/// Differences are measured against `scale`: 1e-6 of it in float32, 1e-12 in float64.
template <class T>
void check_near(T found, double expected, double scale) {
  const double tolerance = std::is_same_v<T, float> ? 1e-6 : 1e-12;
  constexpr auto least = static_cast<double>(std::numeric_limits<T>::denorm_min());
  CHECK(std::abs(static_cast<double>(found) - expected) <= std::max(tolerance * scale, least));
}

/// Each number against itself.
template <class T>
void check_all_near(std::span<const T> found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    check_near(found[i], expected[i], std::abs(expected[i]));
  }
}

/// Each number against the largest of its row: a small share of a row is a difference of larger numbers.
template <class T>
void check_rows_near(Matrix<const T> found, const std::vector<double>& expected) {
  REQUIRE(found.span().size() == expected.size());
  for (Index i = 0; i < found.rows; ++i) {
    const double* row = expected.data() + i * found.cols;
    double scale = 0;
    for (Index j = 0; j < found.cols; ++j) scale = std::max(scale, std::abs(row[j]));
    for (Index j = 0; j < found.cols; ++j) check_near(found.row(i)[j], row[j], scale);
  }
}

/// A loss as a case has it, and what was found.
template <class T>
struct FoundLoss {
  double value = 0;
  std::vector<T> gradient;
  Matrix<const T> rows;
};

template <class T>
FoundLoss<T> evaluate(const Json& c) {
  const std::vector<T> prediction = flat<T>(c["prediction"]);
  const Index columns = columns_of(c["prediction"]);
  const Index rows = static_cast<Index>(prediction.size()) / columns;
  const auto component = loss_of(c["loss"].dump());
  const bool indices = c["target"][0].is_number_integer() && component->target_kind() == TargetKind::classes;
  const auto classes = indices ? flat<std::int32_t>(c["target"]) : std::vector<std::int32_t>{};
  const auto values = indices ? std::vector<T>{} : flat<T>(c["target"]);
  const Target<T> target{.classes = indices ? classes.data() : nullptr,
                         .values = {values.data(), rows, columns_of(c["target"])}};

  const auto loss = component->template make<T>();
  FoundLoss<T> found;
  found.gradient.resize(prediction.size());
  found.rows = {found.gradient.data(), rows, columns};
  const LossSum sum =
      loss->evaluate({prediction.data(), rows, columns}, target, {found.gradient.data(), rows, columns});
  found.value = loss->reduce(sum);
  return found;
}

template <class T>
void check_golden_loss(const Json& c) {
  CAPTURE(c.dump());
  const FoundLoss<T> found = evaluate<T>(c);
  const double value = c["value"];
  check_near(static_cast<T>(found.value), value, std::abs(value));
  check_all_near<T>(found.gradient, flat<double>(c["grad"]));
}

template <class T>
void check_reference_loss(const Json& c) {
  CAPTURE(c.dump());
  const FoundLoss<T> found = evaluate<T>(c);
  const double value = c["value"];
  check_near(static_cast<T>(found.value), value, std::abs(value));
  check_rows_near<T>(found.rows, flat<double>(c["gradient"]));
}

template <class T>
void check_network(const Json& c) {
  const LayerComponents layers = layers_of(
      "[{type: Linear, out_features: 3}, Sigmoid, {type: Linear, out_features: 2}, ReLU,"
      " {type: Linear, out_features: 2}, Softmax]");
  const std::vector<T> input = flat<T>(c["input"]);
  const Index rows = static_cast<Index>(input.size()) / 3;
  Network<T> network(layers, {3}, rows);
  CHECK(network.parameters().size() == c["parameter_count"].get<std::size_t>());
  for (const ParameterView& view : network.layout()) {
    const std::vector<T> values = flat<T>(c["parameters"][view.name]);
    REQUIRE(static_cast<Index>(values.size()) == view.size);
    std::copy(values.begin(), values.end(), network.parameters().begin() + view.offset);
  }
  const auto output = network.forward({input.data(), rows, 3}, {.training = false, .threads = 1});
  check_all_near<T>(output.span(), flat<double>(c["output"]));

  Diagnostics diagnostics;
  const auto summary = summarize(layers, {3}, diagnostics);
  std::vector<Index> counts;
  for (const LayerSummary& layer : summary->layers) {
    if (layer.parameters > 0) counts.push_back(layer.parameters);
  }
  CHECK(counts == c["per_layer"].get<std::vector<Index>>());
}

}  // namespace

TEST_CASE("losses and networks give the chapter's numbers") {
  int losses = 0, networks = 0;
  const Json all = reference("golden/chapter4.json");
  for (const Json& c : all["cases"]) {
    const bool single = c["dtype"] == "float32";
    if (c["kind"] == "loss") {
      ++losses;
      single ? check_golden_loss<float>(c) : check_golden_loss<double>(c);
    } else if (c["kind"] == "network") {
      ++networks;
      single ? check_network<float>(c) : check_network<double>(c);
    }
  }
  CHECK(losses == 16);
  CHECK(networks == 2);
}

TEST_CASE("losses give PyTorch's values and gradients") {
  const Json all = reference("reference/nn.json");
  for (const Json& c : all["losses"]) {
    c["dtype"] == "float32" ? check_reference_loss<float>(c) : check_reference_loss<double>(c);
  }
}

}  // namespace runner
