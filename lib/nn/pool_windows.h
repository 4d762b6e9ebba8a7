#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/parallel.h"
#include "nn/extents.h"
#include "nn/layer.h"
#include "nn/pictures.h"
#include "tensor/lanes.h"

namespace runner {

/// The values that one output of a pooling looks at along one dimension: those inside the picture.
struct PoolWindow {
  Index first = 0, count = 0;
  Index counted = 0;  ///< with those of the padding that a mean counts
};

/// All of them along a dimension.
struct PoolAxis {
  Index step = 1;  ///< between values of a window
  std::vector<PoolWindow> windows;

  Index size() const { return static_cast<Index>(windows.size()); }
  Index most() const;            ///< values that a window has
  bool overlaps() const;         ///< whether two windows may share a value
  bool covers(Index all) const;  ///< whether each of so many values is in a window, where none overlap
};

/// What a pooling looks at, for each plane the same.
struct PoolWindows {
  Planes in;
  PoolAxis y, x;

  Planes out() const { return {in.channels, y.size(), x.size()}; }
  bool overlap() const { return y.overlaps() || x.overlaps(); }
  bool cover() const { return y.covers(in.height) && x.covers(in.width); }
};

/// The options that say where windows are, as PyTorch has them.
struct WindowOptions {
  Extents kernel_size = std::int64_t{1};
  std::optional<Extents> stride;
  Extents padding = std::int64_t{0};
  Extents dilation = std::int64_t{1};
  bool ceil_mode = false;
};

/// The shape after a layer that takes samples of so many dimensions beside the channels, 1 or 2; nothing
/// after an error, where the sample is none or windows don't fit.
std::optional<Shape> check_windows(std::string_view layer, const WindowOptions& options,
                                   std::size_t dimensions, const Shape& sample, ErrorSink& sink);
/// Where there was nothing to say. `counts_padding`: what a mean counts is also the padding.
PoolWindows windows_of(const WindowOptions& options, std::size_t dimensions, bool counts_padding,
                       const Shape& sample);

/// Sizes of an output, of which some are those of the input: 7, [7, 5], [null, 5].
using OutputSize = std::variant<std::int64_t, std::vector<std::optional<std::int64_t>>>;
/// The same for a pooling that is told how many outputs it has: output i of n looks at the values from
/// ⌊i·size/n⌋ to ⌈(i+1)·size/n⌉.
std::optional<Shape> check_adaptive(std::string_view layer, const OutputSize& size, std::size_t dimensions,
                                    const Shape& sample, ErrorSink& sink);
PoolWindows adaptive_windows(const OutputSize& size, std::size_t dimensions, const Shape& sample);

/// What the configs of all poolings are, for who asks what they look at.
struct PoolingConfig {
  virtual ~PoolingConfig() = default;
  /// For samples that fit.
  virtual PoolWindows windows(const Shape& sample) const = 0;
};

/// A pass looks at every input once.
LayerCost pooling_cost(const Shape& input, const Shape& output);

/// Calls `work(p)` for each plane of a batch in lanes, numbered as they lie in memory: channel by channel of
/// each block.
template <class Work>
void for_planes(const PoolWindows& windows, Index rows, const ForwardContext& context, const Work& work) {
  const Index planes = padded_rows(rows, context.lanes) / context.lanes * windows.in.channels;
  const Index values = std::max(windows.in.size(), windows.y.size() * windows.x.size()) * context.lanes;
  for_chunks(context.threads, planes, std::max<Index>(1, picture_piece / values),
             [&](Index first, Index count) {
               for (Index p = first; p < first + count; ++p) work(p);
             });
}

}  // namespace runner
