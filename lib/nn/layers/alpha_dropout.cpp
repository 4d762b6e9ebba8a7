#include "nn/layers/alpha_dropout.h"

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "spec/registration.h"

namespace runner {

Spec<AlphaDropoutConfig> AlphaDropoutConfig::spec() {
  using C = AlphaDropoutConfig;
  return Spec<C>(
             "AlphaDropout",
             "While training, sets values to SELU's lowest at random and keeps mean and variance; changes "
             "nothing in evaluation. The masks are the same for any number of threads, but not PyTorch's.")
      .source("Klambauer et al. 2017, Self-normalizing neural networks, arXiv:1706.02515")
      .formula(
          "y = a · (-α with probability p, else x) + b;  α = 1.7580993408473766\n"
          "a = 1 / √((α² · p + 1) · (1 - p)),  b = a · α · p")
      .field("p", &C::p, "Probability that a value is dropped.", closed(0, 1));
}

std::optional<Shape> AlphaDropoutConfig::output_shape(const Shape& input, ErrorSink& /*sink*/) const {
  return input;
}

OutputRange AlphaDropoutConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
AlphaDropout<T>::AlphaDropout(const AlphaDropoutConfig& config, const Shape& input, Index max_batch)
    : p_(static_cast<T>(config.p)), mask_(product_of_sizes({max_batch, size_of(input)})) {
  constexpr double alpha = 1.7580993408473766;
  const double a = config.p < 1 ? 1 / std::sqrt((alpha * alpha * config.p + 1) * (1 - config.p)) : 0;
  kept_ = static_cast<T>(a);
  kept_shift_ = static_cast<T>(alpha * a * config.p);
  dropped_ = static_cast<T>(alpha * a * config.p - alpha * a);
}

template <class T>
void AlphaDropout<T>::seed(std::uint64_t seed) {
  generator_ = Generator(seed);
}

template <class T>
void AlphaDropout<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  if (!context.training) {
    std::copy_n(in.data, in.size(), out.data);
    return;
  }
  // One generator draws one value after the other, whatever the number of threads.
  const std::span<T> mask = mask_.span().first(static_cast<std::size_t>(in.size()));
  generator_.uniform(mask, 0, 1);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const bool dropped = mask[i] < p_;
    mask[i] = dropped ? T(0) : kept_;
    out.data[i] = dropped ? dropped_ : in.data[i] * kept_ + kept_shift_;
  }
}

template <class T>
void AlphaDropout<T>::backward(Matrix<const T> /*in*/, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                               Matrix<T> grad_in, const ForwardContext& context) {
  for (Index i = 0; i < grad_in.size(); ++i) {
    grad_in.data[i] = context.training ? grad_out.data[i] * mask_.data()[i] : grad_out.data[i];
  }
}

template class AlphaDropout<float>;
template class AlphaDropout<double>;

template Registration<LayerConfig> registration<LayerConfig, AlphaDropoutConfig>();

}  // namespace runner
