#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "bound.h"
#include "catalog/catalog.h"
#include "layer_cases.h"

namespace runner {
namespace {

using Values = std::vector<double>;

/// The largest relative difference between a gradient and the central differences of `f` by `at`.
double gradient_error(const std::function<double()>& f, std::span<double> at,
                      std::span<const double> gradient) {
  constexpr double step = 1e-6;
  double worst = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double middle = at[i];
    at[i] = middle + step;
    const double above = f();
    at[i] = middle - step;
    const double below = f();
    at[i] = middle;
    const double expected = (above - below) / (2 * step);
    worst = std::max(worst, std::abs(gradient[i] - expected) / std::max(1.0, std::abs(expected)));
  }
  return worst;
}

constexpr double tolerance = 1e-7;

Values random_values(Index count, double low, double high, std::uint64_t seed) {
  Values values(static_cast<std::size_t>(count));
  Generator(seed).uniform(std::span(values), low, high);
  return values;
}

/// Away from the kinks at 0.
Values inputs(Index count) {
  Values values = random_values(count, -2, 2, 1);
  for (double& value : values) value += value < 0 ? -0.01 : 0.01;
  return values;
}

/// Checks a layer's gradients by its inputs and parameters on Σ c·out with random c.
template <class L>
double layer_error(L& layer, Index in_size, Index out_size) {
  constexpr Index rows = 3;
  Generator draws(4);
  const ForwardContext context{.training = true, .threads = 1, .generator = &draws};
  const auto count = static_cast<std::size_t>(total_size(layer.parameters()));
  Values parameters(count), gradients(count), in = inputs(rows * in_size);
  Values out(static_cast<std::size_t>(rows * out_size)), grad_in(in.size());
  const Values factors = random_values(rows * out_size, -1, 1, 2);
  layer.attach(parameters.data(), gradients.data());
  Generator generator(3);
  layer.initialize(generator);

  const Matrix<double> in_view{in.data(), rows, in_size}, out_view{out.data(), rows, out_size};
  const auto objective = [&] {
    draws = Generator(4);  // the same mask every time
    layer.forward(in_view, out_view, context);
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) sum += factors[i] * out[i];
    return sum;
  };
  objective();
  layer.backward(in_view, out_view, {factors.data(), rows, out_size}, {grad_in.data(), rows, in_size},
                 context);
  return std::max(gradient_error(objective, in, grad_in), gradient_error(objective, parameters, gradients));
}

struct LayerCase {
  std::string yaml;
  Shape input;
};
const std::vector<LayerCase> layer_cases = {
    {"{type: Linear, out_features: 3}", {4}},
    {"{type: Linear, out_features: 5, bias: false}", {2}},
    {"{type: Linear, out_features: 1}", {1}},
    {"Sigmoid", {7}},
    {"Tanh", {2, 3}},
    {"ReLU", {7}},
    {"LeakyReLU", {7}},
    {"{type: LeakyReLU, negative_slope: 0.3}", {7}},
    {"Softmax", {5}},
    {"Softmax", {2, 4}},
    {"LogSoftmax", {5}},
    {"LogSoftmax", {2, 4}},
    {"Identity", {3}},
    {"Dropout", {20}},
    {"{type: Dropout, p: 0.2}", {4, 5}},
    {"{type: Dropout, p: 1}", {4}},
    {"Flatten", {2, 3}},
    {"{type: Softmax, dim: 1}", {2, 4}},
    {"{type: LogSoftmax, dim: 1}", {2, 4}},
    {"Softmin", {5}},
    {"{type: Softmin, dim: -2}", {2, 4}},
    {"GLU", {6}},
    {"AlphaDropout", {20}},
    {"BatchNorm1d", {5}},
    {"{type: BatchNorm1d, affine: false, eps: 0.1}", {5}},
    {"LayerNorm", {5}},
    {"{type: LayerNorm, normalized_shape: [2, 3], bias: false}", {2, 3}},
    {"RMSNorm", {5}},
    {"{type: RMSNorm, elementwise_affine: false}", {2, 3}},
    {"{type: Residual, layers: [{type: Linear, out_features: 4}, Tanh]}", {4}},
    {"{type: Residual, layers: [Dropout, {type: Residual, layers: [{type: Linear, out_features: 4}]}, "
     "LayerNorm]}",
     {4}},
    {"{type: Sum, branches: [[{type: Linear, out_features: 2}], [{type: Linear, out_features: 2}, Tanh]]}",
     {4}},
    {"{type: Sum, branches: [[], [Tanh], [Sigmoid]]}", {2, 3}},
    {"{type: Concat, branches: [[{type: Linear, out_features: 2}], [], [Tanh, {type: Linear, out_features: "
     "3}]]}",
     {4}},
    {"{type: Concat, branches: [[Tanh], [SiLU]]}", {2, 3}},
    {"{type: GLU, dim: 1}", {4, 3}},
    {"PReLU", {7}},
    {"{type: PReLU, num_parameters: 4}", {4}},
    {"{type: PReLU, num_parameters: 2, init: -0.5}", {2, 3}},
    {"RReLU", {7}},
    {"{type: RReLU, lower: 0.5, upper: 2}", {2, 3}},
    {"ReLU6", {7}},
    {"ELU", {7}},
    {"{type: ELU, alpha: 0.4}", {7}},
    {"CELU", {7}},
    {"{type: CELU, alpha: 0.4}", {7}},
    {"SELU", {7}},
    {"GELU", {7}},
    {"{type: GELU, approximate: tanh}", {7}},
    {"SiLU", {7}},
    {"Mish", {7}},
    {"Softplus", {7}},
    {"{type: Softplus, beta: 3, threshold: 2}", {7}},
    {"Softsign", {7}},
    {"LogSigmoid", {7}},
    {"Hardtanh", {7}},
    {"{type: Hardtanh, min_val: -0.3, max_val: 1.7}", {7}},
    {"Hardsigmoid", {7}},
    {"Hardswish", {7}},
    {"Tanhshrink", {7}},
    {"Softshrink", {7}},
    {"{type: Hardshrink, lambd: 0.8}", {7}},
    {"{type: Threshold, threshold: 0.4, value: 7}", {7}},
};

