#include "nn/layers/rrelu.h"

#include "base/memory.h"
#include "spec/registration.h"

namespace runner {

Spec<RReLUConfig> RReLUConfig::spec() {
  using C = RReLUConfig;
  return Spec<C>(
             "RReLU",
             "LeakyReLU whose slope below zero is drawn for every value while training, and is the middle "
             "of its range in evaluation. The draws are the same for any number of threads, but not "
             "PyTorch's.")
      .source("Xu et al. 2015, Empirical evaluation of rectified activations, arXiv:1505.00853")
      .formula("y = x where x > 0, else a · x;  a ~ U[lower, upper)")
      .field("lower", &C::lower, "The least slope.")
      .field("upper", &C::upper, "The largest slope.")
      .check("upper", "upper must be at least lower", [](const C& c) { return c.lower <= c.upper; });
}

std::optional<Shape> RReLUConfig::output_shape(const Shape& input, ErrorSink& /*sink*/) const {
  return input;
}

OutputRange RReLUConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
RReLU<T>::RReLU(const RReLUConfig& config, const Shape& input, Index max_batch)
    : lower_(config.lower), upper_(config.upper), slopes_(product_of_sizes({max_batch, size_of(input)})) {}

template <class T>
void RReLU<T>::seed(std::uint64_t seed) {
  generator_ = Generator(seed);
}

template <class T>
void RReLU<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  // One generator draws one value after the other, whatever the number of threads.
  double slope = (lower_ + upper_) / 2;
  for (Index i = 0; i < in.size(); ++i) {
    const T x = in.data[i];
    T& factor = slopes_.data()[i];
    if (x > 0) {
      factor = T(1);
    } else {
      if (context.training) generator_.uniform(std::span<double>(&slope, 1), lower_, upper_);
      factor = static_cast<T>(slope);
    }
    out.data[i] = x * factor;
  }
}

template <class T>
void RReLU<T>::backward(Matrix<const T> /*in*/, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                        Matrix<T> grad_in, const ForwardContext& /*context*/) {
  for (Index i = 0; i < grad_in.size(); ++i) grad_in.data[i] = grad_out.data[i] * slopes_.data()[i];
}

template class RReLU<float>;
template class RReLU<double>;

template Registration<LayerConfig> registration<LayerConfig, RReLUConfig>();

}  // namespace runner
