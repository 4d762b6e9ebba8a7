#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <vector>

#include "bound.h"
#include "catalog/catalog.h"
#include "layer_cases.h"
#include "tensor/buffer.h"
#include "tensor/product.h"

namespace runner {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class T>
Buffer<T> random_buffer(Index size, std::uint64_t seed) {
  Buffer<T> buffer(size);
  Generator(seed).uniform(buffer.span(), -1, 1);
  return buffer;
}

template <class T>
bool same_bits(const Buffer<T>& a, const Buffer<T>& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

struct Sizes {
  Index n, m, k;
};

template <class T>
struct Products {
  Buffer<T> out, grad_in, grad_weight, grad_bias, rectified, gated;

  Products(const Sizes& s, int threads)
      : out(s.n * s.m),
        grad_in(s.n * s.k),
        grad_weight(s.m * s.k),
        grad_bias(s.m),
        rectified(s.n * s.m),
        gated(s.n * s.k) {
    const auto in = random_buffer<T>(s.n * s.k, 1), weight = random_buffer<T>(s.m * s.k, 2);
    const auto grad = random_buffer<T>(s.n * s.m, 3), bias = random_buffer<T>(s.m, 4);
    const Matrix<const T> x{in.data(), s.n, s.k}, w{weight.data(), s.m, s.k}, g{grad.data(), s.n, s.m};
    multiply_transposed<T>(x, w, bias.data(), {out.data(), s.n, s.m}, threads);
    multiply<T>(g, w, {grad_in.data(), s.n, s.k}, threads);
    multiply_outer<T>(g, x, {grad_weight.data(), s.m, s.k}, threads);
    sum_columns<T>(g, grad_bias.data());
    multiply_transposed<T>(x, w, bias.data(), {rectified.data(), s.n, s.m}, threads, true);
    multiply<T>(g, w, {gated.data(), s.n, s.k}, threads, in.data());
  }
};

template <class T>
void check_threads(const Sizes& sizes) {
  CAPTURE(sizes.n);
  const Products<T> one(sizes, 1);
  for (int threads : {2, 3}) {
    CAPTURE(threads);
    const Products<T> several(sizes, threads);
    CHECK(same_bits(one.out, several.out));
    CHECK(same_bits(one.grad_in, several.grad_in));
    CHECK(same_bits(one.grad_weight, several.grad_weight));
    CHECK(same_bits(one.grad_bias, several.grad_bias));
    CHECK(same_bits(one.rectified, several.rectified));
    CHECK(same_bits(one.gated, several.gated));
  }
}

/// The same by three loops in double.
void check_product(const Sizes& s) {
  CAPTURE(s.n);
  CAPTURE(s.m);
  CAPTURE(s.k);
  const Products<double> found(s, 1);
  const auto x = random_buffer<double>(s.n * s.k, 1), w = random_buffer<double>(s.m * s.k, 2);
  const auto g = random_buffer<double>(s.n * s.m, 3), bias = random_buffer<double>(s.m, 4);
  Buffer<double> out(s.n * s.m), grad_in(s.n * s.k), grad_weight(s.m * s.k), grad_bias(s.m);
  for (Index i = 0; i < s.n; ++i) {
    for (Index j = 0; j < s.m; ++j) {
      out.data()[i * s.m + j] = bias.data()[j];
      grad_bias.data()[j] += g.data()[i * s.m + j];
      for (Index l = 0; l < s.k; ++l) {
        out.data()[i * s.m + j] += x.data()[i * s.k + l] * w.data()[j * s.k + l];
        grad_in.data()[i * s.k + l] += g.data()[i * s.m + j] * w.data()[j * s.k + l];
        grad_weight.data()[j * s.k + l] += g.data()[i * s.m + j] * x.data()[i * s.k + l];
      }
    }
  }
  const auto difference = [](const Buffer<double>& a, const Buffer<double>& b) {
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]));
    return worst;
  };
  CHECK(difference(found.out, out) < 1e-12);
  CHECK(difference(found.grad_in, grad_in) < 1e-12);
  CHECK(difference(found.grad_weight, grad_weight) < 1e-12);
  CHECK(difference(found.grad_bias, grad_bias) < 1e-12);
}

