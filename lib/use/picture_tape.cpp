#include "use/picture_tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nn/layers/upsample.h"
#include "nn/pool_windows.h"
#include "nn/rearranged.h"
#include "use/layer_options.h"
#include "use/refused.h"

// Means and blends are sums with weights along each side, and so products with two matrices; the largest of a
// window is the largest of its rows' largest. ONNX has operations for most of them, but those round sizes up
// otherwise than PyTorch (ceil_mode), have no windows of different sizes, and some are there for float alone.

namespace runner {
namespace {

using Value = Tape::Value;

/// The shape of a batch of any size.
std::vector<std::int64_t> any_batch(const Shape& sample) {
  std::vector<std::int64_t> shape = {-1};
  shape.insert(shape.end(), sample.begin(), sample.end());
  return shape;
}

Value indices(Tape& tape, const std::vector<double>& places) {
  return tape.constant(Tape::Type::int64, {static_cast<Index>(places.size())}, places);
}

Value gather(Tape& tape, Value x, std::int64_t axis, const std::vector<double>& places) {
  return tape.step("Gather", {x, indices(tape, places)}, tape.type(x), {{"axis", axis}});
}

Value rearranged(Tape& tape, Value x, const Sources& sources, double fill, const Shape& input,
                 const Shape& output) {
  const Index size = size_of(input);
  Value flat = tape.reshape(x, {-1, size});
  std::vector<double> places;
  bool fills = false;
  for (const std::int32_t source : sources) {
    fills = fills || source < 0;
    places.push_back(static_cast<double>(source < 0 ? size : source));
  }
  if (fills) flat = tape.step("Pad", {flat, indices(tape, {0, 0, 0, 1}), tape.number(x, fill)}, tape.type(x));
  return tape.reshape(gather(tape, flat, 1, places), any_batch(output));
}

/// Of windows along a dimension, as many places for each: what is left out is the first again.
std::vector<double> places_of(const PoolAxis& axis, const std::string& layer) {
  std::vector<double> places;
  const Index most = axis.most();
  for (const PoolWindow& window : axis.windows) {
    if (window.count == 0)
      throw Refused(fmt::format(
          "{} has windows that see nothing but padding, for which ONNX has no operations", layer));
    for (Index k = 0; k < most; ++k)
      places.push_back(static_cast<double>(window.first + (k < window.count ? k : 0) * axis.step));
  }
  return places;
}

Value largest(Tape& tape, Value x, const PoolWindows& windows, const std::string& layer) {
  const Planes in = windows.in, out = windows.out();
  x = tape.reshape(x, {-1, in.channels, in.height, in.width});
  x = gather(tape, x, 2, places_of(windows.y, layer));
  x = tape.reshape(x, {-1, in.channels * out.height, windows.y.most(), in.width});
  x = tape.reduce("ReduceMax", x, {2});
  x = tape.reshape(x, {-1, in.channels, out.height, in.width});
  x = gather(tape, x, 3, places_of(windows.x, layer));
  x = tape.reshape(x, {-1, in.channels * out.height, out.width, windows.x.most()});
  return tape.reduce("ReduceMax", x, {3});
}

/// Along a dimension: each output's row of weights of the inputs.
using Weights = std::vector<double>;

/// Σ over both dimensions.
Value weighted(Tape& tape, Value x, const Planes& in, const Planes& out, const Weights& y,
               const Weights& x_rows) {
  Weights turned(x_rows.size());
  for (Index i = 0; i < out.width; ++i) {
    for (Index j = 0; j < in.width; ++j)
      turned[static_cast<std::size_t>(j * out.width + i)] =
          x_rows[static_cast<std::size_t>(i * in.width + j)];
  }
  x = tape.reshape(x, {-1, in.channels, in.height, in.width});
  x = tape.matmul(x, tape.constant(tape.type(x), {in.width, out.width}, turned));
  return tape.matmul(tape.constant(tape.type(x), {out.height, in.height}, y), x);
}

Weights mean_weights(const PoolAxis& axis, Index size, bool divided) {
  Weights weights(static_cast<std::size_t>(axis.size() * size));
  for (Index i = 0; i < axis.size(); ++i) {
    const PoolWindow& window = axis.windows[static_cast<std::size_t>(i)];
    for (Index k = 0; k < window.count; ++k)
      weights[static_cast<std::size_t>(i * size + window.first + k)] =
          divided ? 1 / static_cast<double>(window.counted) : 1;
  }
  return weights;
}

Value means(Tape& tape, Value x, const PoolWindows& windows, bool divided) {
  return weighted(tape, x, windows.in, windows.out(), mean_weights(windows.y, windows.in.height, divided),
                  mean_weights(windows.x, windows.in.width, divided));
}

/// Values of a whole window.
double kernel_of(const Node& options, std::size_t dimensions) {
  const Node* kernel = options.find("kernel_size");
  double product = 1;
  if (kernel->is_sequence()) {
    for (const Node& one : kernel->items()) product *= parse_number(one.text()).value_or(1);
    return product;
  }
  return std::pow(parse_number(kernel->text()).value_or(1), static_cast<double>(dimensions));
}

Value norms(Tape& tape, Value x, const PoolWindows& windows, const Component<LayerConfig>& layer,
            const Shape& input) {
  const double p = number_option(layer.resolved, "norm_type", 2);
  if (std::isinf(p)) {
    const Value found = tape.map("Abs", x);
    if (p > 0) return largest(tape, found, windows, layer.type);
    return tape.map("Neg", largest(tape, tape.map("Neg", found), windows, layer.type));
  }
  const Value mean = means(tape, tape.pow(x, tape.number(x, p)), windows, true);
  const Value sum = tape.mul(mean, tape.number(mean, kernel_of(layer.resolved, input.size() - 1)));
  return tape.pow(sum, tape.number(sum, 1 / p));
}

Value pooled(Tape& tape, Value x, const PoolWindows& windows, const Component<LayerConfig>& layer,
             const Shape& input) {
  if (layer.type.starts_with("LP")) return norms(tape, x, windows, layer, input);
  if (layer.type.find("Max") != std::string::npos) return largest(tape, x, windows, layer.type);
  const double divisor = number_option(layer.resolved, "divisor_override", 0);
  const Value found = means(tape, x, windows, divisor == 0);
  return divisor == 0 ? found : tape.div(found, tape.number(found, divisor));
}

Weights blend_weights(const BlendAxis<double>& axis, Index size) {
  Weights weights(static_cast<std::size_t>(axis.outputs * size));
  for (Index i = 0; i < axis.outputs; ++i) {
    for (Index k = 0; k < axis.taps; ++k)
      weights[static_cast<std::size_t>(i * size + axis.sources.data()[i * axis.taps + k])] +=
          axis.weights.data()[i * axis.taps + k];
  }
  return weights;
}

}  // namespace

std::optional<Value> add_picture_layer(Tape& tape, Value x, const Component<LayerConfig>& layer,
                                       const Shape& input, const Shape& output) {
  const LayerConfig* config = layer.config.get();
  if (const auto* rearranging = dynamic_cast<const RearrangingConfig*>(config)) {
    if (const auto sources = rearranging->sources(input, tape.type(x) == Tape::Type::float64))
      return rearranged(tape, x, *sources, rearranging->fill(), input, output);
  }
  if (const auto* upsample = dynamic_cast<const UpsampleConfig*>(config)) {
    const auto [y, columns] = upsample->blends<double>(input);
    const Planes in = planes_of(input), out = planes_of(output);
    return tape.reshape(
        weighted(tape, x, in, out, blend_weights(y, in.height), blend_weights(columns, in.width)),
        any_batch(output));
  }
  if (const auto* pooling = dynamic_cast<const PoolingConfig*>(config))
    return tape.reshape(pooled(tape, x, pooling->windows(input), layer, input), any_batch(output));
  if (layer.type == "Softmax2d") return tape.softmax(x, 1);
  return std::nullopt;
}

}  // namespace runner
