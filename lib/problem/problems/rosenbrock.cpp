#include "problem/problems/rosenbrock.h"

#include "spec/registration.h"

namespace runner {

Spec<RosenbrockConfig> RosenbrockConfig::spec() {
  using C = RosenbrockConfig;
  return Spec<C>("rosenbrock", "A narrow curved valley with an almost flat floor.")
      .source("Rosenbrock 1960, doi:10.1093/comjnl/3.3.175")
      .formula("f(w) = (a - w0)² + b·(w1 - w0²)²,  minimum 0 at (a, a²)")
      .field("a", &C::a, "Where the minimum lies along the valley.")
      .field("b", &C::b, "How steep the walls of the valley are.", at_least(0))
      .field("start", &C::start, "Where the two parameters start.");
}

template <class T>
T RosenbrockConfig::value(std::span<const T> w, std::span<T> gradient) const {
  const T steepness = static_cast<T>(b);
  const T along = static_cast<T>(a) - w[0];
  const T across = w[1] - w[0] * w[0];
  gradient[0] = -2 * along - 4 * steepness * w[0] * across;
  gradient[1] = 2 * steepness * across;
  return along * along + steepness * across * across;
}

template float RosenbrockConfig::value(std::span<const float>, std::span<float>) const;
template double RosenbrockConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, RosenbrockConfig>();

}  // namespace runner