/// Whether a layer takes features, row by row, as it is without options.
bool takes_rows(const std::string& yaml, Index features) {
  Diagnostics diagnostics;
  const auto layers = bound<LayerComponents>("network", "network: [" + yaml + "]", diagnostics);
  if (diagnostics.has_errors()) return false;
  const auto summary = summarize(layers, {features}, diagnostics);
  return summary && !takes_lanes(*summary);
}

/// Forward and backward of a layer with the same draws, on so many threads.
std::vector<float> layer_pass(const std::string& yaml, Index width, int threads) {
  constexpr Index rows = 700;  // several pieces of every layer
  const LoneLayer<float> lone(yaml, {width}, rows);
  const Index out_width = size_of(lone.output);
  const auto in = random_buffer<float>(rows * width, 1), grad = random_buffer<float>(rows * out_width, 2);
  std::vector<float> values(static_cast<std::size_t>(rows * (out_width + width)));
  const Matrix<float> out{values.data(), rows, out_width};
  const Matrix<float> grad_in{values.data() + rows * out_width, rows, width};
  const Matrix<const float> x{in.data(), rows, width};
  Generator draws(7);
  const ForwardContext context{.training = true, .threads = threads, .generator = &draws};
  lone.layer->forward(x, out, context);
  lone.layer->backward(x, out, {grad.data(), rows, out_width}, grad_in, context);
  values.insert(values.end(), lone.gradients.begin(), lone.gradients.end());
  return values;
}

}  // namespace

TEST_CASE("products are right for sizes in one piece and in several") {
  for (const Sizes& sizes :
       {Sizes{1, 1, 1}, Sizes{3, 1, 5}, Sizes{1, 7, 9}, Sizes{17, 5, 1}, Sizes{33, 20, 47},
        Sizes{70, 400, 30}, Sizes{40, 13, 790}, Sizes{600, 130, 70}}) {
    check_product(sizes);
  }
}

TEST_CASE("products have the same bits for any number of threads") {
  for (const Sizes& sizes :
       {Sizes{32, 16, 2}, Sizes{64, 256, 784}, Sizes{600, 70, 300}, Sizes{5, 1000, 900}}) {
    check_threads<float>(sizes);
    check_threads<double>(sizes);
  }
}

TEST_CASE("layers have the same bits for any number of threads") {
  for (const std::string& name : catalog().of("layer").names()) {
    if (name == "Linear") continue;        // its products are checked above
    if (name.find("Conv") == 0) continue;  // layer_case_test.cpp has pictures
    const std::map<std::string, std::string> with_parameters = {
        {"Threshold", "{type: Threshold, threshold: 0, value: 1}"},
        {"Residual", "{type: Residual, layers: [Dropout, {type: Linear, out_features: 400}]}"},
        {"Sum", "{type: Sum, branches: [[Tanh], [], [BatchNorm1d]]}"},
        {"Concat", "{type: Concat, branches: [[{type: Linear, out_features: 300}], [Tanh]]}"},
        {"Variational",
         "{type: Variational, mean: [{type: Linear, out_features: 50}], log_variance: [{type: Linear, "
         "out_features: 50}], evaluation: sample}"}};
    const auto found = with_parameters.find(name);
    const std::string yaml = found == with_parameters.end() ? name : found->second;
    CAPTURE(yaml);
    if (!takes_rows(yaml, 400)) {
      CHECK(layers_with_cases().contains(name));  // layer_case_test.cpp
      continue;
    }
    const std::vector<float> one = layer_pass(yaml, 400, 1);
    CHECK(layer_pass(yaml, 400, 2) == one);
    CHECK(layer_pass(yaml, 400, 3) == one);
  }
}

