#pragma once

#include <cmath>
#include <span>

#include "tensor/elementary.h"

namespace runner {

/// What an output that is a number is of the target's value that it stands for: the value itself, or its
/// logarithm (the link function of a generalized linear model).
enum class Link { identity, log };

/// Outputs become the values that they stand for, in place.
inline void invert_link(Link link, std::span<double> outputs) {
  if (link == Link::identity) return;
  for (double& output : outputs) output = elementary::exp(output);
}

/// Values become the outputs that stand for them, in place.
inline void apply_link(Link link, std::span<double> values) {
  if (link == Link::identity) return;
  for (double& value : values) value = std::log(value);
}

}  // namespace runner
