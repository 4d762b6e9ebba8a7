#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "bound.h"
#include "layer_cases.h"

// Each case goes through a chain of this one layer, which turns samples over where the layer wants lanes:
// what is compared is what a network gives.

namespace runner {
namespace {

using Json = nlohmann::json;

/// Numbers, of which "nan" and "inf" are texts.
template <class T>
std::vector<T> values_of(const Json& texts) {
  std::vector<T> values;
  for (const Json& number : texts)
    values.push_back(number.is_string() ? static_cast<T>(std::stod(number.get<std::string>()))
                                        : number.get<T>());
  return values;
}

template <class T>
void check_close(const std::string& what, std::span<const T> found, const Json& expected) {
  CAPTURE(what);
  const std::vector<T> wanted = values_of<T>(expected);
  REQUIRE(found.size() == wanted.size());
  T size = 1;
  for (const T value : wanted) {
    if (std::isfinite(value)) size = std::max(size, std::abs(value));
  }
  const double allowed = (std::is_same_v<T, float> ? 1e-4 : 1e-9) * static_cast<double>(size);
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    if (std::isnan(wanted[i])) {
      CHECK(std::isnan(found[i]));
    } else if (std::isinf(wanted[i])) {
      CHECK(found[i] == wanted[i]);
    } else {
      CHECK(std::abs(static_cast<double>(found[i]) - static_cast<double>(wanted[i])) <= allowed);
    }
  }
}

template <class T>
std::vector<T> drawn(std::uint64_t seed, Index count, double low, double high) {
  std::vector<T> values(static_cast<std::size_t>(count));
  Generator(seed).uniform(std::span(values), low, high);
  return values;
}

/// A network of the one layer, with its parameters as seed 0 draws them.
template <class T>
struct Alone {
  Alone(const Json& c)
      : shape(c["shape"].get<Shape>()),
        rows(c["rows"].get<Index>()),
        layers(layers_of("[" + c["layer"].dump() + "]")),
        chain(layers, shape, rows),
        parameters(static_cast<std::size_t>(total_size(chain.parameters()))),
        gradients(parameters.size()),
        in(drawn<T>(1, rows * size_of(shape), -2, 2)),
        grad_in(in.size()),
        factors(drawn<T>(2, rows * chain.output_size(), -1, 1)) {
    chain.attach(parameters.data(), gradients.data());
    Generator generator(0);
    chain.initialize(generator);
  }
  Matrix<const T> forward(const ForwardContext& context) {
    return chain.forward({in.data(), rows, size_of(shape)}, context);
  }
  void backward(const ForwardContext& context) {
    std::ranges::copy(factors, chain.output_gradient(rows).data);
    chain.backward({in.data(), rows, size_of(shape)}, {grad_in.data(), rows, size_of(shape)}, context);
  }

  Shape shape;
  Index rows;
  LayerComponents layers;
  Chain<T> chain;
  std::vector<T> parameters, gradients, in, grad_in, factors;
};

template <class T>
void check_case(const Json& c) {
  CAPTURE(c["layer"].dump());
  CAPTURE(c["shape"].dump());
  CAPTURE(c["dtype"].dump());
  Alone<T> alone(c);
  check_close<T>("first parameters", alone.parameters, c["first"]);
  Generator draws(3);
  const ForwardContext context{.training = true, .threads = 1, .generator = &draws};
  std::vector<T> third;
  for (int step = 0; step < 3; ++step) {
    const Matrix<const T> out = alone.forward(context);
    third.assign(out.data, out.data + out.size());
    alone.backward(context);
    if (step == 0) {
      check_close<T>("output", third, c["output"]);
      check_close<T>("gradient", alone.grad_in, c["gradient"]);
      check_close<T>("by parameters", alone.gradients, c["by_parameters"]);
    }
    for (std::size_t i = 0; i < alone.parameters.size(); ++i)
      alone.parameters[i] -= T(0.1) * alone.gradients[i];
  }
  check_close<T>("output of the third step", third, c["third"]);
  check_close<T>("parameters after three steps", alone.parameters, c["last"]);
  std::size_t compared = 0;
  for (const StateView& view : alone.chain.state()) {
    const std::string name = view.name.substr(view.name.find('.') + 1);
    if (!c["state"].contains(name)) continue;
    check_close<T>(name, {reinterpret_cast<const T*>(view.bytes.data()), view.bytes.size() / sizeof(T)},
                   c["state"][name]);
    ++compared;
  }
  CHECK(compared == c["state"].size());
  const Matrix<const T> evaluated = alone.forward({.training = false, .threads = 1});
  check_close<T>("evaluation", {evaluated.data, static_cast<std::size_t>(evaluated.size())}, c["evaluated"]);
}

/// The largest relative difference between gradients and central differences.
double gradient_error(const Json& c) {
  Alone<double> alone(c);
  const auto pass = [&] {
    Generator draws(3);  // the same masks every time
    const ForwardContext context{.training = true, .threads = 1, .generator = &draws};
    const Matrix<const double> out = alone.forward(context);
    double sum = 0;
    for (std::size_t i = 0; i < alone.factors.size(); ++i) sum += alone.factors[i] * out.data[i];
    return sum;
  };
  pass();
  alone.backward({.training = true, .threads = 1});
  double worst = 0;
  const auto compare = [&](std::vector<double>& at, const std::vector<double>& gradient) {
    constexpr double step = 1e-6;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const double middle = at[i];
      at[i] = middle + step;
      const double above = pass();
      at[i] = middle - step;
      const double below = pass();
      at[i] = middle;
      const double expected = (above - below) / (2 * step);
      worst = std::max(worst, std::abs(gradient[i] - expected) / std::max(1.0, std::abs(expected)));
    }
  };
  compare(alone.in, alone.grad_in);
  compare(alone.parameters, alone.gradients);
  return worst;
}

