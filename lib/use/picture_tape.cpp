#include "use/picture_tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "use/layer_options.h"
#include "use/refused.h"

// Means of windows and values between values are products with a matrix along each axis: so they have every
// option of PyTorch's, and float64, where ONNX's own operations or onnxruntime have not.

namespace runner {

namespace {

using Value = Tape::Value;
using Numbers = std::vector<std::int64_t>;

std::size_t dimensions_of(const LayerAt& at) {
  return at.input.size() - 1;
}

Value as_output(Tape& tape, Value x, const LayerAt& at) {
  Numbers extents = {-1};
  extents.insert(extents.end(), at.summary.output.begin(), at.summary.output.end());
  return tape.reshape(x, std::move(extents));
}

Value channel_row(Tape& tape, Value beside, const NamedTensor& tensor, const LayerAt& at) {
  Shape shape(at.input.size() + 1, 1);
  shape[1] = tensor.shape[0];
  return tape.constant(tape.type(beside), std::move(shape), tensor.numbers());
}

Value with_affine(Tape& tape, Value x, const LayerAt& at) {
  if (const NamedTensor* weight = at.find("weight")) x = tape.mul(x, channel_row(tape, x, *weight, at));
  if (const NamedTensor* bias = at.find("bias")) x = tape.add(x, channel_row(tape, x, *bias, at));
  return x;
}

/// (x - mean) / √(variance + eps) over some axes.
Value standardized(Tape& tape, Value x, const LayerAt& at, const Numbers& axes) {
  x = tape.sub(x, tape.reduce("ReduceMean", x, axes));
  const Value variance = tape.reduce("ReduceMean", tape.mul(x, x), axes);
  const Value eps = tape.number(x, number_option(at.options(), "eps", 1e-5));
  return tape.div(x, tape.map("Sqrt", tape.add(variance, eps)));
}

Value group_norm(Tape& tape, Value x, const LayerAt& at) {
  const auto groups = static_cast<std::int64_t>(number_option(at.options(), "num_groups", 1));
  x = tape.reshape(x, {-1, groups, size_of(at.input) / groups});
  return with_affine(tape, as_output(tape, standardized(tape, x, at, {2}), at), at);
}

Value instance_norm(Tape& tape, Value x, const LayerAt& at) {
  const NamedTensor *mean = at.find("running_mean"), *variance = at.find("running_var");
  if (!mean || !variance) {
    Numbers axes;
    for (std::size_t d = 0; d < dimensions_of(at); ++d) axes.push_back(static_cast<std::int64_t>(d) + 2);
    return with_affine(tape, standardized(tape, x, at, axes), at);
  }
  std::vector<double> roots = variance->numbers();
  for (double& value : roots) value = std::sqrt(value + number_option(at.options(), "eps", 1e-5));
  Shape shape(at.input.size() + 1, 1);
  shape[1] = variance->shape[0];
  x = tape.sub(x, channel_row(tape, x, *mean, at));
  x = tape.div(x, tape.constant(tape.type(x), std::move(shape), std::move(roots)));
  return with_affine(tape, x, at);
}

/// Squares are summed over neighbouring channels.
Value local_response_norm(Tape& tape, Value x, const LayerAt& at) {
  const Index channels = at.input[0];
  const auto size = static_cast<Index>(number_option(at.options(), "size", 1));
  AxisMatrix near(channels, channels);
  const double share = number_option(at.options(), "alpha", 1e-4) / static_cast<double>(size);
  for (Index c = 0; c < channels; ++c)
    for (Index i = std::max<Index>(c - size / 2, 0); i < std::min(c - size / 2 + size, channels); ++i)
      near.at(c, i) = share;
  const Value matrix = tape.constant(tape.type(x), {channels, channels}, near.values);
  const Value flat = tape.reshape(x, {-1, channels, size_of(at.input) / channels});
  const Value sums = as_output(tape, tape.matmul(matrix, tape.mul(flat, flat)), at);
  const Value base = tape.add(sums, tape.number(x, number_option(at.options(), "k", 1)));
  return tape.div(x, tape.pow(base, tape.number(x, number_option(at.options(), "beta", 0.75))));
}

// --- windows ---

/// Where the windows of a pooling layer lie along one axis.
struct Places {
  Index inputs = 0, outputs = 0;
  std::int64_t kernel = 1, stride = 1, padding = 0;
};

std::vector<Places> places_of(const LayerAt& at) {
  const Numbers kernel = extents_option(at, "kernel_size", 1), padding = extents_option(at, "padding", 0);
  const Node* written = at.options().find("stride");
  const Numbers stride = written && !written->is_null() ? extents_option(at, "stride", 1) : kernel;
  std::vector<Places> places;
  for (std::size_t d = 0; d < kernel.size(); ++d)
    places.push_back({at.input[d + 1], at.summary.output[d + 1], kernel[d], stride[d], padding[d]});
  return places;
}

/// Each window's values by the share that `share(values with padding, without)` says.
template <class Share>
AxisMatrix window_matrix(const Places& axis, const Share& share) {
  AxisMatrix matrix(axis.outputs, axis.inputs);
  for (Index o = 0; o < axis.outputs; ++o) {
    const Index begin = o * axis.stride - axis.padding;
    const Index end = std::min(begin + axis.kernel, axis.inputs + axis.padding);
    const Index first = std::max<Index>(begin, 0), last = std::min(end, axis.inputs);
    for (Index i = first; i < last; ++i) matrix.at(o, i) = share(end - begin, last - first);
  }
  return matrix;
}

Value average_pool(Tape& tape, Value x, const LayerAt& at) {
  const bool counts_padding = flag_option(at.options(), "count_include_pad", true);
  const double divisor = number_option(at.options(), "divisor_override", 0);
  std::vector<AxisMatrix> axes;
  for (const Places& axis : places_of(at))
    axes.push_back(window_matrix(axis, [&](Index with_padding, Index without) {
      return divisor != 0 ? 1 : 1 / static_cast<double>(counts_padding ? with_padding : without);
    }));
  const Value y = multiplied(tape, x, axes);
  return divisor != 0 ? tape.div(y, tape.number(y, divisor)) : y;
}

/// As torch.nn.functional.lp_pool2d: a mean of powers, times the values of a whole window.
Value lp_pool(Tape& tape, Value x, const LayerAt& at) {
  const double p = number_option(at.options(), "norm_type", 2);
  std::vector<AxisMatrix> axes;
  for (const Places& axis : places_of(at))
    axes.push_back(window_matrix(axis, [&](Index values, Index /*without*/) {
      return static_cast<double>(axis.kernel) / static_cast<double>(values);
    }));
  const Value powers = p == 2 ? tape.mul(x, x) : tape.pow(x, tape.number(x, p));
  return tape.pow(multiplied(tape, powers, axes), tape.number(x, 1 / p));
}

Value max_pool(Tape& tape, Value x, const LayerAt& at) {
  const std::vector<Places> places = places_of(at);
  const Numbers dilation = extents_option(at, "dilation", 1);
  Numbers kernel, stride;
  for (std::size_t d = 0; d < places.size(); ++d) {
    const Places& axis = places[d];
    // As far as the last window reaches.
    const std::int64_t reach = (axis.outputs - 1) * axis.stride + dilation[d] * (axis.kernel - 1) + 1;
    const std::int64_t after = std::max<std::int64_t>(reach - axis.inputs - axis.padding, 0);
    x = padded(tape, x, axis_at(at, d), axis.padding, after, Border::zeros,
               -std::numeric_limits<double>::infinity());
    kernel.push_back(axis.kernel);
    stride.push_back(axis.stride);
  }
  return tape.step("MaxPool", {x}, tape.type(x),
                   {{"kernel_shape", kernel}, {"strides", stride}, {"dilations", dilation}});
}

/// The largest values of windows of different sizes: first along one axis, then along the other.
Value adaptive_max_pool(Tape& tape, Value x, const LayerAt& at) {
  for (std::size_t d = 0; d < dimensions_of(at); ++d) {
    const Index in = at.input[d + 1], out = at.summary.output[d + 1];
    const auto axis = static_cast<std::int64_t>(d) + 2;
    std::vector<Value> parts;
    for (Index o = 0; o < out; ++o) {
      const Index begin = o * in / out, end = ((o + 1) * in + out - 1) / out;
      const Value part = begin == 0 && end == in ? x : tape.slice(x, axis, begin, end);
      parts.push_back(tape.reduce("ReduceMax", part, {axis}));
    }
    x = tape.concat(std::move(parts), axis);
  }
  return x;
}

/// The matrices of a layer whose outputs are means, weighted along each axis by itself: as it answers to
/// pictures of which one row, or one column, is 1.
std::vector<AxisMatrix> matrices_of(const LayerAt& at) {
  Shape one = at.input;
  one[0] = 1;
  std::vector<AxisMatrix> axes;
  const Index values = size_of(one);
  Index inner = values;
  const Shape& output = at.summary.output;
  Index inner_output = size_of(output) / output[0];
  for (std::size_t d = 0; d < dimensions_of(at); ++d) {
    const Index in = at.input[d + 1], out = output[d + 1];
    inner /= in;
    inner_output /= out;
    Chain<double> chain({at.component}, one, in);
    std::vector<double> pictures(static_cast<std::size_t>(in * values));
    for (Index i = 0; i < in; ++i)
      for (Index k = 0; k < values; ++k)
        pictures[static_cast<std::size_t>(i * values + k)] = k / inner % in == i ? 1 : 0;
    const Matrix<const double> given = chain.forward({pictures.data(), in, values}, {.training = false});
    AxisMatrix& matrix = axes.emplace_back(out, in);
    for (Index i = 0; i < in; ++i)
      for (Index o = 0; o < out; ++o) matrix.at(o, i) = given.row(i)[o * inner_output];
  }
  return axes;
}

Value interpolated(Tape& tape, Value x, const LayerAt& at) {
  return multiplied(tape, x, matrices_of(at));
}

// --- places ---

Value pad(Tape& tape, Value x, const LayerAt& at) {
  const std::string& type = at.component.type;
  const Border border = type.starts_with("Reflection")    ? Border::reflect
                        : type.starts_with("Replication") ? Border::replicate
                        : type.starts_with("Circular")    ? Border::circular
                                                          : Border::zeros;
  const Node& written = *at.options().find("padding");
  const auto rank = static_cast<std::int64_t>(at.input.size()) + 1;
  const auto count = static_cast<std::size_t>(type[type.size() - 2] - '0');  // "ZeroPad2d"
  for (std::size_t k = 0; k < count; ++k) {
    // The last dimension comes first: left, right, top, bottom.
    const auto side = [&](std::size_t which) {
      const Node& node = written.is_sequence() ? written.items()[2 * k + which] : written;
      return static_cast<std::int64_t>(parse_integer(node.text()).value_or(0));
    };
    const PaddedAxis axis{rank, rank - 1 - static_cast<std::int64_t>(k), at.input[at.input.size() - 1 - k]};
    x = padded(tape, x, axis, side(0), side(1), border, number_option(at.options(), "value", 0));
  }
  return x;
}

/// Reshaped, its dimensions in another order, and reshaped to what comes out.
Value reordered(Tape& tape, Value x, const LayerAt& at, Numbers extents, Numbers order) {
  extents.insert(extents.begin(), -1);
  x = tape.reshape(x, std::move(extents));
  return as_output(tape, tape.step("Transpose", {x}, tape.type(x), {{"perm", std::move(order)}}), at);
}

Value pixel_shuffle(Tape& tape, Value x, const LayerAt& at) {
  const auto r = static_cast<std::int64_t>(number_option(at.options(), "upscale_factor", 1));
  return reordered(tape, x, at, {at.input[0] / (r * r), r, r, at.input[1], at.input[2]}, {0, 1, 4, 2, 5, 3});
}

Value pixel_unshuffle(Tape& tape, Value x, const LayerAt& at) {
  const auto r = static_cast<std::int64_t>(number_option(at.options(), "downscale_factor", 1));
  return reordered(tape, x, at, {at.input[0], at.input[1] / r, r, at.input[2] / r, r}, {0, 1, 3, 5, 2, 4});
}

Value channel_shuffle(Tape& tape, Value x, const LayerAt& at) {
  const auto groups = static_cast<std::int64_t>(number_option(at.options(), "groups", 1));
  return reordered(tape, x, at, {groups, at.input[0] / groups, size_of(at.input) / at.input[0]},
                   {0, 2, 1, 3});
}

}  // namespace

PaddedAxis axis_at(const LayerAt& at, std::size_t dimension) {
  return {static_cast<std::int64_t>(at.input.size()) + 1, static_cast<std::int64_t>(dimension) + 2,
          at.input[dimension + 1]};
}

Numbers extents_option(const LayerAt& at, std::string_view key, std::int64_t otherwise) {
  const Node* written = at.options().find(key);
  Numbers numbers(dimensions_of(at), otherwise);
  if (!written || written->is_null()) return numbers;
  for (std::size_t d = 0; d < numbers.size(); ++d) {
    const Node& one =
        written->is_sequence() ? written->items()[std::min(d, written->items().size() - 1)] : *written;
    if (one.is_scalar()) numbers[d] = parse_integer(one.text()).value_or(otherwise);
  }
  return numbers;
}

Value padded(Tape& tape, Value x, const PaddedAxis& axis_of, std::int64_t before, std::int64_t after,
             Border border, double value) {
  const auto [rank, axis, size] = axis_of;
  if (before == 0 && after == 0) return x;
  if (border == Border::zeros) {
    const std::int64_t cut = std::max<std::int64_t>(-before, 0),
                       end = size + std::min<std::int64_t>(after, 0);
    if (cut > 0 || end < size) x = tape.slice(x, axis, cut, end);
    if (before <= 0 && after <= 0) return x;
    return tape.pad(x, rank, axis, std::max<std::int64_t>(before, 0), std::max<std::int64_t>(after, 0),
                    value);
  }
  std::vector<double> from;
  for (std::int64_t i = -before; i < size + after; ++i) {
    std::int64_t source = i;
    if (border == Border::replicate) source = std::clamp<std::int64_t>(i, 0, size - 1);
    if (border == Border::circular) source = (i % size + size) % size;
    if (border == Border::reflect) source = i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i;
    from.push_back(static_cast<double>(source));
  }
  const auto count = static_cast<Index>(from.size());
  const Value places = tape.constant(Tape::Type::int64, {count}, std::move(from));
  return tape.step("Gather", {x, places}, tape.type(x), {{"axis", axis}});
}

Value multiplied(Tape& tape, Value x, const std::vector<AxisMatrix>& axes) {
  const AxisMatrix& last = axes.back();
  AxisMatrix turned(last.inputs, last.outputs);
  for (Index o = 0; o < last.outputs; ++o)
    for (Index i = 0; i < last.inputs; ++i)
      turned.at(i, o) = last.values[static_cast<std::size_t>(o * last.inputs + i)];
  x = tape.matmul(x, tape.constant(tape.type(x), {turned.outputs, turned.inputs}, turned.values));
  if (axes.size() == 1) return x;
  const AxisMatrix& first = axes.front();
  return tape.matmul(tape.constant(tape.type(x), {first.outputs, first.inputs}, first.values), x);
}

std::optional<Value> add_picture_layer(Tape& tape, Value x, const LayerAt& at) {
  using Add = Value (*)(Tape&, Value, const LayerAt&);
  static const std::map<std::string, Add, std::less<>> known = {
      {"Conv1d", add_convolution},
      {"Conv2d", add_convolution},
      {"ConvTranspose1d", add_transposed_convolution},
      {"ConvTranspose2d", add_transposed_convolution},
      {"MaxPool1d", max_pool},
      {"MaxPool2d", max_pool},
      {"AvgPool1d", average_pool},
      {"AvgPool2d", average_pool},
      {"LPPool1d", lp_pool},
      {"LPPool2d", lp_pool},
      {"AdaptiveAvgPool1d", interpolated},
      {"AdaptiveAvgPool2d", interpolated},
      {"AdaptiveMaxPool1d", adaptive_max_pool},
      {"AdaptiveMaxPool2d", adaptive_max_pool},
      {"ZeroPad1d", pad},
      {"ZeroPad2d", pad},
      {"ConstantPad1d", pad},
      {"ConstantPad2d", pad},
      {"ZeroPad3d", pad},
      {"ConstantPad3d", pad},
      {"ReflectionPad1d", pad},
      {"ReflectionPad2d", pad},
      {"ReplicationPad1d", pad},
      {"ReplicationPad2d", pad},
      {"CircularPad1d", pad},
      {"CircularPad2d", pad},
      {"Upsample", interpolated},
      {"PixelShuffle", pixel_shuffle},
      {"PixelUnshuffle", pixel_unshuffle},
      {"ChannelShuffle", channel_shuffle},
      {"GroupNorm", group_norm},
      {"InstanceNorm1d", instance_norm},
      {"InstanceNorm2d", instance_norm},
      {"LocalResponseNorm", local_response_norm},
      {"Flatten", as_output},
      {"Unflatten", as_output},
  };
  const auto found = known.find(at.component.type);
  return found == known.end() ? std::nullopt : std::optional(found->second(tape, x, at));
}

}  // namespace runner
