#pragma once

#include <string>
#include <vector>

#include "picture/picture.h"

namespace runner::picture {

struct Tick {
  double at = 0;
  std::string label = {};  ///< empty: a small tick between two others
};

/// The ticks of an axis from `low` to `high` (both finite, low < high, above 0 on a log axis), at most about
/// `most` of them with a label, as a person would choose them: steps of 1, 2, 5; decades, with 2 and 5
/// between them when they are few; all that a category axis has.
std::vector<Tick> ticks(const Axis& axis, double low, double high, std::size_t most);

}  // namespace runner::picture
