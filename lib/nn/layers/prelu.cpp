#include "nn/layers/prelu.h"

#include <fmt/format.h>

#include <algorithm>

#include "nn/layers/element_wise.h"
#include "spec/registration.h"

// Slopes belong to the first dimension of a sample, as PyTorch's belong to the channels. A slope's gradient
// is a sum over all values that it stood for: one thread makes it, in double and in the order of memory.

namespace runner {

Spec<PReLUConfig> PReLUConfig::spec() {
  using C = PReLUConfig;
  return Spec<C>("PReLU", "LeakyReLU whose slope below zero is learnt.")
      .source("He et al. 2015, Delving deep into rectifiers, arXiv:1502.01852")
      .formula("y = x where x > 0, else weight · x")
      .field("num_parameters", &C::num_parameters,
             "One slope for all, or one for each feature (of samples with more dimensions: of the first).",
             closed(1, 1 << 24))
      .field("init", &C::init, "The slope at first.");
}

std::optional<Shape> PReLUConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  const Index channels = input.empty() ? 1 : input[0];
  if (num_parameters != 1 && num_parameters != channels) {
    sink.error("num_parameters",
               fmt::format("num_parameters is {}, but the layer receives {}: 1 or {} is possible",
                           num_parameters, batch_text(input), channels));
  }
  return input;
}

Index PReLUConfig::parameter_count(const Shape& /*input*/) const {
  return num_parameters;
}

OutputRange PReLUConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
PReLU<T>::PReLU(const PReLUConfig& config, const Shape& input, Index /*max_batch*/)
    : count_(config.num_parameters),
      chunk_(size_of(input) / config.num_parameters),
      init_(static_cast<T>(config.init)),
      sums_(static_cast<std::size_t>(config.num_parameters)) {}

template <class T>
ParameterLayout PReLU<T>::parameters() const {
  return {{"weight", {count_}, 0, count_}};
}

template <class T>
void PReLU<T>::attach(T* parameters, T* gradients) {
  weight_ = parameters;
  weight_grad_ = gradients;
}

template <class T>
void PReLU<T>::initialize(Generator& /*generator*/) {
  std::fill_n(weight_, count_, init_);
}

template <class T>
void PReLU<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  for_chunks(context.threads, in.size(), element_wise_piece, [&](Index first, Index count) {
    for (Index i = first; i < first + count; ++i) {
      const T x = in.data[i];
      out.data[i] = x > 0 ? x : weight_[i / chunk_ % count_] * x;
    }
  });
}

template <class T>
void PReLU<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                        Matrix<T> grad_in, const ForwardContext& /*context*/) {
  std::fill(sums_.begin(), sums_.end(), 0.0);
  for (Index i = 0; i < in.size(); ++i) {
    const Index slope = i / chunk_ % count_;
    const T x = in.data[i], g = grad_out.data[i];
    if (!(x > 0)) sums_[static_cast<std::size_t>(slope)] += static_cast<double>(x * g);
    if (grad_in.data) grad_in.data[i] = x > 0 ? g : weight_[slope] * g;
  }
  for (Index i = 0; i < count_; ++i) weight_grad_[i] = static_cast<T>(sums_[static_cast<std::size_t>(i)]);
}

template class PReLU<float>;
template class PReLU<double>;

template Registration<LayerConfig> registration<LayerConfig, PReLUConfig>();

}  // namespace runner
