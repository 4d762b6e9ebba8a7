#include "nn/layers/softmax.h"

#include "nn/softmax_rows.h"

namespace runner {

Spec<SoftmaxConfig> SoftmaxConfig::spec() {
  return Spec<SoftmaxConfig>("Softmax", "Turns each row of values into probabilities that sum to one.")
      .source("torch.nn.Softmax with dim=-1")
      .formula("y_i = e^x_i / Σ_j e^x_j, over the last dimension");
}

std::optional<Shape> SoftmaxConfig::output_shape(const Shape& input, Complaints& complaints) const {
  return softmax_shape("Softmax", input, complaints);
}

OutputRange SoftmaxConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::probabilities;
}

template <class T>
Softmax<T>::Softmax(const SoftmaxConfig& /*config*/, const Shape& input, Index /*max_batch*/)
    : length_(row_length(input)) {}

template <class T>
void Softmax<T>::forward(Matrix<const T> in, Matrix<T> out, const Pass& pass) {
  for_rows(pass.threads, in.size(), length_, [&](Index offset) {
    const T* x = in.data + offset;
    T* y = out.data + offset;
    const T top = largest(x, length_);
    T sum = 0;
    for (Index i = 0; i < length_; ++i) {
      y[i] = std::exp(x[i] - top);
      sum += y[i];
    }
    for (Index i = 0; i < length_; ++i) y[i] /= sum;
  });
}

template <class T>
void Softmax<T>::backward(Matrix<const T> /*in*/, Matrix<const T> out, Matrix<const T> grad_out,
                          Matrix<T> grad_in, const Pass& pass) {
  for_rows(pass.threads, out.size(), length_, [&](Index offset) {
    const T *y = out.data + offset, *g = grad_out.data + offset;
    T* result = grad_in.data + offset;
    T dot = 0;
    for (Index i = 0; i < length_; ++i) dot += g[i] * y[i];
    for (Index i = 0; i < length_; ++i) result[i] = (g[i] - dot) * y[i];
  });
}

template class Softmax<float>;
template class Softmax<double>;

}  // namespace runner
