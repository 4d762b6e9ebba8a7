#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "tensor/elementary.h"

namespace runner {

/// What an output that is a number is of the target's value that it stands for: the value itself, its
/// logarithm, or the logarithm of its odds, v / (1 - v) (the link function of a generalized linear model).
enum class Link { identity, log, logit };

/// Outputs become the values that they stand for, in place.
inline void invert_link(Link link, std::span<double> outputs) {
  if (link == Link::identity) return;
  for (double& output : outputs)
    output = link == Link::log ? elementary::exp(output) : 1 / (1 + elementary::exp(-output));
}

/// Values become the outputs that stand for them, in place.
inline void apply_link(Link link, std::span<double> values) {
  if (link == Link::identity) return;
  // A value of 0 or 1 would be an infinite output, whose loss is none.
  constexpr double least = std::numeric_limits<double>::min(),
                   most = 1 - std::numeric_limits<double>::epsilon();
  for (double& value : values) {
    if (link == Link::log) {
      value = std::log(value);
    } else {
      value = std::clamp(value, least, most);
      value = std::log(value) - std::log1p(-value);
    }
  }
}

}  // namespace runner
