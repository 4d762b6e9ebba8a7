#include "problem/problems/rastrigin.h"

#include <cmath>
#include <numbers>

#include "spec/registration.h"

namespace runner {

Spec<RastriginConfig> RastriginConfig::spec() {
  Spec<RastriginConfig> spec("rastrigin", "A bowl covered with a regular pattern of local minima.");
  spec.source("Rastrigin 1974; Mühlenbein, Schomisch & Born 1991, doi:10.1016/S0167-8191(05)80052-3")
      .formula("f(w) = Σ (10 + w_i² - 10·cos(2π·w_i)),  minimum 0 at 0");
  add_fields(spec);
  return spec;
}

template <class T>
T RastriginConfig::value(std::span<const T> w, std::span<T> gradient) const {
  constexpr T turn = T(2 * std::numbers::pi), height = 10;
  T sum = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    gradient[i] = 2 * w[i] + height * turn * std::sin(turn * w[i]);
    sum += height + w[i] * w[i] - height * std::cos(turn * w[i]);
  }
  return sum;
}

template float RastriginConfig::value(std::span<const float>, std::span<float>) const;
template double RastriginConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, RastriginConfig>();

}  // namespace runner