TEST_CASE("dropout scales what it keeps, draws anew every time and is idle in evaluation") {
  const auto layer = layers_of("[{type: Dropout, p: 0.25}]")[0]->make<double>({1000}, 1);
  const std::vector<double> in(1000, 3.0);
  std::vector<double> first(1000), second(1000), evaluated(1000);
  const Matrix<const double> x{in.data(), 1, 1000};
  Generator draws(1);
  layer->forward(x, {first.data(), 1, 1000}, {.training = true, .threads = 1, .generator = &draws});
  layer->forward(x, {evaluated.data(), 1, 1000}, {.training = false, .threads = 1});
  layer->forward(x, {second.data(), 1, 1000}, {.training = true, .threads = 1, .generator = &draws});
  const auto zeros = std::count(first.begin(), first.end(), 0.0);
  CHECK(zeros > 200);
  CHECK(zeros < 300);
  CHECK(std::count(first.begin(), first.end(), 3.0 * (1 / 0.75)) == 1000 - zeros);
  CHECK(second != first);
  CHECK(evaluated == in);
}

TEST_CASE("dropout with p = 1 gives zeros") {
  const auto layer = layers_of("[{type: Dropout, p: 1}]")[0]->make<float>({3}, 1);
  const std::vector<float> in = {1, 2, 3};
  std::vector<float> out = {9, 9, 9};
  layer->forward({in.data(), 1, 3}, {out.data(), 1, 3}, {});
  CHECK(out == std::vector<float>{0, 0, 0});
}

TEST_CASE("softmax and its logarithm do not overflow") {
  const std::vector<double> in = {1000, 1000, -1000};
  std::vector<double> out(3);
  layers_of("[Softmax]")[0]->make<double>({3}, 1)->forward({in.data(), 1, 3}, {out.data(), 1, 3}, {});
  CHECK(out == std::vector<double>{0.5, 0.5, 0});
  layers_of("[LogSoftmax]")[0]->make<double>({3}, 1)->forward({in.data(), 1, 3}, {out.data(), 1, 3}, {});
  CHECK(out == std::vector<double>{-std::log(2.0), -std::log(2.0), -2000 - std::log(2.0)});
}

TEST_CASE("a prediction that is not a number gives a loss that is not a number") {
  const std::vector<double> prediction = {0.5, nan, 0.25, 0.5}, values = {0, 1, 0, 1};
  const std::vector<std::int32_t> classes = {1};
  for (const std::string& name : catalog().of("loss").names()) {
    CAPTURE(name);
    const Component<LossConfig> component = loss_of(name);
    const auto loss = component->make<double>();
    Target<double> target{.classes = nullptr,
                          .values = {values.data(), 1, name == "GaussianNLLLoss" ? 2 : 4}};
    if (component->target_kind() == TargetKind::classes) target.classes = classes.data();
    CHECK(std::isnan(loss->reduce(loss->evaluate({prediction.data(), 1, 4}, target))));
  }
}

TEST_CASE("activations pass on what is not a number") {
  for (const char* yaml :
       {"Sigmoid",  "Tanh",        "ReLU",      "LeakyReLU",  "Softmax",    "LogSoftmax", "Softmin",
        "Identity", "Flatten",     "PReLU",     "RReLU",      "ReLU6",      "ELU",        "CELU",
        "SELU",     "GELU",        "SiLU",      "Mish",       "Softplus",   "Softsign",   "LogSigmoid",
        "Hardtanh", "Hardsigmoid", "Hardswish", "Tanhshrink", "Softshrink", "Hardshrink"}) {
    CAPTURE(yaml);
    const std::vector<double> in = {1, nan};
    std::vector<double> out(2);
    Generator draws(1);
    LoneLayer<double>(yaml, {2}, 1)
        .layer->forward({in.data(), 1, 2}, {out.data(), 1, 2}, {.generator = &draws});
    CHECK(std::isnan(out[1]));
  }
}

TEST_CASE("cross entropy over rows that are all ignored is 0/0") {
  const std::vector<double> prediction = {1, 2, 3, 4};
  const std::vector<std::int32_t> classes = {1, 1};
  std::vector<double> gradient(4, 9.0);
  const auto loss = loss_of("{type: CrossEntropyLoss, ignore_index: 1}")->make<double>();
  const LossSum sum = loss->evaluate({prediction.data(), 2, 2}, {.classes = classes.data(), .values = {}},
                                     {gradient.data(), 2, 2});
  CHECK(std::isnan(loss->reduce(sum)));
  CHECK(gradient == std::vector<double>(4, 0.0));
}

}  // namespace runner
