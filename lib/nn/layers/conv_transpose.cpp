#include "nn/layers/conv_transpose.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/memory.h"
#include "spec/registration.h"

namespace runner {
namespace {

Shape transposed_weight_shape(const ConvOptions& options, const Shape& input) {
  Shape shape = {input[0], options.out_channels / options.groups};
  const Shape kernel = along(options.kernel_size, input.size() - 1);
  shape.insert(shape.end(), kernel.begin(), kernel.end());
  return shape;
}

/// Lengths that come out, which may be below 1.
Shape scattered_lengths(const ConvTransposeOptions& options, const Shape& input) {
  const std::size_t dimensions = input.size() - 1;
  const WindowExtents windows = windows_of(options, dimensions);
  const Shape padding = along(options.padding, dimensions), more = along(options.output_padding, dimensions);
  Shape lengths;
  for (std::size_t i = 0; i < dimensions; ++i) {
    lengths.push_back((input[i + 1] - 1) * windows.stride[i] - 2 * padding[i] +
                      windows.dilation[i] * (windows.kernel[i] - 1) + more[i] + 1);
  }
  return lengths;
}

bool has_good_output_padding(const ConvTransposeOptions& options, const WindowExtents& windows,
                             ErrorSink& sink) {
  const Shape more = along(options.output_padding, windows.stride.size());
  for (std::size_t i = 0; i < more.size(); ++i) {
    const Index most = std::max(windows.stride[i], windows.dilation[i]) - 1;
    if (more[i] <= most) continue;
    sink.error("output_padding",
               fmt::format("output_padding is {}, but it must be smaller than the stride, {}, or the "
                           "dilation, {}; at most {} is possible",
                           more[i], windows.stride[i], windows.dilation[i], most));
    return false;
  }
  return true;
}

ConvolutionShape convolution_behind(const ConvTransposeOptions& options, const Shape& input) {
  const std::size_t dimensions = input.size() - 1;
  const WindowExtents windows = windows_of(options, dimensions);
  const Shape padding = along(options.padding, dimensions), lengths = scattered_lengths(options, input);
  ConvolutionShape shape{
      .channels = options.out_channels, .features = input[0], .groups = options.groups, .axes = {}};
  for (std::size_t i = 0; i < dimensions; ++i) {
    shape.axes[i + 2 - dimensions] = {.picture = lengths[i],
                                      .output = input[i + 1],
                                      .kernel = windows.kernel[i],
                                      .stride = windows.stride[i],
                                      .dilation = windows.dilation[i],
                                      .padding = padding[i]};
  }
  return shape;
}

}  // namespace

template <class C, std::size_t Dimensions>
Spec<C> ConvTransposeConfigOf<C, Dimensions>::spec() {
  constexpr bool is_picture = Dimensions == 2;
  return Spec<C>(is_picture ? "ConvTranspose2d" : "ConvTranspose1d",
                 "Every value goes, times a small window of weights, to a place of a larger output: a "
                 "convolution the other way round.")
      .source(is_picture ? "torch.nn.ConvTranspose2d" : "torch.nn.ConvTranspose1d")
      .formula(
          is_picture
              ? "y[k, i·stride + r·dilation - padding, j·stride + s·dilation - padding] += x[c, i, j] · "
                "weight[c, k, r, s], from bias[k] on; [N, C, H, W] becomes [N, out_channels, (H - "
                "1)·stride - 2·padding + dilation·(kernel_size - 1) + output_padding + 1, …]"
              : "y[k, i·stride + s·dilation - padding] += x[c, i] · weight[c, k, s], from bias[k] on; [N, "
                "C, L] becomes [N, out_channels, (L - 1)·stride - 2·padding + dilation·(kernel_size - 1) "
                "+ output_padding + 1]")
      .field("in_channels", &C::in_channels, "Number of channels; by default what the layer before gives.",
             closed(1, ConvOptions::most_channels))
      .required("out_channels", &C::out_channels, "Number of channels that come out.",
                closed(1, ConvOptions::most_channels))
      .required("kernel_size", &C::kernel_size,
                is_picture ? "Size of the window: one number, or [height, width]." : "Length of the window.",
                closed(1, ConvOptions::most_extent))
      .field("stride", &C::stride, "How far it is from window to window.",
             closed(1, ConvOptions::most_extent))
      .field("padding", &C::padding, "How much is cut off on either side of what comes out.",
             closed(0, ConvOptions::most_extent))
      .field("output_padding", &C::output_padding,
             "How much longer the output is at its end; smaller than stride or dilation.",
             closed(0, ConvOptions::most_extent))
      .field("groups", &C::groups,
             "Channels are cut into so many groups, each with outputs of its own; as many as channels: "
             "depthwise.",
             closed(1, ConvOptions::most_channels))
      .field("bias", &C::bias, "Whether a learned number is added to every output channel.")
      .field("dilation", &C::dilation, "How far it is from one value of a window to the next.",
             closed(1, ConvOptions::most_extent))
      .field("weight_init", &C::weight_init,
             is_picture ? "First weights: an initializer, or the values as nested lists, [in_channels, "
                          "out_channels / groups, height, width]."
                        : "First weights: an initializer, or the values as nested lists, [in_channels, "
                          "out_channels / groups, length].")
      .field("bias_init", &C::bias_init, "First biases: an initializer, or a list of out_channels numbers.")
      .check("groups", "out_channels must be a multiple of groups",
             [](const C& c) { return c.out_channels % c.groups == 0; })
      .check("bias_init", "bias_init is given, but bias is false",
             [](const C& c) { return c.bias || !c.bias_init; });
}

template <class C, std::size_t Dimensions>
std::optional<Shape> ConvTransposeConfigOf<C, Dimensions>::output_shape(const Shape& input,
                                                                        ErrorSink& sink) const {
  const char* const name = Dimensions == 2 ? "ConvTranspose2d" : "ConvTranspose1d";
  if (!takes_channels(name, Dimensions, input, sink)) return std::nullopt;
  const auto windows = check_windows(*this, input, sink);
  const auto cut_off = check_extents(this->padding, Dimensions, "padding", sink);
  const auto more = check_extents(this->output_padding, Dimensions, "output_padding", sink);
  if (!windows || !cut_off || !more || !has_good_output_padding(*this, *windows, sink)) return std::nullopt;
  const Shape lengths = scattered_lengths(*this, input);
  if (*std::ranges::min_element(lengths) < 1) {
    sink.error("padding", fmt::format("the padding cuts off all of what comes out: {} would become {}; make "
                                      "the padding smaller",
                                      batch_text(input), extents_text(lengths)));
    return std::nullopt;
  }
  check_first_values(this->weight_init, transposed_weight_shape(*this, input), "weight", sink);
  check_first_values(this->bias_init, {this->out_channels}, "bias", sink);
  Shape output = {this->out_channels};
  output.insert(output.end(), lengths.begin(), lengths.end());
  return output;
}

template <class C, std::size_t Dimensions>
Index ConvTransposeConfigOf<C, Dimensions>::parameter_count(const Shape& input) const {
  return sum_of_sizes({size_of(transposed_weight_shape(*this, input)), this->bias ? this->out_channels : 0});
}

template <class C, std::size_t Dimensions>
LayerCost ConvTransposeConfigOf<C, Dimensions>::cost(const Shape& input, const Shape& output) const {
  Shape weight = transposed_weight_shape(*this, input);
  weight[0] = 1;
  const Index of_value = size_of(weight), values = size_of(input);
  const Index biases = this->bias ? size_of(output) : 0;
  return {.multiply_adds = sum_of_sizes({product_of_sizes({values, of_value}), biases}),
          .product = {values / input[0], of_value, input[0]}};
}

template <class C, std::size_t Dimensions>
OutputRange ConvTransposeConfigOf<C, Dimensions>::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
ConvTranspose<T>::ConvTranspose(const ConvTransposeOptions& options, const Shape& input, Index max_batch)
    : ConvLayer<T>(options, transposed_weight_shape(options, input)),
      max_batch_(max_batch),
      shape_(convolution_behind(options, input)),
      convolution_(std::make_unique<Convolution<T>>(shape_, max_batch)) {}

template <class T>
void ConvTranspose<T>::use_bfloat16() {
  convolution_ = std::make_unique<Convolution<T>>(shape_, max_batch_, true);
}

template <class T>
void ConvTranspose<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  convolution_->scatter(in.data, this->weight_, this->bias_, out.data,
                        {in.rows, context.lanes, context.threads}, {.fuse_relu = this->fuse_relu_},
                        context.same_parameters);
}

template <class T>
void ConvTranspose<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                                Matrix<T> grad_in, const ForwardContext& context) {
  const LaneBatch batch{in.rows, context.lanes, context.threads};
  convolution_->weight_gradient(grad_out.data, in.data, this->weight_grad_, nullptr, batch);
  if (this->bias_grad_ != nullptr) {
    sum_channels(grad_out.data, shape_.channels, shape_.axes[0].picture, shape_.axes[1].picture,
                 this->bias_grad_, batch);
  }
  if (grad_in.data == nullptr) return;
  convolution_->gather(grad_out.data, this->weight_, nullptr, grad_in.data, batch, {.gate = this->gate(in)});
}

template struct ConvTransposeConfigOf<ConvTranspose1dConfig, 1>;
template struct ConvTransposeConfigOf<ConvTranspose2dConfig, 2>;
template class ConvTranspose<float>;
template class ConvTranspose<double>;

template Registration<LayerConfig> registration<LayerConfig, ConvTranspose1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, ConvTranspose2dConfig>();

}  // namespace runner
