#include <fmt/format.h>

#include <algorithm>

#include "use/layer_options.h"
#include "use/picture_tape.h"
#include "use/refused.h"

// ONNX has operations for both convolutions, but onnxruntime has them for float32 alone. In float64 one is
// the sum over the places of its window of matrix products, and one the other way round is that of a picture
// with zeros between its values.

namespace runner {

namespace {

using Value = Tape::Value;
using Numbers = std::vector<std::int64_t>;

struct Window {
  Numbers kernel, stride, dilation;
  std::int64_t groups = 1;
};

Window window_of(const LayerAt& at, const Shape& weight) {
  return {Numbers(weight.begin() + 2, weight.end()), extents_option(at, "stride", 1),
          extents_option(at, "dilation", 1),
          static_cast<std::int64_t>(number_option(at.options(), "groups", 1))};
}

Value with_bias(Tape& tape, Value y, const LayerAt& at) {
  const NamedTensor* bias = at.find("bias");
  if (!bias) return y;
  Shape shape(at.input.size() + 1, 1);
  shape[1] = bias->shape[0];
  return tape.add(y, tape.constant(tape.type(y), std::move(shape), bias->numbers()));
}

/// The numbers of a tensor [groups · outputs, inputs, …] at one place of the window, as [groups, outputs,
/// inputs].
std::vector<double> at_place(const std::vector<double>& weight, std::size_t places, std::size_t place) {
  std::vector<double> numbers;
  for (std::size_t i = place; i < weight.size(); i += places) numbers.push_back(weight[i]);
  return numbers;
}

/// Σ over places of weight · what lies there. `x` is padded; `weight` is [channels out, channels in / groups,
/// …].
Value sum_of_products(Tape& tape, Value x, const std::vector<double>& weight, const Shape& shape,
                      const Window& window, const Shape& output) {
  const Index groups = window.groups, in = shape[1], out = shape[0] / groups;
  Index positions = 1, places = 1;
  for (std::size_t d = 1; d < output.size(); ++d) positions *= output[d];
  for (const std::int64_t k : window.kernel) places *= k;
  std::optional<Value> sum;
  for (Index place = 0; place < places; ++place) {
    Value part = x;
    Index rest = place;
    for (std::size_t d = window.kernel.size(); d-- > 0;) {
      const std::int64_t begin = rest % window.kernel[d] * window.dilation[d];
      rest /= window.kernel[d];
      const std::int64_t end = begin + window.stride[d] * (output[d + 1] - 1) + 1;
      part = tape.slice(part, static_cast<std::int64_t>(d) + 2, begin, end, window.stride[d]);
    }
    part = tape.reshape(part, {-1, groups, in, positions});
    const Value w =
        tape.constant(tape.type(x), {groups, out, in},
                      at_place(weight, static_cast<std::size_t>(places), static_cast<std::size_t>(place)));
    const Value product = tape.matmul(w, part);
    sum = sum ? tape.add(*sum, product) : product;
  }
  std::vector<std::int64_t> extents = {-1};
  extents.insert(extents.end(), output.begin(), output.end());
  return tape.reshape(*sum, std::move(extents));
}

Border border_of(const LayerAt& at) {
  const std::string mode = text_option(at.options(), "padding_mode");
  if (mode == "reflect") return Border::reflect;
  if (mode == "replicate") return Border::replicate;
  return mode == "circular" ? Border::circular : Border::zeros;
}

/// Before and after each dimension.
std::pair<Numbers, Numbers> padding_of(const LayerAt& at, const Window& window) {
  const std::string word = text_option(at.options(), "padding");
  if (word == "valid") return {Numbers(window.kernel.size()), Numbers(window.kernel.size())};
  if (word != "same") return {extents_option(at, "padding", 0), extents_option(at, "padding", 0)};
  Numbers before, after;
  for (std::size_t d = 0; d < window.kernel.size(); ++d) {
    const std::int64_t all = window.dilation[d] * (window.kernel[d] - 1);
    before.push_back(all / 2);
    after.push_back(all - all / 2);
  }
  return {before, after};
}

Numbers joined_pads(const Numbers& before, const Numbers& after) {
  Numbers pads = before;
  pads.insert(pads.end(), after.begin(), after.end());
  return pads;
}

}  // namespace

Value add_convolution(Tape& tape, Value x, const LayerAt& at) {
  const NamedTensor& weight = *at.find("weight");
  const Window window = window_of(at, weight.shape);
  const Border border = border_of(at);
  auto [before, after] = padding_of(at, window);
  const bool has_operation = tape.type(x) == Tape::Type::float32;
  if (border != Border::zeros || !has_operation) {
    for (std::size_t d = 0; d < before.size(); ++d)
      x = padded(tape, x, axis_at(at, d), before[d], after[d], border);
    std::ranges::fill(before, 0);
    std::ranges::fill(after, 0);
  }
  if (!has_operation)
    return with_bias(tape,
                     sum_of_products(tape, x, weight.numbers(), weight.shape, window, at.summary.output), at);
  std::vector<Value> in = {x, tape.constant(tape.type(x), weight.shape, weight.numbers())};
  if (const NamedTensor* bias = at.find("bias"))
    in.push_back(tape.constant(tape.type(x), bias->shape, bias->numbers()));
  return tape.step("Conv", std::move(in), tape.type(x),
                   {{"kernel_shape", window.kernel},
                    {"strides", window.stride},
                    {"dilations", window.dilation},
                    {"group", window.groups},
                    {"pads", joined_pads(before, after)}});
}

Value add_transposed_convolution(Tape& tape, Value x, const LayerAt& at) {
  const NamedTensor& weight = *at.find("weight");
  const Window window = window_of(at, weight.shape);
  const Numbers padding = extents_option(at, "padding", 0);
  if (tape.type(x) == Tape::Type::float32) {
    std::vector<Value> in = {x, tape.constant(tape.type(x), weight.shape, weight.numbers())};
    if (const NamedTensor* bias = at.find("bias"))
      in.push_back(tape.constant(tape.type(x), bias->shape, bias->numbers()));
    return tape.step("ConvTranspose", std::move(in), tape.type(x),
                     {{"kernel_shape", window.kernel},
                      {"strides", window.stride},
                      {"dilations", window.dilation},
                      {"group", window.groups},
                      {"pads", joined_pads(padding, padding)},
                      {"output_padding", extents_option(at, "output_padding", 0)}});
  }
  // Values stand a stride apart, zeros between and beside them.
  std::vector<AxisMatrix> apart;
  for (std::size_t d = 0; d < window.kernel.size(); ++d) {
    const Index reach = window.dilation[d] * (window.kernel[d] - 1);
    AxisMatrix& axis = apart.emplace_back(at.summary.output[d + 1] + reach, at.input[d + 1]);
    for (Index i = 0; i < axis.inputs; ++i) {
      const Index place = i * window.stride[d] + reach - padding[d];
      if (place >= 0 && place < axis.outputs) axis.at(place, i) = 1;
    }
  }
  // The weight is [in, out / groups, …] and is turned round.
  const Index groups = window.groups, in = weight.shape[0] / groups, out = weight.shape[1];
  Index places = 1;
  for (const std::int64_t k : window.kernel) places *= k;
  const std::vector<double> numbers = weight.numbers();
  std::vector<double> turned(numbers.size());
  for (Index g = 0; g < groups; ++g)
    for (Index c = 0; c < in; ++c)
      for (Index k = 0; k < out; ++k)
        for (Index p = 0; p < places; ++p)
          turned[static_cast<std::size_t>(((g * out + k) * in + c) * places + p)] =
              numbers[static_cast<std::size_t>(((g * in + c) * out + k) * places + places - 1 - p)];
  Shape shape = weight.shape;
  shape[0] = groups * out;
  shape[1] = in;
  Window plain = window;
  std::ranges::fill(plain.stride, 1);
  return with_bias(
      tape, sum_of_products(tape, multiplied(tape, x, apart), turned, shape, plain, at.summary.output), at);
}

}  // namespace runner
