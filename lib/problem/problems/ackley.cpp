#include "problem/problems/ackley.h"

#include <cmath>
#include <numbers>

#include "spec/registration.h"

namespace runner {

Spec<AckleyConfig> AckleyConfig::spec() {
  Spec<AckleyConfig> spec("ackley", "A funnel with many local minima in an almost flat plain.");
  spec.source("Ackley 1987, doi:10.1007/978-1-4613-1997-9")
      .formula(
          "f(w) = 20 + e - 20·exp(-0.2·√(Σ w_i² / n)) - exp(Σ cos(2π·w_i) / n),  minimum 0 at 0, where the "
          "gradient is taken to be 0");
  add_fields(spec);
  return spec;
}

template <class T>
T AckleyConfig::value(std::span<const T> w, std::span<T> gradient) const {
  constexpr T turn = T(2 * std::numbers::pi), depth = 20, decay = T(0.2);
  const T n = static_cast<T>(w.size());
  T squares = 0, cosines = 0;
  for (const T x : w) {
    squares += x * x;
    cosines += std::cos(turn * x);
  }
  const T radius = std::sqrt(squares / n);
  const T funnel = depth * std::exp(-decay * radius);
  const T waves = std::exp(cosines / n);
  for (std::size_t i = 0; i < w.size(); ++i) {
    gradient[i] = waves * turn * std::sin(turn * w[i]) / n;
    if (radius > 0) gradient[i] += decay * funnel * w[i] / (n * radius);
  }
  return depth + std::numbers::e_v<T> - funnel - waves;
}

template float AckleyConfig::value(std::span<const float>, std::span<float>) const;
template double AckleyConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, AckleyConfig>();

}  // namespace runner
