#include "nn/layers/softmax.h"

#include "nn/layers/element_wise.h"
#include "spec/registration.h"
#include "tensor/elementary.h"

namespace runner {

Spec<SoftmaxConfig> SoftmaxConfig::spec() {
  using C = SoftmaxConfig;
  return Spec<C>("Softmax", "Turns each row of values into probabilities that sum to one.")
      .source("torch.nn.Softmax")
      .formula("y_i = e^x_i / Σ_j e^x_j")
      .field("dim", &C::dim, dim_help);
}

std::optional<Shape> SoftmaxConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  return softmax_shape("Softmax", dim, input, sink);
}

OutputRange SoftmaxConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::probabilities;
}

template <class T>
Softmax<T>::Softmax(const SoftmaxConfig& config, const Shape& input, Index /*max_batch*/)
    : axis_(*axis_along(config.dim, input)) {}

template <class T>
void Softmax<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  const StridedAxis own = in_lanes(axis_, context.lanes);
  for_axis(context.threads, values_in_memory(in, context), own, [&, axis = own, sign = sign_](Index offset) {
    const T* x = in.data + offset;
    T* y = out.data + offset;
    const Index end = axis.length * axis.stride;
    T top = sign * x[0];
    for (Index i = 0; i < end; i += axis.stride) top = std::max(top, sign * x[i]);
    T sum = 0;
    for (Index i = 0; i < end; i += axis.stride) {
      y[i] = elementary::exp(sign * x[i] - top);
      sum += y[i];
    }
    for (Index i = 0; i < end; i += axis.stride) y[i] /= sum;
  });
}

template <class T>
void Softmax<T>::backward(Matrix<const T> /*in*/, Matrix<const T> out, Matrix<const T> grad_out,
                          Matrix<T> grad_in, const ForwardContext& context) {
  const StridedAxis own = in_lanes(axis_, context.lanes);
  for_axis(context.threads, values_in_memory(out, context), own, [&, axis = own, sign = sign_](Index offset) {
    const T *y = out.data + offset, *g = grad_out.data + offset;
    T* result = grad_in.data + offset;
    const Index end = axis.length * axis.stride;
    T dot = 0;
    for (Index i = 0; i < end; i += axis.stride) dot += g[i] * y[i];
    for (Index i = 0; i < end; i += axis.stride) result[i] = sign * ((g[i] - dot) * y[i]);
  });
}

template class Softmax<float>;
template class Softmax<double>;

template Registration<LayerConfig> registration<LayerConfig, SoftmaxConfig>();

}  // namespace runner
