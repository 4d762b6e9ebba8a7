#include "nn/initializers/variance_scaling.h"

#include <cmath>

#include "nn/initializers/fan.h"
#include "nn/initializers/trunc_normal.h"
#include "spec/registration.h"

namespace runner {
namespace {

/// Draws of this standard deviation after the cut at two deviations, which takes some of it away.
template <class T>
void fill_within_two_deviations(std::span<T> values, double std, Generator& generator) {
  constexpr double left_by_the_cut = 0.87962566103423978;
  const double before = std / left_by_the_cut;
  fill_trunc_normal(values, 0, before, -2 * before, 2 * before, generator);
}

}  // namespace

Spec<VarianceScalingConfig> VarianceScalingConfig::spec() {
  using C = VarianceScalingConfig;
  return Spec<C>("variance_scaling",
                 "Draws whose variance is scale divided by the number of inputs, of outputs, or their mean.")
      .source("tf.keras.initializers.VarianceScaling")
      .formula(
          "n = fan_in, fan_out or their mean\ntruncated_normal: N(0, scale / n / 0.8796²) within two "
          "deviations; normal: N(0, scale / n); uniform: U[-b, b), b = √(3 · scale / n)")
      .field("scale", &C::scale, "The variance times n.", above(0))
      .field("mode", &C::mode, "What n is.")
      .field("distribution", &C::distribution, "How the draws are spread.");
}

void VarianceScalingConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("variance_scaling", shape, sink);
}

template <class T>
void VarianceScalingConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  const Fan fan = fan_of(shape);
  double n = (fan.in + fan.out) / 2;
  if (mode != ScalingMode::fan_avg) n = mode == ScalingMode::fan_in ? fan.in : fan.out;
  const double std = std::sqrt(scale / n);
  switch (distribution) {
    case ScalingDistribution::truncated_normal:
      return fill_within_two_deviations(values, std, generator);
    case ScalingDistribution::untruncated_normal:
      return generator.normal(values, 0, std);
    case ScalingDistribution::uniform:
      return generator.uniform(values, -std::sqrt(3.0) * std, std::sqrt(3.0) * std);
  }
}

Spec<LecunNormalConfig> LecunNormalConfig::spec() {
  using C = LecunNormalConfig;
  return Spec<C>("lecun_normal",
                 "Normal draws within two deviations that keep the variance of the signals, for SELU.")
      .source("LeCun et al. 1998, Efficient BackProp; tf.keras.initializers.LecunNormal")
      .formula("w ~ N(0, 1 / fan_in / 0.8796²) within two deviations");
}

void LecunNormalConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("lecun_normal", shape, sink);
}

template <class T>
void LecunNormalConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  fill_within_two_deviations(values, std::sqrt(1 / fan_of(shape).in), generator);
}

Spec<LecunUniformConfig> LecunUniformConfig::spec() {
  using C = LecunUniformConfig;
  return Spec<C>("lecun_uniform", "Even draws that keep the variance of the signals, for SELU.")
      .source("LeCun et al. 1998, Efficient BackProp; tf.keras.initializers.LecunUniform")
      .formula("w ~ U[-b, b),  b = √(3 / fan_in)");
}

void LecunUniformConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("lecun_uniform", shape, sink);
}

template <class T>
void LecunUniformConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  const double bound = std::sqrt(3 / fan_of(shape).in);
  generator.uniform(values, -bound, bound);
}

template void VarianceScalingConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void VarianceScalingConfig::draw(std::span<double>, const Shape&, Generator&) const;
template void LecunNormalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void LecunNormalConfig::draw(std::span<double>, const Shape&, Generator&) const;
template void LecunUniformConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void LecunUniformConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, LecunUniformConfig>();
template Registration<InitializerConfig> registration<InitializerConfig, LecunNormalConfig>();
template Registration<InitializerConfig> registration<InitializerConfig, VarianceScalingConfig>();

}  // namespace runner
