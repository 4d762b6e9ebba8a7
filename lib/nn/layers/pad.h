#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <variant>

#include "nn/rearranged.h"
#include "spec/component.h"

namespace runner {

/// What a picture goes on with beyond its sides.
enum class PadWith { value, reflection, replication, circular };

/// Values at both sides of a dimension; below 0 so many are cut off.
struct PadAxis {
  Index size = 1;  ///< of the input
  std::int64_t before = 0, after = 0;

  Index output() const { return size + before + after; }
};

/// The shape after padding by one number for all sides, or [left, right, top, bottom]; nothing after an error
/// at `padding`, where there is not enough of the picture.
std::optional<Shape> check_padding(PadWith with, std::span<const std::int64_t> sides, const Shape& sample,
                                   ErrorSink& sink);
/// Where there was nothing to say.
Sources padding_sources(PadWith with, std::span<const std::int64_t> sides, const Shape& sample);

/// The options of a padding of so many dimensions beside the channels.
template <std::size_t dimensions>
struct PaddingOptions {
  using Sides = std::array<std::int64_t, 2 * dimensions>;
  std::variant<std::int64_t, Sides> padding = std::int64_t{0};
  double value = 0;

  Sides sides() const {
    if (const Sides* each = std::get_if<Sides>(&padding)) return *each;
    Sides all;
    all.fill(std::get<std::int64_t>(padding));
    return all;
  }
};

template <class C, PadWith with, std::size_t dimensions>
struct PadConfigOf : LayerFactory::BuildOf<C, LayerConfig>, PaddingOptions<dimensions>, RearrangingConfig {
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override {
    if (!check_planes(C::name, input, dimensions, sink)) return std::nullopt;
    return check_padding(with, this->sides(), input, sink);
  }
  OutputRange output_range(OutputRange input) const override {
    return this->value >= 0 && this->value <= 1 ? range_within(input) : OutputRange::any;
  }
  std::optional<Sources> sources(const Shape& sample, bool /*is_double*/) const override {
    return padding_sources(with, this->sides(), sample);
  }
  double fill() const override { return this->value; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index /*max_batch*/) const {
    return std::make_unique<Rearranged<T>>(*sources(input, std::is_same_v<T, double>), size_of(input),
                                           fill());
  }
};

/// torch.nn.ZeroPad1d and its like
struct ZeroPad1dConfig : PadConfigOf<ZeroPad1dConfig, PadWith::value, 1> {
  static constexpr std::string_view name = "ZeroPad1d";
  static Spec<ZeroPad1dConfig> spec();
};
struct ZeroPad2dConfig : PadConfigOf<ZeroPad2dConfig, PadWith::value, 2> {
  static constexpr std::string_view name = "ZeroPad2d";
  static Spec<ZeroPad2dConfig> spec();
};
struct ConstantPad1dConfig : PadConfigOf<ConstantPad1dConfig, PadWith::value, 1> {
  static constexpr std::string_view name = "ConstantPad1d";
  static Spec<ConstantPad1dConfig> spec();
};
struct ConstantPad2dConfig : PadConfigOf<ConstantPad2dConfig, PadWith::value, 2> {
  static constexpr std::string_view name = "ConstantPad2d";
  static Spec<ConstantPad2dConfig> spec();
};
struct ReflectionPad1dConfig : PadConfigOf<ReflectionPad1dConfig, PadWith::reflection, 1> {
  static constexpr std::string_view name = "ReflectionPad1d";
  static Spec<ReflectionPad1dConfig> spec();
};
struct ReflectionPad2dConfig : PadConfigOf<ReflectionPad2dConfig, PadWith::reflection, 2> {
  static constexpr std::string_view name = "ReflectionPad2d";
  static Spec<ReflectionPad2dConfig> spec();
};
struct ReplicationPad1dConfig : PadConfigOf<ReplicationPad1dConfig, PadWith::replication, 1> {
  static constexpr std::string_view name = "ReplicationPad1d";
  static Spec<ReplicationPad1dConfig> spec();
};
struct ReplicationPad2dConfig : PadConfigOf<ReplicationPad2dConfig, PadWith::replication, 2> {
  static constexpr std::string_view name = "ReplicationPad2d";
  static Spec<ReplicationPad2dConfig> spec();
};
struct CircularPad1dConfig : PadConfigOf<CircularPad1dConfig, PadWith::circular, 1> {
  static constexpr std::string_view name = "CircularPad1d";
  static Spec<CircularPad1dConfig> spec();
};
struct CircularPad2dConfig : PadConfigOf<CircularPad2dConfig, PadWith::circular, 2> {
  static constexpr std::string_view name = "CircularPad2d";
  static Spec<CircularPad2dConfig> spec();
};

}  // namespace runner
