#include "nn/layers/log_softmax.h"

#include "nn/softmax_rows.h"

namespace runner {

Spec<LogSoftmaxConfig> LogSoftmaxConfig::spec() {
  return Spec<LogSoftmaxConfig>("LogSoftmax", "The logarithm of Softmax, without its rounding.")
      .source("torch.nn.LogSoftmax with dim=-1")
      .formula("y_i = x_i - log Σ_j e^x_j, over the last dimension");
}

std::optional<Shape> LogSoftmaxConfig::output_shape(const Shape& input, Complaints& complaints) const {
  return softmax_shape("LogSoftmax", input, complaints);
}

OutputRange LogSoftmaxConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::log_probabilities;
}

template <class T>
LogSoftmax<T>::LogSoftmax(const LogSoftmaxConfig& /*config*/, const Shape& input, Index /*max_batch*/)
    : length_(row_length(input)) {}

template <class T>
void LogSoftmax<T>::forward(Matrix<const T> in, Matrix<T> out, const Pass& pass) {
  for_rows(pass.threads, in.size(), length_, [&](Index offset) {
    const T* x = in.data + offset;
    T* y = out.data + offset;
    const T top = largest(x, length_);
    T sum = 0;
    for (Index i = 0; i < length_; ++i) sum += std::exp(x[i] - top);
    const T log_sum = std::log(sum);
    for (Index i = 0; i < length_; ++i) y[i] = x[i] - top - log_sum;
  });
}

template <class T>
void LogSoftmax<T>::backward(Matrix<const T> /*in*/, Matrix<const T> out, Matrix<const T> grad_out,
                             Matrix<T> grad_in, const Pass& pass) {
  for_rows(pass.threads, out.size(), length_, [&](Index offset) {
    const T *y = out.data + offset, *g = grad_out.data + offset;
    T* result = grad_in.data + offset;
    T sum = 0;
    for (Index i = 0; i < length_; ++i) sum += g[i];
    for (Index i = 0; i < length_; ++i) result[i] = g[i] - std::exp(y[i]) * sum;
  });
}

template class LogSoftmax<float>;
template class LogSoftmax<double>;

}  // namespace runner
