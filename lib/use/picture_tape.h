#pragma once

#include <optional>

#include "use/layer_at.h"
#include "use/tape.h"

namespace runner {

/// Writes down a layer over windows, channels or pixels, as it is in evaluations, for rows × the layer's
/// input; nothing where it is none of these. Throws Refused, with the layer, where it has no such form.
std::optional<Tape::Value> add_picture_layer(Tape& tape, Tape::Value x, const LayerAt& at);

/// Conv1d, Conv2d, ConvTranspose1d or ConvTranspose2d. (convolution_tape.cpp)
Tape::Value add_convolution(Tape& tape, Tape::Value x, const LayerAt& at);
Tape::Value add_transposed_convolution(Tape& tape, Tape::Value x, const LayerAt& at);

// What picture_tape.cpp and convolution_tape.cpp share. An axis counts the rows: 2 and 3 of a picture, 2 of a
// series.

/// An option that is one whole number for every dimension of pixels, or a list with one for each.
std::vector<std::int64_t> extents_option(const LayerAt& at, std::string_view key, std::int64_t otherwise);

/// What stands beside a picture.
enum class Border { zeros, reflect, replicate, circular };
/// One of the axes of a value, and how many values lie along it.
struct PaddedAxis {
  std::int64_t rank, axis, size;
};
/// Of the layer's input: of dimension 0 or 1 of its pixels.
PaddedAxis axis_at(const LayerAt& at, std::size_t dimension);
/// `before` and `after` values more along an axis; fewer where they are below 0.
Tape::Value padded(Tape& tape, Tape::Value x, const PaddedAxis& axis, std::int64_t before, std::int64_t after,
                   Border border, double value = 0);

/// A matrix, outputs × inputs, that makes the values along an axis from those that are there.
struct AxisMatrix {
  Index outputs = 0, inputs = 0;
  std::vector<double> values = {};

  AxisMatrix(Index to, Index from) : outputs(to), inputs(from), values(static_cast<std::size_t>(to * from)) {}
  double& at(Index output, Index input) { return values[static_cast<std::size_t>(output * inputs + input)]; }
};
/// Each of a picture's (or a series') axes by its matrix.
Tape::Value multiplied(Tape& tape, Tape::Value x, const std::vector<AxisMatrix>& axes);

}  // namespace runner
