#include "nn/layers/log_softmax.h"

#include "nn/layers/element_wise.h"
#include "spec/registration.h"
#include "tensor/elementary.h"

namespace runner {

Spec<LogSoftmaxConfig> LogSoftmaxConfig::spec() {
  using C = LogSoftmaxConfig;
  return Spec<C>("LogSoftmax", "The logarithm of Softmax, without its rounding.")
      .source("torch.nn.LogSoftmax")
      .formula("y_i = x_i - log Σ_j e^x_j")
      .field("dim", &C::dim, dim_help);
}

std::optional<Shape> LogSoftmaxConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  return softmax_shape("LogSoftmax", dim, input, sink);
}

OutputRange LogSoftmaxConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::log_probabilities;
}

template <class T>
LogSoftmax<T>::LogSoftmax(const LogSoftmaxConfig& config, const Shape& input, Index /*max_batch*/)
    : axis_(*axis_along(config.dim, input)) {}

template <class T>
void LogSoftmax<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  const StridedAxis own = in_lanes(axis_, context.lanes);
  for_axis(context.threads, values_in_memory(in, context), own, [&, axis = own](Index offset) {
    const T* x = in.data + offset;
    T* y = out.data + offset;
    const Index end = axis.length * axis.stride;
    T top = x[0];
    for (Index i = 0; i < end; i += axis.stride) top = std::max(top, x[i]);
    T sum = 0;
    for (Index i = 0; i < end; i += axis.stride) sum += elementary::exp(x[i] - top);
    const T log_sum = elementary::log(sum);
    for (Index i = 0; i < end; i += axis.stride) y[i] = x[i] - top - log_sum;
  });
}

template <class T>
void LogSoftmax<T>::backward(Matrix<const T> /*in*/, Matrix<const T> out, Matrix<const T> grad_out,
                             Matrix<T> grad_in, const ForwardContext& context) {
  const StridedAxis own = in_lanes(axis_, context.lanes);
  for_axis(context.threads, values_in_memory(out, context), own, [&, axis = own](Index offset) {
    const T *y = out.data + offset, *g = grad_out.data + offset;
    T* result = grad_in.data + offset;
    const Index end = axis.length * axis.stride;
    T sum = 0;
    for (Index i = 0; i < end; i += axis.stride) sum += g[i];
    for (Index i = 0; i < end; i += axis.stride) result[i] = g[i] - elementary::exp(y[i]) * sum;
  });
}

template class LogSoftmax<float>;
template class LogSoftmax<double>;

template Registration<LayerConfig> registration<LayerConfig, LogSoftmaxConfig>();

}  // namespace runner