/// With every layer that has no case above nor among those with PyTorch's numbers, as it is without options:
/// a new one is checked from the start.
std::vector<LayerCase> all_layer_cases() {
  std::vector<LayerCase> cases = layer_cases;
  std::set<std::string> seen = layers_with_cases();
  for (const LayerCase& c : layer_cases) seen.insert(layers_of("[" + c.yaml + "]")[0].type);
  for (const std::string& name : catalog().of("layer").names()) {
    if (seen.count(name) == 0) cases.push_back({name, {7}});
  }
  return cases;
}

struct LossCase {
  std::string yaml;
  Values target = {};                      // of two rows
  std::vector<std::int32_t> classes = {};  // of two rows
  double low = -2, high = 2;               // of the predictions
};
const Values shares = {0.2, 0.3, 0.5, 0.0, 1.0, 0.0};
const Values numbers = {0.3, -4.0, 2.5, 0.7, 1.9, -0.6};
const Values counts = {0, 3, 1, 2, 7, 0};
const Values signs = {1, -1, -1, -1, 1, 1};
const std::vector<LossCase> loss_cases = {
    {"CrossEntropyLoss", {}, {2, 0}},
    {"{type: CrossEntropyLoss, reduction: sum, weight: [1, 2, 3]}", {}, {2, 0}},
    {"{type: CrossEntropyLoss, ignore_index: 0, label_smoothing: 0.1}", {}, {2, 0}},
    {"{type: CrossEntropyLoss, weight: [1, 2, 3], label_smoothing: 0.3}", {}, {2, 0}},
    {"CrossEntropyLoss", shares},
    {"{type: CrossEntropyLoss, weight: [1, 2, 3], label_smoothing: 0.1}", shares},
    {"BCELoss", shares, {}, 0.1, 0.9},
    {"{type: BCELoss, weight: [1, 2, 3], reduction: sum}", shares, {}, 0.1, 0.9},
    {"BCEWithLogitsLoss", shares},
    {"{type: BCEWithLogitsLoss, weight: [1, 2, 3], pos_weight: [3, 0.5, 2]}", shares},
    {"L1Loss", numbers},
    {"{type: L1Loss, reduction: sum}", numbers},
    {"MSELoss", numbers},
    {"{type: MSELoss, reduction: sum}", numbers},
    {"{type: MSELoss, reduction: batchmean}", numbers},
    {"{type: BCELoss, weight: [1, 2, 3], reduction: batchmean}", shares, {}, 0.1, 0.9},
    {"SmoothL1Loss", numbers},
    {"{type: SmoothL1Loss, beta: 2.5, reduction: sum}", numbers},
    {"{type: SmoothL1Loss, beta: 0}", numbers},
    {"HuberLoss", numbers},
    {"{type: HuberLoss, delta: 2.5, reduction: sum}", numbers},
    {"PoissonNLLLoss", counts},
    {"{type: PoissonNLLLoss, full: true, reduction: sum}", counts},
    {"{type: PoissonNLLLoss, log_input: false, eps: 0.1}", counts, {}, 0.1, 3},
    {"KLDivLoss", shares, {}, -4, -0.1},
    {"{type: KLDivLoss, reduction: batchmean}", shares, {}, -4, -0.1},
    {"{type: KLDivLoss, reduction: sum, log_target: true}", numbers, {}, -4, -0.1},
    {"SoftMarginLoss", signs},
    {"{type: SoftMarginLoss, reduction: sum}", signs},
    {"HingeEmbeddingLoss", signs},
    {"{type: HingeEmbeddingLoss, margin: 0.3, reduction: sum}", signs},
    {"MultiLabelSoftMarginLoss", shares},
    {"{type: MultiLabelSoftMarginLoss, weight: [1, 2, 3], reduction: sum}", shares},
    {"MultiLabelMarginLoss", {2, -1, 0, 0, 1, -1}},
    {"{type: MultiLabelMarginLoss, reduction: sum}", {2, 0, 1, -1, 0, 0}},
    {"NLLLoss", {}, {2, 0}},
    {"{type: NLLLoss, weight: [1, 2, 3], ignore_index: 1}", {}, {2, 1}},
    {"{type: NLLLoss, weight: [1, 2, 3], reduction: sum}", {}, {2, 0}},
    {"MultiMarginLoss", {}, {2, 0}},
    {"{type: MultiMarginLoss, p: 2, margin: 2.5, weight: [1, 2, 3]}", {}, {2, 0}},
    {"{type: MultiMarginLoss, reduction: sum}", {}, {2, 0}},
    {"GaussianNLLLoss", {0.3, 0.7, 1.9, -0.4}, {}, 0.2, 2},
    {"{type: GaussianNLLLoss, full: true, reduction: sum}", {0.3, 0.7}, {}, 0.2, 2},
};

