#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "bound.h"
#include "nn/layers/variational.h"
#include "tensor/lanes.h"

// What the tables of layers/variational.yaml leave: the divergence and its gradient, samples in lanes, and
// evaluations that sample.

namespace runner {
namespace {

/// Passes on what it gets, but wants it side by side; what pads a block comes to be no number.
template <class T>
class SideBySide final : public Layer<T> {
 public:
  template <class C>
  SideBySide(const C&, const Shape&, Index) {}
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override {
    CHECK(context.lanes > 1);
    copy(in, out, context.lanes);
  }
  void backward(Matrix<const T>, Matrix<const T>, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override {
    if (grad_in.data) copy(grad_out, grad_in, context.lanes);
  }

 private:
  static void copy(Matrix<const T> from, Matrix<T> to, Index lanes) {
    for (Index k = 0; k < padded_rows(from.rows, lanes) * from.cols; ++k) {
      const Index sample = k / (from.cols * lanes) * lanes + k % lanes;
      to.data[k] = sample < from.rows ? from.data[k] : std::numeric_limits<T>::quiet_NaN();
    }
  }
};

struct SideBySideConfig : LayerConfigOf<SideBySideConfig, SideBySide> {
  OutputRange output_range(OutputRange input) const override { return input; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
};

Component<LayerConfig> component(std::shared_ptr<const LayerConfig> config) {
  return {"test", std::move(config), {}, "", {}};
}

/// A Variational of three latent_inputs and two latent values.
LayerComponents latent_layers(LatentEvaluation evaluation, bool in_lanes) {
  auto config = std::make_shared<VariationalConfig>();
  config->mean = layers_of("[{type: Linear, out_features: 2}]");
  config->log_variance = layers_of("[{type: Linear, out_features: 2}, Tanh]");
  if (in_lanes) {
    const auto lanes = component(std::make_shared<const SideBySideConfig>());
    config->mean.insert(config->mean.begin(), lanes);
    config->log_variance.push_back(lanes);
  }
  config->kl_weight = 1.5;
  config->evaluation = evaluation;
  return {component(std::move(config))};
}

constexpr Index latent_inputs = 3, latent_values = 2;

template <class T>
struct Latent {
  Latent(Index count, bool in_lanes = false, LatentEvaluation evaluation = LatentEvaluation::mean)
      : rows(count),
        chain(latent_layers(evaluation, in_lanes), {latent_inputs}, rows),
        parameters(static_cast<std::size_t>(total_size(chain.parameters()))),
        gradients(parameters.size()),
        in(static_cast<std::size_t>(rows * latent_inputs)),
        grad_in(in.size()),
        factors(static_cast<std::size_t>(rows * latent_values)),
        weights(static_cast<std::size_t>(rows)) {
    chain.attach(parameters.data(), gradients.data());
    Generator generator(3);
    chain.initialize(generator);
    generator.uniform(std::span(in), -2, 2);
    generator.uniform(std::span(factors), -1, 1);
    generator.uniform(std::span(weights), 0, 2);
  }
  std::vector<T> forward(ForwardContext context) {
    Generator draws(5);  // the same each time
    context.generator = context.training ? &draws : nullptr;
    const Matrix<const T> out = chain.forward({in.data(), rows, latent_inputs}, context);
    return {out.data, out.data + out.size()};
  }
  /// Σ c·z + Σ share·KL.
  double objective() {
    const std::vector<T> out = forward({.training = true});
    std::vector<double> added(static_cast<std::size_t>(rows), 0);
    chain.add_loss(added);
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) sum += static_cast<double>(factors[i] * out[i]);
    for (std::size_t i = 0; i < added.size(); ++i) sum += shares.of(static_cast<Index>(i)) * added[i];
    return sum;
  }
  void backward() {
    std::ranges::copy(factors, chain.output_gradient(rows).data);
    chain.backward({in.data(), rows, latent_inputs}, {grad_in.data(), rows, latent_inputs},
                   {.training = true, .loss_shares = shares});
  }

