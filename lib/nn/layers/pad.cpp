#include "nn/layers/pad.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

// As PyTorch has them: what is cut off a reflected or repeated side still counts as the picture, while a
// circle is closed after the cut.

namespace runner {
namespace {

constexpr double most_padding = 1 << 24;

/// Left and right come first, as in torch.nn.
PadAxis axis_of(std::span<const std::int64_t> sides, std::size_t dimension, const Shape& sample) {
  const std::size_t dimensions = sides.size() / 2, pair = 2 * (dimensions - 1 - dimension);
  return {sample[dimension + 1], sides[pair], sides[pair + 1]};
}

/// What is wrong with the padding of a side, which is called so; empty where nothing is.
std::string fault_of(PadWith with, const PadAxis& axis, std::string_view side) {
  const Index cut = std::max<Index>(0, -axis.before) + std::max<Index>(0, -axis.after);
  const Index most = std::max(axis.before, axis.after);
  const bool goes_on_from_cut = with == PadWith::reflection || with == PadWith::replication;
  if ((cut >= axis.size && !goes_on_from_cut) || axis.output() < 1)
    return fmt::format("[{}, {}] leaves nothing of the {} {}", axis.before, axis.after, side, axis.size);
  if (with == PadWith::reflection && most >= axis.size) {
    return fmt::format("the {} {} has {} to reflect, without its edge, and {} are asked for", side, axis.size,
                       axis.size - 1, most);
  }
  if (with == PadWith::circular && most > axis.size - cut) {
    return fmt::format("the {} {} is gone round once at most, and {} are asked for", side, axis.size - cut,
                       most);
  }
  return "";
}

Index source_of(PadWith with, const PadAxis& axis, Index out) {
  const Index at = out - axis.before, last = axis.size - 1;
  switch (with) {
    case PadWith::value:
      return at < 0 || at > last ? from_nowhere : at;
    case PadWith::reflection:
      return at < 0 ? -at : at > last ? 2 * last - at : at;
    case PadWith::replication:
      return std::clamp<Index>(at, 0, last);
    case PadWith::circular:
      break;
  }
  const Index first = std::max<Index>(0, -axis.before);
  const Index length = axis.size - first - std::max<Index>(0, -axis.after);
  const Index turned = (at - first) % length;
  return first + (turned < 0 ? turned + length : turned);
}

SourceAxis sources_along(PadWith with, const PadAxis& axis) {
  SourceAxis sources;
  for (Index i = 0; i < axis.output(); ++i) sources.push_back(source_of(with, axis, i));
  return sources;
}

constexpr const char* series_sides =
    "Values at both ends: one number, or [left, right]; below 0 so many are cut off.";
constexpr const char* picture_sides =
    "Values at every side: one number, or [left, right, top, bottom]; below 0 so many are cut off.";

template <class C>
Spec<C> pad_spec(const char* summary, const char* of, const char* formula, const char* sides) {
  Spec<C> spec(C::name, summary);
  spec.source(of).formula(formula);
  return spec.required("padding", &C::padding, sides, closed(-most_padding, most_padding));
}

template <class C>
Spec<C> constant_pad_spec(const char* summary, const char* of, const char* sides) {
  return pad_spec<C>(summary, of, "[1, 2, 3] padded by [2, 1] is [value, value, 1, 2, 3, value]", sides)
      .required("value", &C::value, "What is put there.", any_number());
}

}  // namespace

std::optional<Shape> check_padding(PadWith with, std::span<const std::int64_t> sides, const Shape& sample,
                                   ErrorSink& sink) {
  Shape output = {sample[0]};
  for (std::size_t i = 0; i < sides.size() / 2; ++i) {
    const PadAxis axis = axis_of(sides, i, sample);
    const std::string_view side = sides.size() == 2 ? "length" : i == 0 ? "height" : "width";
    if (const std::string fault = fault_of(with, axis, side); !fault.empty()) {
      sink.error("padding", fmt::format("{}; the layer receives {}", fault, batch_text(sample)));
      return std::nullopt;
    }
    output.push_back(axis.output());
  }
  return output;
}

Sources padding_sources(PadWith with, std::span<const std::int64_t> sides, const Shape& sample) {
  const auto along_axis = [&](std::size_t i) { return sources_along(with, axis_of(sides, i, sample)); };
  if (sides.size() == 2) return sources_by_axes(planes_of(sample), {0}, along_axis(0));
  return sources_by_axes(planes_of(sample), along_axis(0), along_axis(1));
}

Spec<ZeroPad1dConfig> ZeroPad1dConfig::spec() {
  return pad_spec<ZeroPad1dConfig>("Zeros at both ends of a series.", "torch.nn.ZeroPad1d",
                                   "[1, 2, 3] padded by [2, 1] is [0, 0, 1, 2, 3, 0]", series_sides);
}
Spec<ZeroPad2dConfig> ZeroPad2dConfig::spec() {
  return pad_spec<ZeroPad2dConfig>("Zeros around a picture.", "torch.nn.ZeroPad2d",
                                   "[1, 2, 3] padded by [2, 1] is [0, 0, 1, 2, 3, 0]", picture_sides);
}
Spec<ConstantPad1dConfig> ConstantPad1dConfig::spec() {
  return constant_pad_spec<ConstantPad1dConfig>("One value at both ends of a series.",
                                                "torch.nn.ConstantPad1d", series_sides);
}
Spec<ConstantPad2dConfig> ConstantPad2dConfig::spec() {
  return constant_pad_spec<ConstantPad2dConfig>("One value around a picture.", "torch.nn.ConstantPad2d",
                                                picture_sides);
}
Spec<ReflectionPad1dConfig> ReflectionPad1dConfig::spec() {
  return pad_spec<ReflectionPad1dConfig>("A series goes on with its reflection at both ends.",
                                         "torch.nn.ReflectionPad1d",
                                         "[1, 2, 3] padded by [2, 1] is [3, 2, 1, 2, 3, 2]", series_sides);
}
Spec<ReflectionPad2dConfig> ReflectionPad2dConfig::spec() {
  return pad_spec<ReflectionPad2dConfig>("A picture goes on with its reflection at every side.",
                                         "torch.nn.ReflectionPad2d",
                                         "[1, 2, 3] padded by [2, 1] is [3, 2, 1, 2, 3, 2]", picture_sides);
}
Spec<ReplicationPad1dConfig> ReplicationPad1dConfig::spec() {
  return pad_spec<ReplicationPad1dConfig>("A series goes on with its first and last value.",
                                          "torch.nn.ReplicationPad1d",
                                          "[1, 2, 3] padded by [2, 1] is [1, 1, 1, 2, 3, 3]", series_sides);
}
Spec<ReplicationPad2dConfig> ReplicationPad2dConfig::spec() {
  return pad_spec<ReplicationPad2dConfig>("A picture goes on with the values of its edges.",
                                          "torch.nn.ReplicationPad2d",
                                          "[1, 2, 3] padded by [2, 1] is [1, 1, 1, 2, 3, 3]", picture_sides);
}
Spec<CircularPad1dConfig> CircularPad1dConfig::spec() {
  return pad_spec<CircularPad1dConfig>("A series goes on with its other end.", "torch.nn.CircularPad1d",
                                       "[1, 2, 3] padded by [2, 1] is [2, 3, 1, 2, 3, 1]", series_sides);
}
Spec<CircularPad2dConfig> CircularPad2dConfig::spec() {
  return pad_spec<CircularPad2dConfig>("A picture goes on with its opposite side.", "torch.nn.CircularPad2d",
                                       "[1, 2, 3] padded by [2, 1] is [2, 3, 1, 2, 3, 1]", picture_sides);
}

template Registration<LayerConfig> registration<LayerConfig, ZeroPad1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ZeroPad2dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ConstantPad1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ConstantPad2dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ReflectionPad1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ReflectionPad2dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ReplicationPad1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ReplicationPad2dConfig>();
template Registration<LayerConfig> registration<LayerConfig, CircularPad1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, CircularPad2dConfig>();

}  // namespace runner
