#include "nn/initializers/uniform.h"

#include "spec/registration.h"

namespace runner {

Spec<UniformConfig> UniformConfig::spec() {
  using C = UniformConfig;
  return Spec<C>("uniform", "Values drawn evenly from a range.")
      .source("torch.nn.init.uniform_")
      .formula("w ~ U[a, b)")
      .field("a", &C::a, "Lower end of the range.")
      .field("b", &C::b, "Upper end of the range.")
      .check("b", "b must be at least a", [](const C& c) { return c.a <= c.b; });
}

template <class T>
void UniformConfig::draw(std::span<T> values, const Shape& /*shape*/, Generator& generator) const {
  generator.uniform(values, a, b);
}

template void UniformConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void UniformConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, UniformConfig>();

}  // namespace runner
