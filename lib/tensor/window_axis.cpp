#include "tensor/window_axis.h"

#include <algorithm>

namespace runner {
namespace {

Index rounded_up(Index a, Index b) {
  return (a + b - 1) / b;
}

}  // namespace

WindowAxis gathering(const WindowShape& shape) {
  WindowPhase phase{.first = 0, .count = shape.output, .taps = {}, .places = {}};
  for (Index tap = 0; tap < shape.kernel; ++tap) {
    phase.taps.push_back(tap);
    phase.places.push_back(tap * shape.dilation - shape.padding);
  }
  return {.step = 1,
          .advance = shape.stride,
          .source = shape.picture,
          .outputs = shape.output,
          .phases = {std::move(phase)}};
}

WindowAxis scattering(const WindowShape& shape) {
  WindowAxis axis{
      .step = shape.stride, .advance = 1, .source = shape.output, .outputs = shape.picture, .phases = {}};
  for (Index first = 0; first < std::min(shape.stride, shape.picture); ++first) {
    WindowPhase phase{
        .first = first, .count = rounded_up(shape.picture - first, shape.stride), .taps = {}, .places = {}};
    for (Index tap = shape.kernel; tap-- > 0;) {
      const Index far = first + shape.padding - tap * shape.dilation;
      if (far % shape.stride != 0) continue;
      phase.taps.push_back(tap);
      phase.places.push_back(far / shape.stride);
    }
    axis.phases.push_back(std::move(phase));
  }
  return axis;
}

WindowAxis::Range WindowAxis::inside(const WindowPhase& phase, Index i) const {
  Range range{0, static_cast<Index>(phase.places.size())};
  const auto place = [&](Index tap) { return phase.places[static_cast<std::size_t>(tap)] + i * advance; };
  while (range.begin < range.end && place(range.begin) < 0) ++range.begin;
  while (range.end > range.begin && place(range.end - 1) >= source) --range.end;
  return range;
}

Index WindowAxis::lowest() const {
  Index low = 0;
  for (const WindowPhase& phase : phases) {
    if (!phase.places.empty()) low = std::min(low, phase.places.front());
  }
  return low;
}

Index WindowAxis::span() const {
  Index high = 0;
  for (const WindowPhase& phase : phases) {
    if (!phase.places.empty()) high = std::max(high, phase.places.back());
  }
  return std::min(high - lowest() + 1, source);
}

RowLayout::RowLayout(const WindowAxis& axis) {
  bool found = false;
  Index high = 0;
  for (const WindowPhase& phase : axis.phases) {
    if (phase.places.empty()) continue;
    const Index last = phase.places.back() + (phase.count - 1) * axis.advance;
    low = found ? std::min(low, phase.places.front()) : phase.places.front();
    high = found ? std::max(high, last) : last;
    found = true;
  }
  columns = high - low + 1;
  interleaved = axis.advance;
  copies = low < 0 || high >= axis.source || interleaved > 1;
  part = rounded_up(columns, interleaved);
  width = copies ? part * interleaved : axis.source;
}

std::vector<Index> even_parts(Index total, Index most) {
  const EvenParts parts(total, most);
  std::vector<Index> lengths;
  for (Index i = 0; i < parts.count; ++i) lengths.push_back(parts.length(i));
  return lengths;
}

}  // namespace runner
