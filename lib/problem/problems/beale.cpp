#include "problem/problems/beale.h"

#include "spec/registration.h"

namespace runner {

Spec<BealeConfig> BealeConfig::spec() {
  using C = BealeConfig;
  return Spec<C>("beale", "A flat plain with steep ridges at its corners.")
      .source("Beale 1958, in Moré, Garbow & Hillstrom 1981, doi:10.1145/355934.355936, function 5")
      .formula(
          "f(w) = Σ (c_k - w0·(1 - w1^k))² with c = 1.5, 2.25, 2.625 for k = 1, 2, 3,  minimum 0 at (3, 0.5)")
      .field("start", &C::start, "Where the two parameters start.");
}

std::vector<std::vector<double>> BealeConfig::minima() const {
  return {{3, 0.5}};
}

template <class T>
T BealeConfig::value(std::span<const T> w, std::span<T> gradient) const {
  const T x = w[0], y = w[1];
  constexpr std::array<T, 3> levels = {T(1.5), T(2.25), T(2.625)};
  T sum = 0, power_before = 1;  // y^(k-1)
  gradient[0] = gradient[1] = 0;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    const T power = power_before * y;
    const T residual = levels[k] - x * (1 - power);
    gradient[0] += 2 * residual * (power - 1);
    gradient[1] += 2 * residual * x * static_cast<T>(k + 1) * power_before;
    sum += residual * residual;
    power_before = power;
  }
  return sum;
}

template float BealeConfig::value(std::span<const float>, std::span<float>) const;
template double BealeConfig::value(std::span<const double>, std::span<double>) const;

template Registration<ProblemConfig> registration<ProblemConfig, BealeConfig>();

}  // namespace runner
