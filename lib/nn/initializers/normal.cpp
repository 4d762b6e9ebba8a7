#include "nn/initializers/normal.h"

#include "spec/registration.h"

namespace runner {

Spec<NormalConfig> NormalConfig::spec() {
  using C = NormalConfig;
  return Spec<C>("normal", "Values drawn from a normal distribution.")
      .source("torch.nn.init.normal_")
      .formula("w ~ N(mean, std²)")
      .field("mean", &C::mean, "Mean of the distribution.")
      .field("std", &C::std, "Standard deviation.", at_least(0));
}

template <class T>
void NormalConfig::draw(std::span<T> values, const Shape& /*shape*/, Generator& generator) const {
  generator.normal(values, mean, std);
}

template void NormalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void NormalConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, NormalConfig>();

}  // namespace runner
