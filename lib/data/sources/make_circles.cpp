#include "data/sources/make_circles.h"

#include <cmath>
#include <numbers>

#include "base/stop.h"
#include "data/sources/generated.h"
#include "spec/registration.h"

namespace runner {

Spec<MakeCirclesConfig> MakeCirclesConfig::spec() {
  using C = MakeCirclesConfig;
  return Spec<C>("make_circles", "A circle inside another in the plane, a class each.")
      .source("sklearn.datasets.make_circles")
      .field("n_samples", &C::n_samples, "Number of rows, half of them for each class.", closed(1, 1e8))
      .field("shuffle", &C::shuffle, "Permute the rows; without it they come class by class.")
      .field("noise", &C::noise, "Standard deviation of the Gaussian noise on the points.", at_least(0))
      .field("factor", &C::factor, "The inner circle's radius; the outer one's is 1.", half_open(0, 1))
      .field("random_state", &C::random_state, "Decides all that is drawn.", closed(0, 4294967295.0));
}

std::optional<Dataset> MakeCirclesConfig::load(TargetKind wanted, ErrorSink& sink,
                                               Diagnostics& /*diagnostics*/, DataFiles& /*files*/) const {
  NumpyRandom random(static_cast<std::uint32_t>(random_state));
  Generated made = room_for(n_samples, 2);
  const auto add_circle = [&](double radius, Index count, double label) {
    for (const double angle : linspace(2 * std::numbers::pi, count, false)) {
      look_at_stop();
      made.features.insert(made.features.end(), {std::cos(angle) * radius, std::sin(angle) * radius});
      made.targets.push_back(label);
    }
  };
  const Index outer = n_samples / 2;
  add_circle(1, outer, 0);
  add_circle(factor, n_samples - outer, 1);
  if (shuffle) shuffle_rows(made, random);
  add_noise(made, noise, random);
  return to_dataset(std::move(made), wanted, sink);
}

template Registration<DataConfig> registration<DataConfig, MakeCirclesConfig>();

}  // namespace runner
