#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "bound.h"
#include "catalog/catalog.h"
#include "support/reference.h"

namespace runner {
namespace {

using Json = nlohmann::json;

/// The factor of output i in the loss whose gradients the cases have.
double factor(std::size_t i) {
  return (static_cast<double>(7 * i % 11) - 5) / 4;
}

/// The value of parameter i.
double parameter(std::size_t i) {
  return 1 + (static_cast<double>(5 * i % 7) - 3) / 8;
}

/// Each number within a few units in the last place of itself or of the `scale` beside it.
template <class T>
void check_close(const std::string& what, std::span<const T> found, const Json& expected,
                 const std::vector<T>& scale) {
  CAPTURE(what);
  REQUIRE(found.size() == expected.size());
  constexpr double units = 8;
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    const double wanted = expected[i].get<double>();
    const double size = std::max(std::abs(wanted), std::abs(static_cast<double>(scale[i % scale.size()])));
    const double unit = static_cast<double>(std::numeric_limits<T>::epsilon()) * size;
    CHECK(std::abs(static_cast<double>(found[i]) - wanted) <= units * unit);
  }
}

/// The largest magnitude, for sums of several values.
template <class T>
std::vector<T> largest_of(const std::vector<T>& values) {
  T largest = 0;
  for (const T value : values) largest = std::max(largest, std::abs(value));
  return {largest};
}

template <class T>
void check_layer(const Json& c, const Json& input) {
  CAPTURE(c["layer"].dump());
  CAPTURE(c["dtype"].dump());
  const auto shape = input["shape"].get<Shape>();
  const auto in = input["values"].get<std::vector<T>>();
  const Index width = size_of(shape), rows = static_cast<Index>(in.size()) / width;
  LoneLayer<T> lone(c["layer"].dump(), shape, rows);
  const auto& layer = lone.layer;
  for (const ParameterView& view : layer->parameters()) {
    for (Index i = 0; i < view.size; ++i)
      lone.parameters[static_cast<std::size_t>(view.offset + i)] =
          static_cast<T>(parameter(static_cast<std::size_t>(i)));
  }
  const Index out_width = size_of(lone.output);
  std::vector<T> out(static_cast<std::size_t>(rows * out_width)), grad_out, gradient(in.size());
  for (std::size_t i = 0; i < out.size(); ++i) grad_out.push_back(static_cast<T>(factor(i)));
  const Pass pass{.training = c["training"].get<bool>(), .threads = 1};
  const Matrix<const T> x{in.data(), rows, width};
  layer->forward(x, {out.data(), rows, out_width}, pass);
  layer->backward(x, {out.data(), rows, out_width}, {grad_out.data(), rows, out_width},
                  {gradient.data(), rows, width}, pass);

  const bool by_itself = out.size() == in.size();
  check_close<T>("output", out, c["output"], by_itself ? in : largest_of(in));
  check_close<T>("gradient", gradient, c["gradient"], by_itself ? grad_out : largest_of(grad_out));
  if (c.contains("by_parameters"))
    check_close<T>("by parameters", lone.gradients, c["by_parameters"], largest_of(in));
}

}  // namespace

TEST_CASE("layers give PyTorch's values and gradients") {
  const Json all = reference("reference/nn.json");
  std::set<std::string> seen;
  for (const Json& c : all["layers"]) {
    const auto same_name = [&](const Json& input) { return input["name"] == c["input"]; };
    const Json& input = *std::find_if(all["inputs"].begin(), all["inputs"].end(), same_name);
    c["dtype"] == "float32" ? check_layer<float>(c, input) : check_layer<double>(c, input);
    seen.insert(c["layer"]["type"].get<std::string>());
  }
  for (const std::string& name : catalog().of("layer").names()) {
    CAPTURE(name);
    CHECK((seen.count(name) == 1 || name == "Linear"));  // whose products the chapter's networks check
  }
}

}  // namespace runner
