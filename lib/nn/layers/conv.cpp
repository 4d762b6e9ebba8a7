#include "nn/layers/conv.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/text.h"
#include "spec/registration.h"
#include "tensor/lanes.h"

namespace runner {
namespace {

/// Values beside a picture along one dimension.
struct Beside {
  Index before = 0, after = 0;
};

/// For options whose extents are right.
std::vector<Beside> padding_of(const ConvPaddingOptions& options, std::size_t dimensions) {
  std::vector<Beside> padding(dimensions);
  if (const auto* name = std::get_if<NamedPadding>(&options.padding)) {
    if (*name == NamedPadding::valid) return padding;
    const WindowExtents windows = windows_of(options, dimensions);
    for (std::size_t i = 0; i < dimensions; ++i) {
      const Index total = windows.dilation[i] * (windows.kernel[i] - 1);
      padding[i] = {total / 2, total - total / 2};
    }
    return padding;
  }
  const auto* one = std::get_if<std::int64_t>(&options.padding);
  const Shape extents =
      along(one ? Extents(*one) : Extents(std::get<std::vector<std::int64_t>>(options.padding)), dimensions);
  for (std::size_t i = 0; i < dimensions; ++i) padding[i] = {extents[i], extents[i]};
  return padding;
}

bool has_good_padding(const ConvPaddingOptions& options, std::size_t dimensions, ErrorSink& sink) {
  const auto* list = std::get_if<std::vector<std::int64_t>>(&options.padding);
  return list == nullptr || check_extents(*list, dimensions, "padding", sink);
}

/// A padded picture's place as one of the picture that it was made of.
Index source_of(Index place, Index size, PaddingMode mode) {
  switch (mode) {
    case PaddingMode::reflect:
      return place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
    case PaddingMode::circular:
      return (place % size + size) % size;
    default:
      return std::clamp(place, Index{0}, size - 1);
  }
}

std::vector<Index> sources(const Beside& beside, Index size, PaddingMode mode) {
  std::vector<Index> places;
  for (Index i = -beside.before; i < size + beside.after; ++i) places.push_back(source_of(i, size, mode));
  return places;
}

/// Reports where a picture is too small to be continued so far.
bool can_continue(PaddingMode mode, const Shape& input, const std::vector<Beside>& padding, ErrorSink& sink) {
  if (mode != PaddingMode::reflect && mode != PaddingMode::circular) return true;
  for (std::size_t i = 0; i < padding.size(); ++i) {
    const Index most = mode == PaddingMode::reflect ? input[i + 1] - 1 : input[i + 1];
    const Index wanted = std::max(padding[i].before, padding[i].after);
    if (wanted <= most) continue;
    sink.error("padding_mode",
               fmt::format("{} can continue {} by at most {}, but the padding is {}; use replicate or zeros",
                           choice_name(mode), batch_text(input), most, wanted));
    return false;
  }
  return true;
}

std::string size_text(const Shape& extents) {
  return extents.size() == 1 ? fmt::format("of length {}", extents[0])
                             : fmt::format("of {}", extents_text(extents));
}

/// Lengths of windows, or nothing where the picture is smaller than one.
std::optional<Shape> positions(const WindowExtents& windows, const Shape& input,
                               const std::vector<Beside>& padding, ErrorSink& sink) {
  Shape result, padded, needed;
  bool fits = true;
  for (std::size_t i = 0; i < padding.size(); ++i) {
    padded.push_back(input[i + 1] + padding[i].before + padding[i].after);
    needed.push_back(windows.dilation[i] * (windows.kernel[i] - 1) + 1);
    fits = fits && needed[i] <= padded[i];
    result.push_back((padded[i] - needed[i]) / windows.stride[i] + 1);
  }
  if (fits) return result;
  const bool is_dilated = needed != windows.kernel;
  sink.error("kernel_size",
             fmt::format("a kernel {}{} does not fit into {}, which with its padding is {}; make the kernel "
                         "smaller or the padding larger",
                         size_text(windows.kernel),
                         is_dilated ? fmt::format(", with its dilation {},", size_text(needed)) : "",
                         batch_text(input), size_text(padded)));
  return std::nullopt;
}

Shape weight_shape(const ConvOptions& options, const Shape& input) {
  Shape shape = {options.out_channels, input[0] / options.groups};
  const Shape kernel = along(options.kernel_size, input.size() - 1);
  shape.insert(shape.end(), kernel.begin(), kernel.end());
  return shape;
}

/// A convolution of what is padded before it, or by it.
ConvolutionShape convolution_of(const ConvPaddingOptions& options, const Shape& input) {
  const std::size_t dimensions = input.size() - 1;
  const WindowExtents windows = windows_of(options, dimensions);
  const std::vector<Beside> padding = padding_of(options, dimensions);
  const bool is_padded_before = options.padding_mode != PaddingMode::zeros;
  ConvolutionShape shape{
      .channels = input[0], .features = options.out_channels, .groups = options.groups, .axes = {}};
  for (std::size_t i = 0; i < dimensions; ++i) {
    const Index padded = input[i + 1] + padding[i].before + padding[i].after;
    const Index needed = windows.dilation[i] * (windows.kernel[i] - 1) + 1;
    shape.axes[i + 2 - dimensions] = {.picture = is_padded_before ? padded : input[i + 1],
                                      .output = (padded - needed) / windows.stride[i] + 1,
                                      .kernel = windows.kernel[i],
                                      .stride = windows.stride[i],
                                      .dilation = windows.dilation[i],
                                      .padding = is_padded_before ? 0 : padding[i].before};
  }
  return shape;
}

}  // namespace

template <class C, std::size_t Dimensions>
Spec<C> ConvConfigOf<C, Dimensions>::spec() {
  constexpr bool is_picture = Dimensions == 2;
  return Spec<C>(is_picture ? "Conv2d" : "Conv1d",
                 is_picture ? "Every output channel is a small window of weights that goes over the picture."
                            : "Every output channel is a small window of weights that goes along the series.")
      .source(is_picture ? "torch.nn.Conv2d" : "torch.nn.Conv1d")
      .formula(is_picture
                   ? "y[k, i, j] = bias[k] + Σ over c, r, s of weight[k, c, r, s] · x[c, i·stride + "
                     "r·dilation - padding, j·stride + s·dilation - padding]; "
                     "[N, C, H, W] becomes [N, out_channels, ⌊(H + 2·padding - dilation·(kernel_size - "
                     "1) - 1) / stride⌋ + 1, …]"
                   : "y[k, i] = bias[k] + Σ over c, s of weight[k, c, s] · x[c, i·stride + s·dilation - "
                     "padding]; [N, C, L] becomes [N, out_channels, ⌊(L + 2·padding - "
                     "dilation·(kernel_size - 1) - 1) / stride⌋ + 1]")
      .field("in_channels", &C::in_channels, "Number of channels; by default what the layer before gives.",
             closed(1, ConvOptions::most_channels))
      .required("out_channels", &C::out_channels, "Number of channels that come out.",
                closed(1, ConvOptions::most_channels))
      .required("kernel_size", &C::kernel_size,
                is_picture ? "Size of the window: one number, or [height, width]." : "Length of the window.",
                closed(1, ConvOptions::most_extent))
      .field("stride", &C::stride, "How far it is from window to window.",
             closed(1, ConvOptions::most_extent))
      .field("padding", &C::padding,
             "What stands on either side: a number, or valid for nothing, or same to keep the size.",
             closed(0, ConvOptions::most_extent))
      .field("dilation", &C::dilation, "How far it is from one value of a window to the next.",
             closed(1, ConvOptions::most_extent))
      .field("groups", &C::groups,
             "Channels are cut into so many groups, each with outputs of its own; as many as channels: "
             "depthwise.",
             closed(1, ConvOptions::most_channels))
      .field("bias", &C::bias, "Whether a learned number is added to every output channel.")
      .field("padding_mode", &C::padding_mode,
             "What the padding is: zeros, or the picture mirrored, its border, or its other side.")
      .field("weight_init", &C::weight_init,
             is_picture ? "First weights: an initializer, or the values as nested lists, [out_channels, "
                          "in_channels / groups, height, width]."
                        : "First weights: an initializer, or the values as nested lists, [out_channels, "
                          "in_channels / groups, length].")
      .field("bias_init", &C::bias_init, "First biases: an initializer, or a list of out_channels numbers.")
      .check("groups", "out_channels must be a multiple of groups",
             [](const C& c) { return c.out_channels % c.groups == 0; })
      .check("padding", "padding: same needs a stride of 1; write the padding as a number",
             [](const C& c) {
               const auto* name = std::get_if<NamedPadding>(&c.padding);
               const auto* one = std::get_if<std::int64_t>(&c.stride);
               const auto* list = std::get_if<std::vector<std::int64_t>>(&c.stride);
               const bool strides =
                   one ? *one != 1 : std::ranges::any_of(*list, [](auto s) { return s != 1; });
               return !(name != nullptr && *name == NamedPadding::same && strides);
             })
      .check("bias_init", "bias_init is given, but bias is false",
             [](const C& c) { return c.bias || !c.bias_init; });
}

template <class C, std::size_t Dimensions>
std::optional<Shape> ConvConfigOf<C, Dimensions>::output_shape(const Shape& input, ErrorSink& sink) const {
  if (!takes_channels(Dimensions == 2 ? "Conv2d" : "Conv1d", Dimensions, input, sink)) return std::nullopt;
  const auto windows = check_windows(*this, input, sink);
  if (!has_good_padding(*this, Dimensions, sink) || !windows) return std::nullopt;
  const std::vector<Beside> beside = padding_of(*this, Dimensions);
  if (!can_continue(this->padding_mode, input, beside, sink)) return std::nullopt;
  const auto lengths = positions(*windows, input, beside, sink);
  if (!lengths) return std::nullopt;
  check_first_values(this->weight_init, weight_shape(*this, input), "weight", sink);
  check_first_values(this->bias_init, {this->out_channels}, "bias", sink);
  Shape output = {this->out_channels};
  output.insert(output.end(), lengths->begin(), lengths->end());
  return output;
}

template <class C, std::size_t Dimensions>
Index ConvConfigOf<C, Dimensions>::parameter_count(const Shape& input) const {
  return sum_of_sizes({size_of(weight_shape(*this, input)), this->bias ? this->out_channels : 0});
}

template <class C, std::size_t Dimensions>
LayerCost ConvConfigOf<C, Dimensions>::cost(const Shape& input, const Shape& output) const {
  Shape weight = weight_shape(*this, input);
  weight[0] = 1;
  const Index depth = size_of(weight), values = size_of(output);
  return {.multiply_adds = product_of_sizes({values, depth + (this->bias ? 1 : 0)}),
          .product = {values / this->out_channels, this->out_channels, depth}};
}

template <class C, std::size_t Dimensions>
OutputRange ConvConfigOf<C, Dimensions>::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
Conv<T>::Conv(const ConvPaddingOptions& options, const Shape& input, Index max_batch)
    : ConvLayer<T>(options, weight_shape(options, input)),
      max_batch_(max_batch),
      shape_(convolution_of(options, input)),
      convolution_(std::make_unique<Convolution<T>>(shape_, max_batch)) {
  if (options.padding_mode == PaddingMode::zeros) return;
  const std::size_t dimensions = input.size() - 1;
  const std::vector<Beside> padding = padding_of(options, dimensions);
  source_columns_ = input.back();
  column_of_ = sources(padding.back(), source_columns_, options.padding_mode);
  row_of_ = {0};
  if (dimensions == 2) {
    source_rows_ = input[1];
    row_of_ = sources(padding[0], source_rows_, options.padding_mode);
  }
  const Index values = product_of_sizes({padded_rows(max_batch, most_lanes), shape_.picture_size()});
  padded_ = Buffer<T>(values);
  padded_gradient_ = Buffer<T>(values);
}

template <class T>
void Conv<T>::use_bfloat16() {
  convolution_ = std::make_unique<Convolution<T>>(shape_, max_batch_, true);
}

template <class T>
template <Index L>
void Conv<T>::pad(const T* in, Index blocks, int threads) {
  const auto columns = static_cast<Index>(column_of_.size()), rows = static_cast<Index>(row_of_.size());
  for_chunks(threads, blocks * shape_.channels, 8, [&](Index first, Index count) {
    for (Index channel = first; channel < first + count; ++channel) {
      const T* from = in + channel * source_rows_ * source_columns_ * L;
      T* to = padded_.data() + channel * rows * columns * L;
      for (const Index row : row_of_) {
        for (const Index column : column_of_) {
          std::copy_n(from + (row * source_columns_ + column) * L, L, to);
          to += L;
        }
      }
    }
  });
}

template <class T>
template <Index L>
void Conv<T>::fold(T* grad_in, const T* gate, Index blocks, int threads) const {
  const auto columns = static_cast<Index>(column_of_.size()), rows = static_cast<Index>(row_of_.size());
  const Index values = source_rows_ * source_columns_ * L;
  for_chunks(threads, blocks * shape_.channels, 8, [&](Index first, Index count) {
    for (Index channel = first; channel < first + count; ++channel) {
      T* to = grad_in + channel * values;
      std::fill_n(to, values, T(0));
      const T* from = padded_gradient_.data() + channel * rows * columns * L;
      for (const Index row : row_of_) {
        for (const Index column : column_of_) {
          T* sum = to + (row * source_columns_ + column) * L;
          for (Index lane = 0; lane < L; ++lane) sum[lane] += from[lane];
          from += L;
        }
      }
      if (gate == nullptr) continue;
      const T* open = gate + channel * values;
      for (Index i = 0; i < values; ++i) to[i] = open[i] <= 0 ? T(0) : to[i];
    }
  });
}

template <class T>
void Conv<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  const LaneBatch batch{in.rows, context.lanes, context.threads};
  const T* picture = in.data;
  if (!column_of_.empty()) {
    with_lanes(context.lanes,
               [&](auto lanes) { pad<decltype(lanes)::value>(in.data, batch.blocks(), context.threads); });
    picture = padded_.data();
  }
  convolution_->gather(picture, this->weight_, this->bias_, out.data, batch, {.fuse_relu = this->fuse_relu_},
                       context.same_parameters);
}

template <class T>
void Conv<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                       Matrix<T> grad_in, const ForwardContext& context) {
  const LaneBatch batch{in.rows, context.lanes, context.threads};
  const bool is_padded = !column_of_.empty();
  convolution_->weight_gradient(is_padded ? padded_.data() : in.data, grad_out.data, this->weight_grad_,
                                this->bias_grad_, batch);
  if (grad_in.data == nullptr) return;
  if (!is_padded) {
    convolution_->scatter(grad_out.data, this->weight_, nullptr, grad_in.data, batch,
                          {.gate = this->gate(in)});
    return;
  }
  convolution_->scatter(grad_out.data, this->weight_, nullptr, padded_gradient_.data(), batch);
  with_lanes(context.lanes, [&](auto lanes) {
    fold<decltype(lanes)::value>(grad_in.data, this->gate(in), batch.blocks(), context.threads);
  });
}

template struct ConvConfigOf<Conv1dConfig, 1>;
template struct ConvConfigOf<Conv2dConfig, 2>;
template class Conv<float>;
template class Conv<double>;

template Registration<LayerConfig> registration<LayerConfig, Conv1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, Conv2dConfig>();

}  // namespace runner