/// Whether what it gives for a sample depends on the others in an evaluation too.
bool joins_samples(const Json& layer) {
  return layer.is_object() && layer["type"].get<std::string>().starts_with("BatchNorm") &&
         !layer.value("track_running_stats", true);
}

/// Outputs and gradients by the inputs of all rows.
template <class T>
std::vector<T> passes(const Json& c, Index rows, int threads) {
  Json longer = c;
  longer["rows"] = rows;
  Alone<T> alone(longer);
  Generator draws(3);
  const ForwardContext context{.training = true, .threads = threads, .generator = &draws};
  const Matrix<const T> out = alone.forward(context);
  std::vector<T> all(out.data, out.data + out.size());
  alone.backward(context);
  all.insert(all.end(), alone.grad_in.begin(), alone.grad_in.end());
  all.insert(all.end(), alone.gradients.begin(), alone.gradients.end());
  return all;
}

}  // namespace

TEST_CASE("a layer alone has PyTorch's first parameters, values, gradients, steps and evaluation") {
  for (const Json& c : layer_cases_of_pytorch())
    c["dtype"] == "float32" ? check_case<float>(c) : check_case<double>(c);
}

TEST_CASE("gradients of layers are those of finite differences") {
  for (const Json& c : layer_cases_of_pytorch()) {
    if (c["dtype"] != "float64") continue;
    CAPTURE(c["layer"].dump());
    CAPTURE(c["shape"].dump());
    CHECK(gradient_error(c) < 1e-6);
  }
}

TEST_CASE("layers give the same bits for any number of threads") {
  for (const Json& c : layer_cases_of_pytorch()) {
    if (c["dtype"] != "float32") continue;
    CAPTURE(c["layer"].dump());
    const std::vector<float> one = passes<float>(c, 70, 1);
    CHECK(one == passes<float>(c, 70, 2));
    CHECK(one == passes<float>(c, 70, 3));
  }
}

TEST_CASE("in an evaluation a sample has the same bits alone and in any batch") {
  for (const Json& c : layer_cases_of_pytorch()) {
    if (c["dtype"] != "float32" || joins_samples(c["layer"])) continue;
    CAPTURE(c["layer"].dump());
    Json longer = c;
    longer["rows"] = 37;
    Alone<float> alone(longer);
    const Index width = size_of(alone.shape), out_width = alone.chain.output_size();
    const auto evaluated = [&](Index first, Index rows) {
      const Matrix<const float> out = alone.chain.forward({alone.in.data() + first * width, rows, width},
                                                          {.training = false, .threads = 1});
      return std::vector<float>(out.data, out.data + out.size());
    };
    const std::vector<float> all = evaluated(0, 37);
    for (const Index rows : {1, 3, 8, 9, 16, 17}) {
      CAPTURE(rows);
      for (const Index first : {Index{0}, Index{5}}) {
        const std::vector<float> part = evaluated(first, rows);
        CHECK(std::equal(part.begin(), part.end(), all.begin() + first * out_width));
      }
    }
  }
}

}  // namespace runner
