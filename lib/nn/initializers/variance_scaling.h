#pragma once

#include <array>
#include <string_view>

#include "nn/initializer.h"
#include "spec/component.h"

namespace runner {

/// What the variance is divided by, in Keras' words.
enum class ScalingMode { fan_in, fan_out, fan_avg };
constexpr auto choice_names(ScalingMode) {
  return std::array<std::string_view, 3>{"fan_in", "fan_out", "fan_avg"};
}

/// How values of that variance are drawn; `truncated_normal` at two standard deviations, widened to make up
/// for what is cut off.
enum class ScalingDistribution { truncated_normal, untruncated_normal, uniform };
constexpr auto choice_names(ScalingDistribution) {
  return std::array<std::string_view, 3>{"truncated_normal", "untruncated_normal", "uniform"};
}

/// tf.keras.initializers.VarianceScaling
struct VarianceScalingConfig : InitializerConfigOf<VarianceScalingConfig> {
  double scale = 1;
  ScalingMode mode = ScalingMode::fan_in;
  ScalingDistribution distribution = ScalingDistribution::truncated_normal;

  static Spec<VarianceScalingConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// tf.keras.initializers.LecunNormal
struct LecunNormalConfig : InitializerConfigOf<LecunNormalConfig> {
  static Spec<LecunNormalConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// tf.keras.initializers.LecunUniform
struct LecunUniformConfig : InitializerConfigOf<LecunUniformConfig> {
  static Spec<LecunUniformConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
