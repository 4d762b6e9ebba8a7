#include "problem/problems/rosenbrock.h"

namespace runner {

namespace {

template <class T>
T value_and_gradient(const RosenbrockConfig& config, std::span<const T> w, std::span<T> gradient) {
  const T b = static_cast<T>(config.b);
  const T along = static_cast<T>(config.a) - w[0];
  const T across = w[1] - w[0] * w[0];
  gradient[0] = -2 * along - 4 * b * w[0] * across;
  gradient[1] = 2 * b * across;
  return along * along + b * across * across;
}

}  // namespace

Spec<RosenbrockConfig> RosenbrockConfig::spec() {
  using C = RosenbrockConfig;
  return Spec<C>("rosenbrock", "A narrow curved valley with an almost flat floor.")
      .source("Rosenbrock 1960, doi:10.1093/comjnl/3.3.175")
      .formula("f(w) = (a - w0)² + b·(w1 - w0²)²,  minimum 0 at (a, a²)")
      .field("a", &C::a, "Where the minimum lies along the valley.")
      .field("b", &C::b, "How steep the walls of the valley are.", at_least(0))
      .field("start", &C::start, "Where the two parameters start.");
}

float RosenbrockConfig::evaluate(std::span<const float> w, std::span<float> gradient) const {
  return value_and_gradient(*this, w, gradient);
}

double RosenbrockConfig::evaluate(std::span<const double> w, std::span<double> gradient) const {
  return value_and_gradient(*this, w, gradient);
}

}  // namespace runner
