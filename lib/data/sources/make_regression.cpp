#include "data/sources/make_regression.h"

#include <algorithm>

#include "base/stop.h"
#include "data/sources/generated.h"
#include "spec/registration.h"

namespace runner {

namespace {

bool is_moderate(const MakeRegressionConfig& c) {
  const double samples = static_cast<double>(c.n_samples), features = static_cast<double>(c.n_features);
  const double targets = static_cast<double>(c.n_targets);
  return std::max({samples * features, samples * targets, features * targets}) <= most_generated_values;
}

/// targets = features · weights + bias; the first `informative` features alone have weights.
std::vector<double> linear_targets(const MakeRegressionConfig& c, const std::vector<double>& features,
                                   const std::vector<double>& weights, std::int64_t informative) {
  std::vector<double> targets;
  targets.reserve(static_cast<std::size_t>(c.n_samples * c.n_targets));
  for (std::int64_t row = 0; row < c.n_samples; ++row) {
    for (std::int64_t target = 0; target < c.n_targets; ++target) {
      look_at_stop();
      double sum = 0;
      for (std::int64_t i = 0; i < informative; ++i) {
        sum += features[static_cast<std::size_t>(row * c.n_features + i)] *
               weights[static_cast<std::size_t>(i * c.n_targets + target)];
      }
      targets.push_back(sum + c.bias);
    }
  }
  return targets;
}

}  // namespace

Spec<MakeRegressionConfig> MakeRegressionConfig::spec() {
  using C = MakeRegressionConfig;
  return Spec<C>("make_regression", "Gaussian features, and targets that are linear in some of them.")
      .source("sklearn.datasets.make_regression")
      .formula(
          "y = X·w + bias + N(0, noise²), X from N(0, 1), w from U(0, 100) for informative features, else 0")
      .field("n_samples", &C::n_samples, "Number of rows.", closed(1, 1e8))
      .field("n_features", &C::n_features, "Number of features.", closed(1, 1e6))
      .field("n_informative", &C::n_informative, "Features that decide the target, at most n_features.",
             closed(0, 1e6))
      .field("n_targets", &C::n_targets, "Number of target columns.", closed(1, 1e6))
      .field("bias", &C::bias, "Added to every target.")
      .field("noise", &C::noise, "Standard deviation of the Gaussian noise on the targets.", at_least(0))
      .field("shuffle", &C::shuffle, "Permute rows and features; without it informative features come first.")
      .field("random_state", &C::random_state, "Decides all that is drawn.", closed(0, 4294967295.0))
      .check("n_samples", "rows, features and targets make more than a billion values",
             [](const C& c) { return is_moderate(c); });
}

std::optional<Dataset> MakeRegressionConfig::load(TargetKind wanted, ErrorSink& sink,
                                                  Diagnostics& /*diagnostics*/, DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  Generated made = room_for(n_samples, n_features, n_targets);
  made.features.resize(static_cast<std::size_t>(n_samples * n_features));
  for (double& value : made.features) value = random.normal();
  const std::int64_t informative = std::min(n_informative, n_features);
  std::vector<double> weights(static_cast<std::size_t>(informative * n_targets));
  for (double& weight : weights) weight = 100 * random.random_sample();

  made.targets = linear_targets(*this, made.features, weights, informative);
  if (noise > 0) {
    for (double& value : made.targets) value += random.normal(0, noise);
  }
  if (shuffle) {
    shuffle_rows(made, random);
    shuffle_features(made, random);
  }
  return to_dataset(std::move(made), wanted, sink);
}

template Registration<DataConfig> registration<DataConfig, MakeRegressionConfig>();

}  // namespace runner
