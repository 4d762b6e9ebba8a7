#include "nn/pool_windows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace runner {
namespace {

/// Of a kernel with gaps: from its first value to its last.
Index reach_of(Index kernel, Index dilation) {
  return (kernel - 1) * dilation + 1;
}

/// The options along one dimension.
struct Along {
  Index size, kernel, stride, padding, dilation;
  bool ceil_mode;

  /// torch's pooling_output_shape: below 1 where no window fits.
  Index outputs() const {
    const Index room = size + 2 * padding - reach_of(kernel, dilation) + (ceil_mode ? stride - 1 : 0);
    if (room < 0) return 0;
    const Index count = room / stride + 1;
    // The last window must begin inside the picture or the padding before it.
    return ceil_mode && (count - 1) * stride >= size + padding ? count - 1 : count;
  }
  PoolAxis axis(bool counts_padding) const {
    PoolAxis axis{.step = dilation, .windows = {}};
    for (Index i = 0; i < outputs(); ++i) {
      const Index begin = i * stride - padding, end = begin + reach_of(kernel, dilation);
      const Index first = begin < 0 ? begin + (-begin + dilation - 1) / dilation * dilation : begin;
      const Index inside = std::max<Index>(0, std::min(end, size) - first);
      const Index count = (inside + dilation - 1) / dilation;
      axis.windows.push_back({first, count, counts_padding ? std::min(end, size + padding) - begin : count});
    }
    return axis;
  }
};

Along along_dimension(const WindowOptions& options, std::size_t dimensions, std::size_t i,
                      const Shape& sample) {
  const Shape kernel = along(options.kernel_size, dimensions);
  const Shape stride = options.stride ? along(*options.stride, dimensions) : kernel;
  return {sample[i + 1],
          kernel[i],
          stride[i],
          along(options.padding, dimensions)[i],
          along(options.dilation, dimensions)[i],
          options.ceil_mode};
}

/// The sizes of a sample without its channels.
Shape sizes_of(const Shape& sample) {
  return {sample.begin() + 1, sample.end()};
}

bool check_fit(std::string_view layer, const WindowOptions& options, std::size_t dimensions,
               const Shape& sample, ErrorSink& sink) {
  const Shape kernel = along(options.kernel_size, dimensions);
  const Shape padding = along(options.padding, dimensions);
  bool padded = false, dilated = false, too_much = false;
  Shape reach, halved;
  for (std::size_t i = 0; i < dimensions; ++i) {
    const Along one = along_dimension(options, dimensions, i, sample);
    reach.push_back(reach_of(one.kernel, one.dilation));
    padded = padded || one.padding > 0;
    dilated = dilated || one.dilation > 1;
    // As torch.nn has it: gaps widen the kernel of a picture, but not that of a series.
    halved.push_back(dimensions == 1 ? one.kernel : reach.back());
    too_much = too_much || 2 * one.padding > halved.back();
  }
  if (too_much) {
    sink.error("padding",
               fmt::format("{} takes a padding of at most half the kernel, but {} pads a kernel of {}", layer,
                           extents_text(padding), extents_text(halved)));
    return false;
  }
  for (std::size_t i = 0; i < dimensions; ++i) {
    const Along one = along_dimension(options, dimensions, i, sample);
    if (one.outputs() > 0) continue;
    sink.error(
        "kernel_size",
        fmt::format("the kernel of {}{} is larger than the {} of {}{}: the layer receives {}",
                    extents_text(kernel),
                    dilated ? fmt::format(", with its dilation {},", extents_text(reach)) : "",
                    dimensions == 1 ? "series" : "picture", extents_text(sizes_of(sample)),
                    padded ? fmt::format(" padded by {}", extents_text(padding)) : "", batch_text(sample)));
    return false;
  }
  return true;
}

PoolAxis adaptive_axis(Index size, Index outputs) {
  PoolAxis axis;
  for (Index i = 0; i < outputs; ++i) {
    const Index first = i * size / outputs, end = ((i + 1) * size + outputs - 1) / outputs;
    axis.windows.push_back({first, end - first, end - first});
  }
  return axis;
}

std::optional<Index> asked_for(const OutputSize& size, std::size_t i) {
  if (const auto* all = std::get_if<std::int64_t>(&size)) return Index{*all};
  const std::optional<std::int64_t>& one = std::get<std::vector<std::optional<std::int64_t>>>(size)[i];
  return one ? std::optional(Index{*one}) : std::nullopt;
}

}  // namespace

