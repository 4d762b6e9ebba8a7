#include "problem/problems/himmelblau.h"

#include "spec/registration.h"

namespace runner {

Spec<HimmelblauConfig> HimmelblauConfig::spec() {
  using C = HimmelblauConfig;
  return Spec<C>("himmelblau", "Four equal minima around a hill.")
      .source("Himmelblau 1972, Applied Nonlinear Programming, ISBN 0-07-028921-2")
      .formula("f(w) = (w0² + w1 - 11)² + (w0 + w1² - 7)²,  minimum 0 at (3, 2) and three points more")
      .field("start", &C::start, "Where the two parameters start.");
}

std::vector<std::vector<double>> HimmelblauConfig::minima() const {
  return {{3, 2},
          {-2.805118086952745, 3.131312518250573},
          {-3.779310253377747, -3.2831859912861694},
          {3.5844283403304917, -1.8481265269644035}};
}

template <class T>
T HimmelblauConfig::value(std::span<const T> w, std::span<T> gradient) const {
  const T first = w[0] * w[0] + w[1] - 11;
  const T second = w[0] + w[1] * w[1] - 7;
  gradient[0] = 4 * w[0] * first + 2 * second;
  gradient[1] = 2 * first + 4 * w[1] * second;
  return first * first + second * second;
}

template float HimmelblauConfig::value(std::span<const float>, std::span<float>) const;
template double HimmelblauConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, HimmelblauConfig>();

}  // namespace runner