  Index rows;
  Chain<T> chain;
  std::vector<T> parameters, gradients, in, grad_in, factors;
  std::vector<double> weights;
  LossShares shares{.of_every = 0.3, .of_each = weights.data()};
};

double largest_error(Latent<double>& latent, std::vector<double>& at, const std::vector<double>& gradient) {
  constexpr double step = 1e-6;
  double worst = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double middle = at[i];
    at[i] = middle + step;
    const double above = latent.objective();
    at[i] = middle - step;
    const double below = latent.objective();
    at[i] = middle;
    worst = std::max(worst, std::abs((above - below) / (2 * step) - gradient[i]));
  }
  return worst;
}

}  // namespace

TEST_CASE("the gradient of latent draws and of their divergence is that of finite differences") {
  for (const Index rows : {1, 3, 9, 20}) {
    for (const bool in_lanes : {false, true}) {
      CAPTURE(rows);
      CAPTURE(in_lanes);
      Latent<double> latent(rows, in_lanes);
      latent.objective();
      latent.backward();
      const std::vector<double> by_parameters = latent.gradients, by_inputs = latent.grad_in;
      CHECK(largest_error(latent, latent.parameters, by_parameters) < 1e-7);
      CHECK(largest_error(latent, latent.in, by_inputs) < 1e-7);
    }
  }
}

TEST_CASE("latent values are the same bits row by row and side by side, and so is what they add") {
  for (const Index rows : {1, 5, 8, 9, 40}) {
    CAPTURE(rows);
    for (const LatentEvaluation evaluation : {LatentEvaluation::mean, LatentEvaluation::sample}) {
      Latent<float> as_rows(rows, false, evaluation), in_lanes(rows, true, evaluation);
      for (const bool training : {false, true})
        CHECK(as_rows.forward({.training = training}) == in_lanes.forward({.training = training}));
      CHECK(as_rows.objective() == in_lanes.objective());
      as_rows.backward();
      in_lanes.backward();
      CHECK(as_rows.gradients == in_lanes.gradients);
      CHECK(as_rows.grad_in == in_lanes.grad_in);
    }
  }
}

TEST_CASE("the divergence is that of the formula") {
  auto config = std::make_shared<VariationalConfig>();
  config->mean = config->log_variance = layers_of("[Identity]");
  Chain<double> chain({component(config)}, {2}, 2);
  const std::vector<double> in = {0, 1, -2, 0.5};
  chain.forward({in.data(), 2, 2}, {.training = false});
  std::vector<double> added = {10, 20};
  chain.add_loss(added);
  const auto term = [](double v) { return -0.5 * (1 + v - v * v - std::exp(v)); };
  CHECK(added[0] == doctest::Approx(10 + term(0) + term(1)).epsilon(1e-14));
  CHECK(added[1] == doctest::Approx(20 + term(-2) + term(0.5)).epsilon(1e-14));
}

TEST_CASE("an evaluation that samples draws for a sample by the sample alone") {
  constexpr Index rows = 6;
  Latent<double> all(rows, false, LatentEvaluation::sample), means(rows);
  const std::vector<double> drawn = all.forward({.training = false});
  CHECK(drawn == all.forward({.training = false}));
  CHECK(drawn != means.forward({.training = false}));
  for (Index i = 0; i < rows; ++i) {
    const Matrix<const double> alone =
        all.chain.forward({all.in.data() + i * latent_inputs, 1, latent_inputs}, {.training = false});
    for (Index j = 0; j < latent_values; ++j)
      CHECK(alone.data[j] == drawn[static_cast<std::size_t>(i * latent_values + j)]);
  }
}

TEST_CASE("such draws are normal, with mean 0 and variance 1") {
  constexpr Index rows = 20000;
  auto config = std::make_shared<VariationalConfig>();
  // A draw of mean 0 and variance 1 for each of the two latent_inputs.
  config->mean = config->log_variance =
      layers_of("[{type: Linear, out_features: 2, weight_init: zeros, bias_init: zeros}]");
  config->evaluation = LatentEvaluation::sample;
  Chain<double> chain({component(config)}, {2}, rows);
  std::vector<double> parameters(static_cast<std::size_t>(total_size(chain.parameters()))),
      gradients(parameters);
  chain.attach(parameters.data(), gradients.data());
  std::vector<double> in(rows * 2);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<double>(i) / 1000;
  const Matrix<const double> z = chain.forward({in.data(), rows, 2}, {.training = false});
  double sum = 0, squares = 0, together = 0, beyond_two = 0;
  for (Index i = 0; i < z.size(); ++i) {
    sum += z.data[i];
    squares += z.data[i] * z.data[i];
    beyond_two += std::abs(z.data[i]) > 2 ? 1 : 0;
    if (i % 2 == 1) together += z.data[i] * z.data[i - 1];
  }
  const auto count = static_cast<double>(z.size());
  CHECK(std::abs(sum / count) < 0.02);
  CHECK(std::abs(squares / count - 1) < 0.03);
  CHECK(std::abs(beyond_two / count - 0.0455) < 0.004);
  CHECK(std::abs(together / static_cast<double>(rows)) < 0.03);
}

TEST_CASE("a mean and a log-variance have one shape") {
  Diagnostics diagnostics;
  const auto layers = bound<LayerComponents>(
      "network",
      "network: [{type: Variational, mean: [{type: Linear, out_features: 2}], log_variance: [{type: Linear, "
      "out_features: 3}]}]",
      diagnostics);
  CHECK(!summarize(layers, {4}, diagnostics));
  CHECK(lines_of(diagnostics) ==
        std::vector<std::string>{
            "1:86: error: network.0.log_variance: Variational needs a log-variance for each mean, but mean "
            "gives [N, 2] and log_variance [N, 3]"});
  Diagnostics missing;
  bound<LayerComponents>("network", "network: [{type: Variational, mean: [Tanh]}]", missing);
  CHECK(lines_of(missing).front().starts_with(
      "1:11: error: network.0: Variational needs the parameter 'log_variance': The layers that give the "
      "logarithms of the variances, in the shape of the means"));
}

}  // namespace runner
