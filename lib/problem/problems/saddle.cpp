#include "problem/problems/saddle.h"

#include "spec/registration.h"

namespace runner {

Spec<SaddleConfig> SaddleConfig::spec() {
  using C = SaddleConfig;
  return Spec<C>("saddle", "A saddle point at the origin; the function has no minimum.")
      .source("w0² - w1², the textbook example of a saddle point")
      .formula("f(w) = w0² - w1²")
      .field("start", &C::start,
             "Where the two parameters start; with w1 = 0 gradient descent never leaves.");
}

template <class T>
T SaddleConfig::value(std::span<const T> w, std::span<T> gradient) const {
  gradient[0] = 2 * w[0];
  gradient[1] = -2 * w[1];
  return w[0] * w[0] - w[1] * w[1];
}

template float SaddleConfig::value(std::span<const float>, std::span<float>) const;
template double SaddleConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, SaddleConfig>();

}  // namespace runner
