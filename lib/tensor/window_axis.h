#pragma once

#include <algorithm>
#include <vector>

#include "tensor/matrix.h"

// One dimension of a convolution, as places: which values of its source an output is a sum of.

namespace runner {

/// A convolution along one dimension.
struct WindowShape {
  Index picture = 1;   ///< length of what windows move over
  Index output = 1;    ///< number of windows
  Index kernel = 1;    ///< values of a window
  Index stride = 1;    ///< from window to window
  Index dilation = 1;  ///< from value to value of a window
  Index padding = 0;   ///< before the first value of the picture
};

/// Outputs that take their sums from the same values of the kernel: all of them where windows gather; each
/// of `stride` classes by itself where they are scattered.
struct WindowPhase {
  Index first = 0;            ///< of the outputs; the next ones are `WindowAxis::step` further each
  Index count = 0;            ///< of the outputs
  std::vector<Index> taps;    ///< the values of the kernel, in the order of their places
  std::vector<Index> places;  ///< in the source for the first output, may be outside; those of the next
                              ///< output are `WindowAxis::advance` further
};

struct WindowAxis {
  Index step = 1;
  Index advance = 1;
  Index source = 1;  ///< length of the source
  Index outputs = 1;
  std::vector<WindowPhase> phases;

  /// The taps of output `i` of a phase whose places lie in the source, as a range of `taps`.
  struct Range {
    Index begin = 0, end = 0;
  };
  Range inside(const WindowPhase& phase, Index i) const;
  /// The first place of any phase's first output, or 0 where that is less.
  Index lowest() const;
  /// From output `i` of any phase on, no value of the source before `lowest() + i * advance` is needed; up to
  /// it, none that is so many further.
  Index span() const;
};

/// A window's values are added up to one output.
WindowAxis gathering(const WindowShape& shape);
/// The other way: an output's value goes, times the kernel, to where its window was; written as sums for each
/// value of the picture.
WindowAxis scattering(const WindowShape& shape);

/// How a row of the source lies so that what neighbouring outputs of a phase need are neighbours: from place
/// `low` on `columns` values with zeros outside of the source, those `advance` apart side by side.
struct RowLayout {
  explicit RowLayout(const WindowAxis& axis);

  /// Of so many taps, how much is new from one to the next: the others read the same values for other
  /// outputs.
  double fresh(Index taps) const {
    return static_cast<double>(std::min(taps, interleaved)) / static_cast<double>(std::max(taps, Index{1}));
  }
  Index offset(Index place) const {
    const Index i = place - low;
    return copies ? i % interleaved * part + i / interleaved : place;
  }

  Index low = 0, columns = 1;
  Index interleaved = 1;
  Index part = 1;       ///< of the values side by side
  Index width = 1;      ///< of a row
  bool copies = false;  ///< else the source's rows are so already, and `offset` is the place
};

/// `total` cut into as few parts as possible of at most `most`, all about as long.
struct EvenParts {
  EvenParts(Index total, Index most)
      : count((total + most - 1) / most), least(total / count), longer(total % count) {}
  Index length(Index i) const { return least + (i < longer ? 1 : 0); }

  Index count, least;
  Index longer;  ///< how many of them have one more
};
std::vector<Index> even_parts(Index total, Index most);

}  // namespace runner
