#include "nn/conv_options.h"

#include <fmt/format.h>

#include <cmath>

#include "base/memory.h"
#include "base/text.h"
#include "nn/initializers/fan.h"
#include "nn/initializers/kaiming.h"

namespace runner {
namespace {

/// How features become what a layer over windows takes.
std::string unflattened(std::size_t dimensions, Index features) {
  const auto side = static_cast<Index>(std::lround(std::sqrt(static_cast<double>(features))));
  if (dimensions == 1) return fmt::format("[1, {}]", features);
  return side * side == features ? fmt::format("[1, {}, {}]", side, side) : "[channels, height, width]";
}

std::string advice_for(std::string_view layer, std::size_t dimensions, const Shape& input) {
  if (input.size() == 1) {
    return fmt::format("put {{type: Unflatten, unflattened_size: {}}} before it",
                       unflattened(dimensions, input[0]));
  }
  const std::string kind(layer.substr(0, layer.size() - 2));  // without "1d"
  if (dimensions == 2 && input.size() == 2) {
    return fmt::format(
        "use {}1d for a series, or put {{type: Unflatten, unflattened_size: [1, {}]}} before it "
        "for a picture of one channel",
        kind, input[0]);
  }
  if (dimensions == 1 && input.size() == 3) return fmt::format("use {}2d for pictures", kind);
  return "use a layer for its dimensions, or Flatten and Linear";
}

}  // namespace

bool takes_channels(std::string_view layer, std::size_t dimensions, const Shape& input, ErrorSink& sink) {
  if (input.size() == dimensions + 1) return true;
  sink.error("", fmt::format("{} takes {}, but the layer receives {}; {}", layer,
                             dimensions == 2 ? "pictures, [N, channels, height, width]"
                                             : "series, [N, channels, length]",
                             batch_text(input), advice_for(layer, dimensions, input)));
  return false;
}

std::optional<WindowExtents> check_windows(const ConvOptions& options, const Shape& input, ErrorSink& sink) {
  const std::string channels = counted(static_cast<std::size_t>(input[0]), "channel");
  if (options.in_channels && *options.in_channels != input[0]) {
    sink.error("in_channels", fmt::format("in_channels is {}, but the layer receives {}, {}; leave it out",
                                          *options.in_channels, batch_text(input), channels));
  }
  const std::size_t dimensions = input.size() - 1;
  const auto kernel = check_extents(options.kernel_size, dimensions, "kernel_size", sink);
  const auto stride = check_extents(options.stride, dimensions, "stride", sink);
  const auto dilation = check_extents(options.dilation, dimensions, "dilation", sink);
  if (input[0] % options.groups != 0) {
    sink.error("groups",
               fmt::format("groups is {}, but the layer receives {}: {} can't be cut into {} equal groups",
                           options.groups, batch_text(input), channels, options.groups));
    return std::nullopt;
  }
  if (!kernel || !stride || !dilation) return std::nullopt;
  return WindowExtents{*kernel, *stride, *dilation};
}

WindowExtents windows_of(const ConvOptions& options, std::size_t dimensions) {
  return {along(options.kernel_size, dimensions), along(options.stride, dimensions),
          along(options.dilation, dimensions)};
}

Index along_axis(const Shape& extents, std::size_t axis, Index of_series) {
  if (extents.size() == 2) return extents[axis];
  return axis == 0 ? of_series : extents[0];
}

template <class T>
ConvLayer<T>::ConvLayer(const ConvOptions& options, Shape weight)
    : options_(options), weight_shape_(std::move(weight)) {}

template <class T>
ParameterLayout ConvLayer<T>::parameters() const {
  const Index weights = size_of(weight_shape_);
  ParameterLayout layout = {{"weight", weight_shape_, 0, weights}};
  if (options_.bias) layout.push_back({"bias", {options_.out_channels}, weights, options_.out_channels});
  return layout;
}

template <class T>
void ConvLayer<T>::attach(T* parameters, T* gradients) {
  weight_ = parameters;
  weight_grad_ = gradients;
  if (!options_.bias) return;
  bias_ = parameters + size_of(weight_shape_);
  bias_grad_ = gradients + size_of(weight_shape_);
}

template <class T>
std::span<T> ConvLayer<T>::weight_values() const {
  return {weight_, static_cast<std::size_t>(size_of(weight_shape_))};
}

template <class T>
std::span<T> ConvLayer<T>::bias_values() const {
  return {bias_, static_cast<std::size_t>(options_.bias ? options_.out_channels : 0)};
}

template <class T>
void ConvLayer<T>::initialize(Generator& generator) {
  KaimingUniformConfig kaiming;
  kaiming.a = std::sqrt(5.0);
  kaiming.fill(weight_values(), weight_shape_, generator);
  const double bound = 1 / std::sqrt(fan_of(weight_shape_).in);
  generator.uniform(bias_values(), -bound, bound);
}

template <class T>
void ConvLayer<T>::apply_user_init(Generator& generator) {
  fill_first_values(options_.weight_init, weight_shape_, weight_values(), generator);
  fill_first_values(options_.bias_init, {options_.out_channels}, bias_values(), generator);
}

template class ConvLayer<float>;
template class ConvLayer<double>;

}  // namespace runner
