#include "nn/layers/constant_pad3d.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "spec/registration.h"
#include "tensor/lanes.h"

namespace runner {
namespace {

constexpr const char* padding3d_help =
    "One number for all sides, or six: left, right, top, bottom, and channels before the first and behind "
    "the "
    "last. Below 0 crops.";

/// Before and behind C, H and W; nothing where there are not six numbers.
std::optional<std::array<Index, 6>> sides_of_padding3d(const Padding3d& padding) {
  if (const auto* all = std::get_if<std::int64_t>(&padding))
    return std::array<Index, 6>{*all, *all, *all, *all, *all, *all};
  const auto& given = std::get<std::vector<std::int64_t>>(padding);
  if (given.size() != 6) return std::nullopt;
  return std::array<Index, 6>{given[4], given[5], given[2], given[3], given[0], given[1]};
}

std::optional<Shape> padded3d_shape(const std::string& type, const Padding3d& padding, const Shape& input,
                                    ErrorSink& sink) {
  if (input.size() != 3) {
    sink.error("", fmt::format("{} pads pictures [N, C, H, W], but it receives {}", type, batch_text(input)));
    return std::nullopt;
  }
  const auto sides = sides_of_padding3d(padding);
  if (!sides) {
    const std::size_t count = std::get<std::vector<std::int64_t>>(padding).size();
    sink.error("padding",
               fmt::format("padding has {} numbers; expected one, or six: left, right, top, bottom, "
                           "channels before and behind",
                           count));
    return std::nullopt;
  }
  constexpr Index most = Index{1} << 24U;
  Shape output = input;
  for (std::size_t i = 0; i < 3; ++i) {
    const Index before = (*sides)[2 * i], behind = (*sides)[2 * i + 1];
    const bool fits = before >= -most && before <= most && behind >= -most && behind <= most;
    if (fits) output[i] += before + behind;
    if (fits && output[i] >= 1 && before > -input[i] && behind > -input[i]) continue;
    sink.error("padding",
               fmt::format("padding leaves nothing of {}, or is beyond {}", batch_text(input), most));
    return std::nullopt;
  }
  return output;
}

}  // namespace

Spec<ConstantPad3dConfig> ConstantPad3dConfig::spec() {
  using C = ConstantPad3dConfig;
  return Spec<C>("ConstantPad3d", "Pads pictures with a value: their channels, rows and columns.")
      .source("torch.nn.ConstantPad3d, which pads the last three dimensions of [N, C, H, W]")
      .formula("y[c, h, w] = x[c - front, h - top, w - left] where there is such a pixel, else value")
      .required("padding", &C::padding, padding3d_help)
      .required("value", &C::value, "What the new pixels are.");
}

Spec<ZeroPad3dConfig> ZeroPad3dConfig::spec() {
  using C = ZeroPad3dConfig;
  return Spec<C>(
             "ZeroPad3d",
             "Pads pictures with zeros: their channels, rows and columns. Behind AvgPool2d with kernel_size "
             "1 and stride 2, in the shortcut of Residual, it is ResNet's way past a block without "
             "parameters (option A).")
      .source(
          "torch.nn.ZeroPad3d, which pads the last three dimensions of [N, C, H, W]; He et al. 2015, "
          "arXiv:1512.03385")
      .formula("y[c, h, w] = x[c - front, h - top, w - left] where there is such a pixel, else 0")
      .required("padding", &C::padding, padding3d_help);
}

std::optional<Shape> ConstantPad3dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  return padded3d_shape("ConstantPad3d", padding, input, sink);
}

std::optional<Shape> ZeroPad3dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  return padded3d_shape("ZeroPad3d", padding, input, sink);
}

template <class T>
std::unique_ptr<Layer<T>> ConstantPad3dConfig::build(const Shape& input, Index /*max_batch*/) const {
  return std::make_unique<ChannelPad<T>>(padding, value, input);
}

template <class T>
std::unique_ptr<Layer<T>> ZeroPad3dConfig::build(const Shape& input, Index /*max_batch*/) const {
  return std::make_unique<ChannelPad<T>>(padding, 0, input);
}

template <class T>
ChannelPad<T>::ChannelPad(const Padding3d& padding, double value, const Shape& input)
    : input_(input), output_(input), value_(static_cast<T>(value)) {
  const std::array<Index, 6> sides = sides_of_padding3d(padding).value();
  for (std::size_t i = 0; i < 3; ++i) {
    before_[i] = sides[2 * i];
    output_[i] += sides[2 * i] + sides[2 * i + 1];
  }
}

template <class T>
void ChannelPad<T>::move(Matrix<const T> from, const Shape& from_shape, Matrix<T> to, const Shape& to_shape,
                         const std::array<Index, 3>& shift, T value, const ForwardContext& context) const {
  const Index lanes = context.lanes, height = to_shape[1], width = to_shape[2];
  const Index first = std::max(shift[2], Index{0}), end = std::min(shift[2] + from_shape[2], width);
  const Index channels = padded_rows(to.rows, lanes) / lanes * to_shape[0];  // of all blocks
  constexpr Index values_per_piece = Index{1} << 17U;
  for_chunks(context.threads, channels, std::max(values_per_piece / (height * width * lanes), Index{1}),
             [&](Index begin, Index count) {
               for (Index row = begin * height; row < (begin + count) * height; ++row) {
                 T* y = to.data + row * width * lanes;
                 const Index block = row / height / to_shape[0];
                 const Index channel = row / height % to_shape[0] - shift[0], line = row % height - shift[1];
                 const bool is_there =
                     channel >= 0 && channel < from_shape[0] && line >= 0 && line < from_shape[1];
                 if (!is_there) {
                   std::fill_n(y, width * lanes, value);
                   continue;
                 }
                 const Index from_row = (block * from_shape[0] + channel) * from_shape[1] + line;
                 const T* x = from.data + (from_row * from_shape[2] - shift[2]) * lanes;
                 std::fill_n(y, first * lanes, value);
                 std::copy_n(x + first * lanes, (end - first) * lanes, y + first * lanes);
                 std::fill_n(y + end * lanes, (width - end) * lanes, value);
               }
             });
}

template <class T>
void ChannelPad<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  move(in, input_, out, output_, before_, value_, context);
}

template <class T>
void ChannelPad<T>::backward(Matrix<const T> /*in*/, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                             Matrix<T> grad_in, const ForwardContext& context) {
  move(grad_out, output_, grad_in, input_, {-before_[0], -before_[1], -before_[2]}, T(0), context);
}

template class ChannelPad<float>;
template class ChannelPad<double>;

template Registration<LayerConfig> registration<LayerConfig, ConstantPad3dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ZeroPad3dConfig>();

}  // namespace runner
