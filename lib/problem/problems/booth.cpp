#include "problem/problems/booth.h"

#include "spec/registration.h"

namespace runner {

Spec<BoothConfig> BoothConfig::spec() {
  using C = BoothConfig;
  return Spec<C>("booth", "A quadratic bowl that lies across the axes; its curvatures are 2 and 18.")
      .source("Jamil & Yang 2013, arXiv:1308.4008, function 17")
      .formula("f(w) = (w0 + 2·w1 - 7)² + (2·w0 + w1 - 5)²,  minimum 0 at (1, 3)")
      .field("start", &C::start, "Where the two parameters start.");
}

std::vector<std::vector<double>> BoothConfig::minima() const {
  return {{1, 3}};
}

template <class T>
T BoothConfig::value(std::span<const T> w, std::span<T> gradient) const {
  const T first = w[0] + 2 * w[1] - 7;
  const T second = 2 * w[0] + w[1] - 5;
  gradient[0] = 2 * first + 4 * second;
  gradient[1] = 4 * first + 2 * second;
  return first * first + second * second;
}

template float BoothConfig::value(std::span<const float>, std::span<float>) const;
template double BoothConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, BoothConfig>();

}  // namespace runner
