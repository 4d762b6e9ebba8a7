#pragma once

#include <optional>

#include "nn/layer.h"
#include "use/tape.h"

namespace runner {

/// Pooling, padding, enlargement and what else gives values other places, for samples of the shapes `input`
/// and `output`: nothing where the layer is none of these. Throws Refused where there are no operations.
std::optional<Tape::Value> add_picture_layer(Tape& tape, Tape::Value x, const Component<LayerConfig>& layer,
                                             const Shape& input, const Shape& output);

}  // namespace runner
