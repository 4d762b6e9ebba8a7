#include "nn/initializers/kaiming.h"

#include <cmath>

#include "nn/initializers/fan.h"
#include "spec/registration.h"

namespace runner {
namespace {

template <class C>
Spec<C> kaiming_spec(const char* name, const char* summary, const char* formula) {
  return Spec<C>(name, summary)
      .source("He et al. 2015, Delving deep into rectifiers, arXiv:1502.01852")
      .formula(formula)
      .field("a", &C::a, "Slope of the leaky ReLU that follows, below zero.")
      .field("mode", &C::mode, "Keep the variance of the signals (fan_in) or of the gradients (fan_out).")
      .field("nonlinearity", &C::nonlinearity, "The activation that follows; it gives the gain.");
}

}  // namespace

double KaimingOptions::std(const Shape& shape) const {
  const Fan fan = fan_of(shape);
  return calculate_gain(nonlinearity, a) / std::sqrt(mode == FanMode::fan_in ? fan.in : fan.out);
}

Spec<KaimingUniformConfig> KaimingUniformConfig::spec() {
  return kaiming_spec<KaimingUniformConfig>("kaiming_uniform",
                                            "Even draws that keep the variance through layers with ReLU.",
                                            "w ~ U[-b, b),  b = gain · √(3 / fan)");
}

Spec<KaimingNormalConfig> KaimingNormalConfig::spec() {
  return kaiming_spec<KaimingNormalConfig>("kaiming_normal",
                                           "Normal draws that keep the variance through layers with ReLU.",
                                           "w ~ N(0, std²),  std = gain / √fan");
}

void KaimingUniformConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("kaiming_uniform", shape, sink);
}

void KaimingNormalConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("kaiming_normal", shape, sink);
}

template <class T>
void KaimingUniformConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  const double bound = std::sqrt(3.0) * std(shape);
  generator.uniform(values, -bound, bound);
}

template <class T>
void KaimingNormalConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  generator.normal(values, 0, std(shape));
}

template void KaimingUniformConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void KaimingUniformConfig::draw(std::span<double>, const Shape&, Generator&) const;
template void KaimingNormalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void KaimingNormalConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, KaimingUniformConfig>();
template Registration<InitializerConfig> registration<InitializerConfig, KaimingNormalConfig>();

}  // namespace runner
