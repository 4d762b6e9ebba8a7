#include "nn/layers/glu.h"

#include <fmt/format.h>

#include "nn/layers/element_wise.h"
#include "nn/strided_axis.h"
#include "spec/registration.h"
#include "tensor/elementary.h"

// The halves of an axis lie in turns, `half_` values of the first and as many of the second, one pair after
// the other: place i of the output has its value at i plus as many halves as there are before it.

namespace runner {
namespace {

constexpr Index values_per_piece = Index{1} << 14U;

template <class T>
T sigmoid(T x) {
  return T(1) / (T(1) + elementary::exp(-x));
}

}  // namespace

Spec<GLUConfig> GLUConfig::spec() {
  using C = GLUConfig;
  return Spec<C>("GLU", "The first half of the values, each let through by the Sigmoid of one of the second.")
      .source("Dauphin et al. 2016, Language modeling with gated convolutional networks, arXiv:1612.08083")
      .formula("y = a / (1 + e^-b), where x = [a, b]")
      .field("dim", &C::dim, dim_help);
}

std::optional<Shape> GLUConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  const std::optional<StridedAxis> axis = check_dim(dim, input, sink);
  if (!axis) return std::nullopt;
  if (axis->length % 2 != 0) {
    sink.error("", fmt::format("GLU halves a dimension, but it receives {}: {} is odd", batch_text(input),
                               axis->length));
    return std::nullopt;
  }
  Shape output = input;
  const auto at = static_cast<std::size_t>(dim < 0 ? dim + static_cast<std::int64_t>(input.size()) : dim - 1);
  output[at] /= 2;
  return output;
}

OutputRange GLUConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
GLU<T>::GLU(const GLUConfig& config, const Shape& input, Index /*max_batch*/) {
  const StridedAxis axis = *axis_along(config.dim, input);
  half_ = axis.length / 2 * axis.stride;
}

template <class T>
void GLU<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  const Index half = half_ * context.lanes;
  for_chunks(context.threads, values_in_memory(out, context), values_per_piece,
             [&](Index first, Index count) {
               for (Index i = first; i < first + count; ++i) {
                 const T* a = in.data + i + i / half * half;
                 out.data[i] = a[0] * sigmoid(a[half]);
               }
             });
}

template <class T>
void GLU<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                      Matrix<T> grad_in, const ForwardContext& context) {
  const Index half = half_ * context.lanes;
  for_chunks(context.threads, values_in_memory(grad_out, context), values_per_piece,
             [&](Index first, Index count) {
               for (Index i = first; i < first + count; ++i) {
                 const Index at = i + i / half * half;
                 const T gate = sigmoid(in.data[at + half]), g = grad_out.data[i];
                 grad_in.data[at] = gate * g;
                 grad_in.data[at + half] = (T(1) - gate) * gate * g * in.data[at];
               }
             });
}

template class GLU<float>;
template class GLU<double>;

template Registration<LayerConfig> registration<LayerConfig, GLUConfig>();

}  // namespace runner
