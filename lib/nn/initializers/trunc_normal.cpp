#include "nn/initializers/trunc_normal.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "spec/registration.h"

// Rejection sampling draw by draw as PyTorch does it, which used to invert the distribution function: a
// tensor is drawn whole and drawn whole again for the values that are outside, so its numbers depend on how
// many tries the unluckiest value needs. Any other way gives other values for the same seed.

namespace runner {
namespace {

double below(double x) {
  return (1 + std::erf(x / std::sqrt(2.0))) / 2;
}

/// Where most of the distribution lies within the bounds: what falls outside is drawn again, each time for
/// the whole tensor.
template <class T>
void draw_until_inside(std::span<T> values, double mean, double std, T low, T high, Generator& generator) {
  const auto outside = [&](T value) { return value < low || value > high; };
  generator.normal(values, mean, std);
  std::vector<T> again(values.size());
  while (std::any_of(values.begin(), values.end(), outside)) {
    generator.normal(std::span<T>(again), mean, std);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (outside(values[i])) values[i] = again[i];
    }
  }
}

/// Elsewhere: even draws, of which each is kept as often as its density is to the highest one.
template <class T>
void draw_and_reject(std::span<T> values, double mean, double std, double a, double b, Generator& generator) {
  const double peak = (std::clamp(mean, a, b) - mean) / std;
  const T log_peak = static_cast<T>(-0.5 * peak * peak);
  std::vector<T> candidates(values.size()), accept(values.size());
  std::vector<bool> pending(values.size(), true);
  while (std::find(pending.begin(), pending.end(), true) != pending.end()) {
    generator.uniform(std::span<T>(candidates), a, b);
    generator.uniform(std::span<T>(accept), 0, 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!pending[i]) continue;
      values[i] = candidates[i];
      const T distance = (candidates[i] - static_cast<T>(mean)) / static_cast<T>(std);
      pending[i] = std::log(accept[i]) > distance * distance * T(-0.5) - log_peak;
    }
  }
}

}  // namespace

template <class T>
void fill_trunc_normal(std::span<T> values, double mean, double std, double a, double b,
                       Generator& generator) {
  constexpr double enough = 0.3;
  if (below((b - mean) / std) - below((a - mean) / std) > enough) {
    draw_until_inside(values, mean, std, static_cast<T>(a), static_cast<T>(b), generator);
  } else {
    draw_and_reject(values, mean, std, a, b, generator);
  }
}

template void fill_trunc_normal(std::span<float>, double, double, double, double, Generator&);
template void fill_trunc_normal(std::span<double>, double, double, double, double, Generator&);

Spec<TruncNormalConfig> TruncNormalConfig::spec() {
  using C = TruncNormalConfig;
  return Spec<C>("trunc_normal",
                 "Normal draws between two bounds, which count in values, not in standard deviations.")
      .source("torch.nn.init.trunc_normal_")
      .formula("w ~ N(mean, std²) given a <= w <= b")
      .field("mean", &C::mean, "Mean of the distribution.")
      .field("std", &C::std, "Standard deviation.", above(0))
      .field("a", &C::a, "The least value.")
      .field("b", &C::b, "The largest value.")
      .check("b", "b must be above a", [](const C& c) { return c.a < c.b; });
}

template <class T>
void TruncNormalConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  static_cast<void>(shape);
  fill_trunc_normal(values, mean, std, a, b, generator);
}

Spec<TruncatedNormalConfig> TruncatedNormalConfig::spec() {
  using C = TruncatedNormalConfig;
  return Spec<C>("truncated_normal",
                 "Normal draws that are made again where they are further from the mean than two standard "
                 "deviations.")
      .source("tf.keras.initializers.TruncatedNormal; DeepOBS")
      .formula("w ~ N(mean, std²) given |w - mean| <= 2 · std")
      .field("mean", &C::mean, "Mean of the distribution.")
      .field("std", &C::std, "Standard deviation.", above(0));
}

template <class T>
void TruncatedNormalConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  static_cast<void>(shape);
  fill_trunc_normal(values, mean, std, mean - 2 * std, mean + 2 * std, generator);
}

template void TruncNormalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void TruncNormalConfig::draw(std::span<double>, const Shape&, Generator&) const;
template void TruncatedNormalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void TruncatedNormalConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, TruncNormalConfig>();
template Registration<InitializerConfig> registration<InitializerConfig, TruncatedNormalConfig>();

}  // namespace runner
