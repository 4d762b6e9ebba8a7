#include "problem/problems/ill_conditioned_quadratic.h"

#include <algorithm>
#include <cmath>

#include "spec/registration.h"

namespace runner {

namespace {

template <class T>
void turn(T& x, T& y, T cosine, T sine) {
  const T moved = cosine * x - sine * y;
  y = sine * x + cosine * y;
  x = moved;
}

}  // namespace

Spec<IllConditionedQuadraticConfig> IllConditionedQuadraticConfig::spec() {
  using C = IllConditionedQuadraticConfig;
  Spec<C> spec("ill_conditioned_quadratic", "A bowl that is far steeper along some directions than others.");
  spec.source("Polyak 1964, doi:10.1016/0041-5553(64)90137-5; Nesterov 2004, section 2.1.4")
      .formula(
          "f(w) = ½·Σ λ_i·v_i²,  λ_i = condition^(-i/(n-1)) for i = 0 … n-1,  v = w or w rotated,  minimum 0 "
          "at 0");
  add_fields(spec);
  spec.field("condition", &C::condition, "The largest curvature over the smallest.", closed(1, 1e30));
  spec.field(
      "rotated", &C::rotated,
      "Turn every two neighbouring axes by 45° in turn, so that no parameter has a curvature of its own.");
  return spec;
}

template <class T>
T IllConditionedQuadraticConfig::value(std::span<const T> w, std::span<T> gradient) const {
  const std::size_t n = w.size();
  const T half_turn = std::sqrt(T(0.5));  // the sine and cosine of 45°
  std::copy(w.begin(), w.end(), gradient.begin());
  for (std::size_t i = 0; rotated && i + 1 < n; ++i) turn(gradient[i], gradient[i + 1], half_turn, half_turn);

  const double ratio = n > 1 ? std::pow(condition, -1 / static_cast<double>(n - 1)) : 1;
  double curvature = 1;
  T sum = 0;
  for (T& v : gradient) {
    const T position = v;
    v *= static_cast<T>(curvature);
    sum += v * position / 2;
    curvature *= ratio;
  }
  for (std::size_t i = n; rotated && i-- > 1;) turn(gradient[i - 1], gradient[i], half_turn, -half_turn);
  return sum;
}

template float IllConditionedQuadraticConfig::value(std::span<const float>, std::span<float>) const;
template double IllConditionedQuadraticConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, IllConditionedQuadraticConfig>();

}  // namespace runner
