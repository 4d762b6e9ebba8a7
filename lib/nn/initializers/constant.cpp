#include "nn/initializers/constant.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<ConstantConfig> ConstantConfig::spec() {
  using C = ConstantConfig;
  return Spec<C>("constant", "The same value everywhere.")
      .source("torch.nn.init.constant_")
      .formula("w = val")
      .required("val", &C::val, "The value.");
}

Spec<OnesConfig> OnesConfig::spec() {
  return Spec<OnesConfig>("ones", "One everywhere.").source("torch.nn.init.ones_").formula("w = 1");
}

Spec<ZerosConfig> ZerosConfig::spec() {
  return Spec<ZerosConfig>("zeros", "Zero everywhere.").source("torch.nn.init.zeros_").formula("w = 0");
}

template <class T>
void ConstantConfig::draw(std::span<T> values, const Shape& /*shape*/, Generator& /*generator*/) const {
  std::fill(values.begin(), values.end(), static_cast<T>(val));
}

template <class T>
void OnesConfig::draw(std::span<T> values, const Shape& /*shape*/, Generator& /*generator*/) const {
  std::fill(values.begin(), values.end(), T(1));
}

template <class T>
void ZerosConfig::draw(std::span<T> values, const Shape& /*shape*/, Generator& /*generator*/) const {
  std::fill(values.begin(), values.end(), T(0));
}

template void ConstantConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void ConstantConfig::draw(std::span<double>, const Shape&, Generator&) const;
template void OnesConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void OnesConfig::draw(std::span<double>, const Shape&, Generator&) const;
template void ZerosConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void ZerosConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, ConstantConfig>();
template Registration<InitializerConfig> registration<InitializerConfig, OnesConfig>();
template Registration<InitializerConfig> registration<InitializerConfig, ZerosConfig>();

}  // namespace runner
