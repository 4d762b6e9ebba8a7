#include "nn/layers/dropout.h"

#include <algorithm>

#include "base/memory.h"
#include "spec/registration.h"

namespace runner {

Spec<DropoutConfig> DropoutConfig::spec() {
  using C = DropoutConfig;
  return Spec<C>("Dropout",
                 "While training, sets values to zero at random and scales up the others; changes nothing in "
                 "evaluation. The masks are the same for any number of threads, but not PyTorch's.")
      .source("Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from overfitting")
      .formula("y = 0 with probability p, else x / (1 - p)")
      .field("p", &C::p, "Probability that a value is set to zero.", closed(0, 1));
}

std::optional<Shape> DropoutConfig::output_shape(const Shape& input, ErrorSink& /*sink*/) const {
  return input;
}

OutputRange DropoutConfig::output_range(OutputRange input) const {
  return input;
}

template <class T>
Dropout<T>::Dropout(const DropoutConfig& config, const Shape& input, Index max_batch)
    : p_(static_cast<T>(config.p)),
      scale_(config.p < 1 ? static_cast<T>(1 / (1 - config.p)) : T(0)),
      mask_(product_of_sizes({max_batch, size_of(input)})) {}

template <class T>
void Dropout<T>::seed(std::uint64_t seed) {
  generator_ = Generator(seed);
}

template <class T>
void Dropout<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  if (!context.training) {
    std::copy_n(in.data, in.size(), out.data);
    return;
  }
  // One generator draws one value after the other, whatever the number of threads.
  const std::span<T> mask = mask_.span().first(static_cast<std::size_t>(in.size()));
  generator_.uniform(mask, 0, 1);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    mask[i] = mask[i] < p_ ? T(0) : scale_;
    out.data[i] = in.data[i] * mask[i];
  }
}

template <class T>
void Dropout<T>::backward(Matrix<const T> /*in*/, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                          Matrix<T> grad_in, const ForwardContext& context) {
  for (Index i = 0; i < grad_in.size(); ++i) {
    grad_in.data[i] = context.training ? grad_out.data[i] * mask_.data()[i] : grad_out.data[i];
  }
}

template class Dropout<float>;
template class Dropout<double>;

template Registration<LayerConfig> registration<LayerConfig, DropoutConfig>();

}  // namespace runner
