#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "bound.h"
#include "catalog/catalog.h"
#include "layer_cases.h"
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
                 const std::vector<T>& scale, double units = 8) {
  CAPTURE(what);
  REQUIRE(found.size() == expected.size());
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

/// What layers that remember have seen before an evaluation: x, then x².
template <class T>
void train_twice(Layer<T>& layer, const std::vector<T>& in, Index width, std::vector<T> out) {
  std::vector<T> squares;
  for (const T value : in) squares.push_back(value * value);
  const Index rows = static_cast<Index>(in.size()) / width, out_width = static_cast<Index>(out.size()) / rows;
  Generator draws(3);
  for (const std::vector<T>* batch : {&in, static_cast<const std::vector<T>*>(&squares)})
    layer.forward({batch->data(), rows, width}, {out.data(), rows, out_width},
                  {.training = true, .threads = 1, .generator = &draws});
}

template <class T>
void check_state(Layer<T>& layer, const Json& c) {
  if (!c.contains("state")) return;
  int compared = 0;
  for (const StateView& view : layer.state()) {
    if (!c["state"].contains(view.name)) continue;
    const std::span<const T> found{reinterpret_cast<const T*>(view.bytes.data()),
                                   view.bytes.size() / sizeof(T)};
    check_close<T>(view.name, found, c["state"][view.name],
                   largest_of(c["state"][view.name].get<std::vector<T>>()));
    ++compared;
  }
  CHECK(compared == 2);
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
  Generator draws(3);
  const ForwardContext context{.training = c["training"].get<bool>(), .threads = 1, .generator = &draws};
  const Matrix<const T> x{in.data(), rows, width};
  if (!context.training) train_twice(*layer, in, width, out);
  layer->forward(x, {out.data(), rows, out_width}, context);
  layer->backward(x, {out.data(), rows, out_width}, {grad_out.data(), rows, out_width},
                  {gradient.data(), rows, width}, context);

  if (c.contains("mixes")) {
    constexpr double units = 32;  // rounding of sums, in another order
    const auto all = [](const Json& expected) { return largest_of(expected.get<std::vector<T>>()); };
    check_close<T>("output", out, c["output"], all(c["output"]), units);
    check_close<T>("gradient", gradient, c["gradient"], all(c["gradient"]), units);
    if (c.contains("by_parameters"))
      check_close<T>("by parameters", lone.gradients, c["by_parameters"], all(c["by_parameters"]), units);
    check_state<T>(*layer, c);
    return;
  }
  const bool by_itself = out.size() == in.size();
  check_close<T>("output", out, c["output"], by_itself ? in : largest_of(in));
  check_close<T>("gradient", gradient, c["gradient"], by_itself ? grad_out : largest_of(grad_out));
  if (c.contains("by_parameters"))
    check_close<T>("by parameters", lone.gradients, c["by_parameters"], largest_of(in));
}

/// Whether PyTorch has it: its numbers are here already, or its declaration says that it is PyTorch's.
bool is_of_pytorch(const std::string& layer, const std::set<std::string>& with_numbers) {
  return with_numbers.count(layer) == 1 ||
         catalog().of("layer").spec(layer).source().find("torch.nn.") != std::string::npos;
}

}  // namespace

TEST_CASE("layers give PyTorch's values and gradients") {
  const Json all = reference("reference/nn.json");
  std::set<std::string> seen = layers_with_cases();
  for (const Json& c : all["layers"]) {
    const auto same_name = [&](const Json& input) { return input["name"] == c["input"]; };
    const Json& input = *std::find_if(all["inputs"].begin(), all["inputs"].end(), same_name);
    c["dtype"] == "float32" ? check_layer<float>(c, input) : check_layer<double>(c, input);
    seen.insert(c["layer"]["type"].get<std::string>());
  }
  for (const std::string& name : catalog().of("layer").names()) {
    if (name == "Linear") continue;  // whose products the chapter's networks check
    CAPTURE(name);
    if (is_of_pytorch(name, seen)) {
      CHECK(seen.count(name) == 1);
    } else {
      // Its values are as its formula says; that its gradient is theirs is checked there.
      MESSAGE(name << " is not PyTorch's: checked by finite differences alone (gradient_test.cpp)");
    }
  }
}

}  // namespace runner
