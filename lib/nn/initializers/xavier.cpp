#include "nn/initializers/xavier.h"

#include <cmath>

#include "nn/initializers/fan.h"
#include "spec/registration.h"

namespace runner {
namespace {

constexpr const char* source =
    "Glorot & Bengio 2010, Understanding the difficulty of training deep feedforward neural networks";

double xavier_std(const Gain& gain, const Shape& shape) {
  const Fan fan = fan_of(shape);
  return number_of(gain) * std::sqrt(2.0 / (fan.in + fan.out));
}

}  // namespace

Spec<XavierUniformConfig> XavierUniformConfig::spec() {
  using C = XavierUniformConfig;
  return Spec<C>("xavier_uniform",
                 "Even draws that keep the variance of signals and gradients, for sigmoid and tanh.")
      .source(source)
      .formula("w ~ U[-a, a),  a = gain · √(6 / (fan_in + fan_out))")
      .field("gain", &C::gain, gain_help, at_least(0));
}

Spec<XavierNormalConfig> XavierNormalConfig::spec() {
  using C = XavierNormalConfig;
  return Spec<C>("xavier_normal",
                 "Normal draws that keep the variance of signals and gradients, for sigmoid and tanh.")
      .source(source)
      .formula("w ~ N(0, std²),  std = gain · √(2 / (fan_in + fan_out))")
      .field("gain", &C::gain, gain_help, at_least(0));
}

void XavierUniformConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("xavier_uniform", shape, sink);
}

void XavierNormalConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("xavier_normal", shape, sink);
}

template <class T>
void XavierUniformConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  const double bound = std::sqrt(3.0) * xavier_std(gain, shape);
  generator.uniform(values, -bound, bound);
}

template <class T>
void XavierNormalConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  generator.normal(values, 0, xavier_std(gain, shape));
}

template void XavierUniformConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void XavierUniformConfig::draw(std::span<double>, const Shape&, Generator&) const;
template void XavierNormalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void XavierNormalConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, XavierUniformConfig>();
template Registration<InitializerConfig> registration<InitializerConfig, XavierNormalConfig>();

}  // namespace runner
