#include "nn/initializers/eye.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<EyeConfig> EyeConfig::spec() {
  return Spec<EyeConfig>("eye", "The identity matrix: as many inputs as fit pass through unchanged.")
      .source("torch.nn.init.eye_")
      .formula("w[i][j] = 1 where i = j, else 0");
}

void EyeConfig::check(const Shape& shape, ErrorSink& sink) const {
  if (shape.size() == 2) return;
  sink.error("", fmt::format("eye needs a tensor of two dimensions, not {}", shape_text(shape)));
}

template <class T>
void EyeConfig::draw(std::span<T> values, const Shape& shape, Generator& /*generator*/) const {
  std::fill(values.begin(), values.end(), T(0));
  const auto columns = static_cast<std::size_t>(shape[1]);
  const auto diagonal = static_cast<std::size_t>(std::min(shape[0], shape[1]));
  for (std::size_t i = 0; i < diagonal; ++i) values[i * columns + i] = T(1);
}

template void EyeConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void EyeConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, EyeConfig>();

}  // namespace runner
