#include "data/sources/make_friedman.h"

#include <cmath>
#include <numbers>
#include <utility>

#include "data/sources/generated.h"
#include "spec/registration.h"

namespace runner {

namespace {

template <class C>
Spec<C>& add_fields(Spec<C>& spec) {
  return spec
      .field("noise", &C::noise, "Standard deviation of the Gaussian noise on the target.", at_least(0))
      .field("random_state", &C::random_state, "Decides all that is drawn.", closed(0, 4294967295.0));
}

template <class C>
Spec<C> circuit_spec(const char* name, const char* summary, const char* source, const char* formula) {
  Spec<C> spec(name, summary);
  spec.source(source).formula(formula).field("n_samples", &C::n_samples, "Number of rows.", closed(1, 1e8));
  return add_fields(spec);
}

void add_noise_to_targets(Generated& made, double noise, NumpyRandom& random) {
  for (double& target : made.targets) target += noise * random.normal();
}

/// Rows of resistance, frequency, inductance and capacity (less its sign), with `target` of each.
template <class Target>
Generated circuit(std::int64_t rows, NumpyRandom& random, const Target& target) {
  Generated made = room_for(rows, 4);
  for (std::int64_t row = 0; row < rows; ++row) {
    const double resistance = 100 * random.random_sample();
    const double frequency = random.random_sample() * (520 * std::numbers::pi) + 40 * std::numbers::pi;
    const double inductance = random.random_sample();
    const double capacity = 10 * random.random_sample() + 1;
    made.features.insert(made.features.end(), {resistance, frequency, inductance, capacity});
    made.targets.push_back(target(resistance, frequency * inductance - 1 / (frequency * capacity)));
  }
  return made;
}

}  // namespace

Spec<MakeFriedman1Config> MakeFriedman1Config::spec() {
  using C = MakeFriedman1Config;
  Spec<C> spec("make_friedman1", "Uniform features, five of which decide the target, not linearly.");
  spec.source("sklearn.datasets.make_friedman1; Friedman 1991, doi:10.1214/aos/1176347963")
      .formula("y = 10·sin(π·x0·x1) + 20·(x2 - 0.5)² + 10·x3 + 5·x4 + N(0, noise²),  x from U(0, 1)")
      .field("n_samples", &C::n_samples, "Number of rows.", closed(1, 1e8))
      .field("n_features", &C::n_features, "Number of features.", closed(5, 1e6))
      .check("n_samples", "rows × features are more than a billion values", [](const C& c) {
        return static_cast<double>(c.n_samples) * static_cast<double>(c.n_features) <= most_generated_values;
      });
  return add_fields(spec);
}

std::optional<Dataset> MakeFriedman1Config::load(TargetKind wanted, ErrorSink& sink,
                                                 Diagnostics& /*diagnostics*/, DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  Generated made = room_for(n_samples, n_features);
  made.features.resize(static_cast<std::size_t>(n_samples * n_features));
  for (double& value : made.features) value = random.random_sample();
  for (std::int64_t row = 0; row < n_samples; ++row) {
    const double* x = made.features.data() + row * n_features;
    const double from_middle = x[2] - 0.5;
    made.targets.push_back(10 * std::sin(std::numbers::pi * x[0] * x[1]) + 20 * from_middle * from_middle +
                           10 * x[3] + 5 * x[4]);
  }
  add_noise_to_targets(made, noise, random);
  return to_dataset(std::move(made), wanted, sink);
}

Spec<MakeFriedman2Config> MakeFriedman2Config::spec() {
  return circuit_spec<MakeFriedman2Config>(
      "make_friedman2", "The impedance of a circuit, from four features of very different size.",
      "sklearn.datasets.make_friedman2; Friedman 1991, doi:10.1214/aos/1176347963",
      "y = √(x0² + (x1·x2 - 1/(x1·x3))²) + N(0, noise²)");
}

std::optional<Dataset> MakeFriedman2Config::load(TargetKind wanted, ErrorSink& sink,
                                                 Diagnostics& /*diagnostics*/, DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  Generated made = circuit(n_samples, random, [](double resistance, double reactance) {
    return std::sqrt(resistance * resistance + reactance * reactance);
  });
  add_noise_to_targets(made, noise, random);
  return to_dataset(std::move(made), wanted, sink);
}

Spec<MakeFriedman3Config> MakeFriedman3Config::spec() {
  return circuit_spec<MakeFriedman3Config>(
      "make_friedman3", "The phase angle of a circuit, from four features of very different size.",
      "sklearn.datasets.make_friedman3; Friedman 1991, doi:10.1214/aos/1176347963",
      "y = arctan((x1·x2 - 1/(x1·x3)) / x0) + N(0, noise²)");
}

std::optional<Dataset> MakeFriedman3Config::load(TargetKind wanted, ErrorSink& sink,
                                                 Diagnostics& /*diagnostics*/, DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  Generated made = circuit(n_samples, random, [](double resistance, double reactance) {
    return std::atan(reactance / resistance);
  });
  add_noise_to_targets(made, noise, random);
  return to_dataset(std::move(made), wanted, sink);
}

template Registration<DataConfig> registration<DataConfig, MakeFriedman1Config>();
template Registration<DataConfig> registration<DataConfig, MakeFriedman2Config>();
template Registration<DataConfig> registration<DataConfig, MakeFriedman3Config>();

}  // namespace runner