Index PoolAxis::most() const {
  Index most = 0;
  for (const PoolWindow& window : windows) most = std::max(most, window.count);
  return most;
}

bool PoolAxis::overlaps() const {
  for (std::size_t i = 1; i < windows.size(); ++i) {
    const PoolWindow& before = windows[i - 1];
    if (before.first + (before.count - 1) * step >= windows[i].first) return true;
  }
  return false;
}

bool PoolAxis::covers(Index all) const {
  Index covered = 0;
  for (const PoolWindow& window : windows) covered += window.count;
  return covered == all;
}

std::optional<Shape> check_windows(std::string_view layer, const WindowOptions& options,
                                   std::size_t dimensions, const Shape& sample, ErrorSink& sink) {
  if (!check_planes(layer, sample, dimensions, sink)) return std::nullopt;
  bool good = check_extents(options.kernel_size, dimensions, "kernel_size", sink).has_value();
  if (options.stride) good &= check_extents(*options.stride, dimensions, "stride", sink).has_value();
  good &= check_extents(options.padding, dimensions, "padding", sink).has_value();
  good &= check_extents(options.dilation, dimensions, "dilation", sink).has_value();
  if (!good || !check_fit(layer, options, dimensions, sample, sink)) return std::nullopt;
  Shape output = {sample[0]};
  for (std::size_t i = 0; i < dimensions; ++i)
    output.push_back(along_dimension(options, dimensions, i, sample).outputs());
  return output;
}

PoolWindows windows_of(const WindowOptions& options, std::size_t dimensions, bool counts_padding,
                       const Shape& sample) {
  const auto axis = [&](std::size_t i) {
    return along_dimension(options, dimensions, i, sample).axis(counts_padding);
  };
  if (dimensions == 1) return {planes_of(sample), adaptive_axis(1, 1), axis(0)};
  return {planes_of(sample), axis(0), axis(1)};
}

std::optional<Shape> check_adaptive(std::string_view layer, const OutputSize& size, std::size_t dimensions,
                                    const Shape& sample, ErrorSink& sink) {
  if (!check_planes(layer, sample, dimensions, sink)) return std::nullopt;
  const auto* list = std::get_if<std::vector<std::optional<std::int64_t>>>(&size);
  if (list != nullptr && list->size() != dimensions) {
    sink.error("output_size", fmt::format("output_size has {}; write {}", counted(list->size(), "number"),
                                          dimensions == 1 ? "one number"
                                                          : "one number, or [height, width], null for the "
                                                            "input's"));
    return std::nullopt;
  }
  Shape output = sample;
  for (std::size_t i = 0; i < dimensions; ++i) output[i + 1] = asked_for(size, i).value_or(sample[i + 1]);
  return output;
}

PoolWindows adaptive_windows(const OutputSize& size, std::size_t dimensions, const Shape& sample) {
  const auto axis = [&](std::size_t i) {
    return adaptive_axis(sample[i + 1], asked_for(size, i).value_or(sample[i + 1]));
  };
  if (dimensions == 1) return {planes_of(sample), adaptive_axis(1, 1), axis(0)};
  return {planes_of(sample), axis(0), axis(1)};
}

LayerCost pooling_cost(const Shape& input, const Shape& output) {
  return {.mapped_values = std::max(size_of(input), size_of(output)), .product = {}};
}

}  // namespace runner
