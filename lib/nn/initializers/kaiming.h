#pragma once

#include "nn/initializer.h"
#include "nn/initializers/gain.h"
#include "spec/component.h"

namespace runner {

/// Whether the variance is to be kept on the way forward or on the way back.
enum class FanMode { fan_in, fan_out };
constexpr auto choice_names(FanMode) {
  return std::array<std::string_view, 2>{"fan_in", "fan_out"};
}

/// What both draws of Kaiming share.
struct KaimingOptions {
  double a = 0;
  FanMode mode = FanMode::fan_in;
  Nonlinearity nonlinearity = Nonlinearity::leaky_relu;

  double std(const Shape& shape) const;
};

/// torch.nn.init.kaiming_uniform_
struct KaimingUniformConfig : InitializerConfigOf<KaimingUniformConfig>, KaimingOptions {
  static Spec<KaimingUniformConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// torch.nn.init.kaiming_normal_
struct KaimingNormalConfig : InitializerConfigOf<KaimingNormalConfig>, KaimingOptions {
  static Spec<KaimingNormalConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
