#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "model/transform.h"

namespace runner {

/// Positions of columns, in order.
using ChosenColumns = std::vector<std::size_t>;

/// A transform of some of the features as one of all. New ones stand where the first of them stood, unless
/// each has its own place.
std::unique_ptr<Transform> transform_of_some(const FeatureColumns& columns, ChosenColumns chosen,
                                             std::unique_ptr<Transform> transform);

}  // namespace runner
