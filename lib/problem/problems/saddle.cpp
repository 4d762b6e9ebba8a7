#include "problem/problems/saddle.h"

namespace runner {

namespace {

template <class T>
T value_and_gradient(std::span<const T> w, std::span<T> gradient) {
  gradient[0] = 2 * w[0];
  gradient[1] = -2 * w[1];
  return w[0] * w[0] - w[1] * w[1];
}

}  // namespace

Spec<SaddleConfig> SaddleConfig::spec() {
  using C = SaddleConfig;
  return Spec<C>("saddle", "A saddle point at the origin; the function has no minimum.")
      .source("w0² - w1², the textbook example of a saddle point")
      .formula("f(w) = w0² - w1²")
      .field("start", &C::start,
             "Where the two parameters start; with w1 = 0 gradient descent never leaves.");
}

float SaddleConfig::evaluate(std::span<const float> w, std::span<float> gradient) const {
  return value_and_gradient(w, gradient);
}

double SaddleConfig::evaluate(std::span<const double> w, std::span<double> gradient) const {
  return value_and_gradient(w, gradient);
}

}  // namespace runner
