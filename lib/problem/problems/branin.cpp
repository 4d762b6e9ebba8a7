#include "problem/problems/branin.h"

#include <cmath>
#include <numbers>

#include "spec/registration.h"

namespace runner {

using std::numbers::pi;

Spec<BraninConfig> BraninConfig::spec() {
  using C = BraninConfig;
  return Spec<C>("branin", "Three equal minima in curved valleys.")
      .source("Branin 1972, doi:10.1147/rd.165.0504; constants and start as in DeepOBS, arXiv:1903.05499")
      .formula(
          "f(w) = (w1 - 5.1/(4π²)·w0² + 5/π·w0 - 6)² + 10·(1 - 1/(8π))·cos(w0) + 10,  minimum 5/(4π) at "
          "(-π, 12.275), (π, 2.275) and (3π, 2.475)")
      .field("start", &C::start, "Where the two parameters start.");
}

std::vector<std::vector<double>> BraninConfig::minima() const {
  return {{-pi, 12.275}, {pi, 2.275}, {3 * pi, 2.475}};
}

template <class T>
T BraninConfig::value(std::span<const T> w, std::span<T> gradient) const {
  constexpr T bend = T(5.1 / (4 * pi * pi)), slope = T(5 / pi), height = T(10 * (1 - 1 / (8 * pi)));
  const T valley = w[1] - bend * w[0] * w[0] + slope * w[0] - 6;
  gradient[0] = 2 * valley * (slope - 2 * bend * w[0]) - height * std::sin(w[0]);
  gradient[1] = 2 * valley;
  return valley * valley + height * std::cos(w[0]) + 10;
}

template float BraninConfig::value(std::span<const float>, std::span<float>) const;
template double BraninConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, BraninConfig>();

}  // namespace runner