double loss_error(const LossCase& c) {
  constexpr Index rows = 2;
  const auto target_columns = static_cast<Index>(c.target.size()) / rows;
  const Index columns =
      target_columns % 3 == 0 ? 3 : 2 * target_columns;  // or a mean and a variance for each
  Values prediction = random_values(rows * columns, c.low, c.high, 5), gradient(prediction.size());
  const Matrix<double> view{prediction.data(), rows, columns};
  const Target<double> target = {
      .classes = c.classes.empty() ? nullptr : c.classes.data(),
      .values = {c.target.empty() ? nullptr : c.target.data(), rows, target_columns}};
  const auto loss = loss_of(c.yaml)->make<double>();
  loss->evaluate(view, target, {gradient.data(), rows, columns});
  return gradient_error([&] { return loss->reduce(loss->evaluate(view, target)); }, prediction, gradient);
}

/// A layer whose gradient is 1 % too large.
struct WrongLayer {
  ParameterLayout parameters() const { return {}; }
  void attach(double*, double*) {}
  void initialize(Generator&) {}
  void forward(Matrix<const double> in, Matrix<double> out, const ForwardContext&) {
    for (Index i = 0; i < in.size(); ++i) out.data[i] = 3 * in.data[i];
  }
  void backward(Matrix<const double>, Matrix<const double>, Matrix<const double> grad_out,
                Matrix<double> grad_in, const ForwardContext&) {
    for (Index i = 0; i < grad_in.size(); ++i) grad_in.data[i] = 3.03 * grad_out.data[i];
  }
};

}  // namespace

TEST_CASE("every layer's gradients agree with finite differences") {
  for (const LayerCase& c : all_layer_cases()) {
    CAPTURE(c.yaml);  // where it fails before its gradient: it needs a case with options, or another shape
    const LoneLayer<double> lone(c.yaml, c.input, 3);
    CHECK(layer_error(*lone.layer, size_of(c.input), size_of(lone.output)) < tolerance);
  }
}

TEST_CASE("every loss's gradient agrees with finite differences") {
  for (const LossCase& c : loss_cases) {
    CAPTURE(c.yaml);
    CHECK(loss_error(c) < tolerance);
  }
}

TEST_CASE("the gradient check covers every loss") {
  std::set<std::string> seen;
  for (const LossCase& c : loss_cases) seen.insert(loss_of(c.yaml).type);
  for (const std::string& name : catalog().of("loss").names()) {
    CAPTURE(name);
    CHECK(seen.count(name) == 1);
  }
}

TEST_CASE("the gradient check sees a gradient that is off by 1 %") {
  WrongLayer wrong;
  CHECK(layer_error(wrong, 4, 4) > 100 * tolerance);
}

}  // namespace runner
