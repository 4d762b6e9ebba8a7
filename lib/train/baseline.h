#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metric/classes.h"
#include "nn/link.h"
#include "tensor/target.h"
#include "train/observer.h"

namespace runner {

/// Outputs of a network that knows nothing but the targets of its training part: for classes their shares
/// (then the decision is always the most frequent one), for numbers what stands for their means.
template <class T>
std::vector<T> constant_outputs(const MetricInput& input, const Target<T>& training, Index rows, Link link);

/// What such outputs predict, for people: "always 'setosa'", "the classes' shares", "always the mean, 2.5".
/// `probabilities`: where these are asked about.
template <class T>
std::string constant_text(const MetricInput& input, const std::vector<T>& outputs, bool probabilities);

}  // namespace runner
