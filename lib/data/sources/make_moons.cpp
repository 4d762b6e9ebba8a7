#include "data/sources/make_moons.h"

#include <cmath>
#include <numbers>

#include "base/stop.h"
#include "data/sources/generated.h"
#include "spec/registration.h"

namespace runner {

Spec<MakeMoonsConfig> MakeMoonsConfig::spec() {
  using C = MakeMoonsConfig;
  return Spec<C>("make_moons", "Two interleaved half circles in the plane, a class each.")
      .source("sklearn.datasets.make_moons")
      .field("n_samples", &C::n_samples, "Number of rows, half of them for each class.", closed(1, 1e8))
      .field("shuffle", &C::shuffle, "Permute the rows; without it they come class by class.")
      .field("noise", &C::noise, "Standard deviation of the Gaussian noise on the points.", at_least(0))
      .field("random_state", &C::random_state, "Decides all that is drawn.", closed(0, 4294967295.0));
}

std::optional<Dataset> MakeMoonsConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& /*diagnostics*/,
                                             DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  Generated made = room_for(n_samples, 2);
  const auto add = [&](double x, double y, double label) {
    look_at_stop();
    made.features.insert(made.features.end(), {x, y});
    made.targets.push_back(label);
  };
  const Index outer = n_samples / 2;
  for (const double angle : linspace(std::numbers::pi, outer, true)) add(std::cos(angle), std::sin(angle), 0);
  for (const double angle : linspace(std::numbers::pi, n_samples - outer, true)) {
    add(1 - std::cos(angle), 1 - std::sin(angle) - 0.5, 1);
  }
  if (shuffle) shuffle_rows(made, random);
  add_noise(made, noise, random);
  return to_dataset(std::move(made), wanted, sink);
}

template Registration<DataConfig> registration<DataConfig, MakeMoonsConfig>();

}  // namespace runner
