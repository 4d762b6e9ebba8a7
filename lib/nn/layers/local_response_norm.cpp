#include "nn/layers/local_response_norm.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/memory.h"
#include "base/parallel.h"
#include "spec/registration.h"
#include "tensor/elementary.h"
#include "tensor/lanes.h"

// Samples lie side by side, so that a channel of a block is one run of memory, and a window over channels is
// a few of them.

namespace runner {

Spec<LocalResponseNormConfig> LocalResponseNormConfig::spec() {
  using C = LocalResponseNormConfig;
  return Spec<C>("LocalResponseNorm",
                 "Divides each value by a power of the mean square of the channels beside it at its place.")
      .source(
          "Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks; "
          "torch.nn.LocalResponseNorm")
      .formula("y_c = x_c / (k + alpha / size · Σ_j x_j²)^beta,  j from c - ⌊size/2⌋ to c + ⌊(size-1)/2⌋")
      .required("size", &C::size, "Channels of a window; those beyond the first and last count as 0.",
                closed(1, 1 << 16))
      .field("alpha", &C::alpha, "Weight of the mean square.")
      .field("beta", &C::beta, "The power.")
      .field("k", &C::k, "What is divided by where all is 0.");
}

std::optional<Shape> LocalResponseNormConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (input.size() < 2) {
    sink.error("", fmt::format("LocalResponseNorm takes the channels of [N, C, L] or [N, C, H, W], but it "
                               "receives {}; write LayerNorm",
                               batch_text(input)));
  }
  return input;
}

LayerCost LocalResponseNormConfig::cost(const Shape& input, const Shape& output) const {
  return {.multiply_adds = product_of_sizes({size_of(output), std::min(size, input[0])}),
          .mapped_values = size_of(output)};
}

template <class T>
LocalResponseNorm<T>::LocalResponseNorm(const LocalResponseNormConfig& config, const Shape& input,
                                        Index max_batch)
    : channels_(input[0]),
      positions_(size_of(input) / input[0]),
      before_(config.size / 2),
      behind_((config.size - 1) / 2),
      share_(static_cast<T>(config.alpha / static_cast<double>(config.size))),
      k_(static_cast<T>(config.k)),
      beta_(static_cast<T>(config.beta)),
      sums_(product_of_sizes({padded_rows(max_batch, most_lanes), size_of(input)})),
      powers_(static_cast<Index>(sums_.size())) {}

/// `work(first, run)`: where a block of samples begins, and how many values a channel of it has.
template <class T>
template <class Work>
void LocalResponseNorm<T>::for_blocks(const ForwardContext& context, Index rows, const Work& work) const {
  const Index run = positions_ * context.lanes;
  parallel_for(context.threads, padded_rows(rows, context.lanes) / context.lanes,
               [&](Index block) { work(block * channels_ * run, run); });
}

template <class T>
void LocalResponseNorm<T>::forward_block(const T* in, T* out, T* sums, T* powers, Index run) const {
  for (Index c = 0; c < channels_; ++c) {
    T *sum = sums + c * run, *power = powers + c * run;
    std::fill_n(sum, run, T(0));
    for (Index j = std::max(c - before_, Index{0}); j <= std::min(c + behind_, channels_ - 1); ++j) {
      const T* x = in + j * run;
      for (Index i = 0; i < run; ++i) sum[i] += x[i] * x[i];
    }
    for (Index i = 0; i < run; ++i) {
      sum[i] = k_ + share_ * sum[i];
      power[i] = elementary::exp(-beta_ * elementary::log(sum[i]));
      out[c * run + i] = in[c * run + i] * power[i];
    }
  }
}

/// Of y_c = x_c · s_c^-β by x_j: s_j^-β where j = c, and -2 β α/size · x_j · y_c / s_c where c's window has
/// j.
template <class T>
void LocalResponseNorm<T>::backward_block(const T* in, const T* out, const T* grad_out, T* grad_in, T* sums,
                                          const T* powers, Index run) const {
  for (Index i = 0; i < channels_ * run; ++i) sums[i] = grad_out[i] * out[i] / sums[i];
  const T factor = T(2) * beta_ * share_;
  for (Index j = 0; j < channels_; ++j) {
    T* result = grad_in + j * run;
    std::fill_n(result, run, T(0));
    for (Index c = std::max(j - behind_, Index{0}); c <= std::min(j + before_, channels_ - 1); ++c) {
      const T* along = sums + c * run;
      for (Index i = 0; i < run; ++i) result[i] += along[i];
    }
    for (Index i = 0; i < run; ++i)
      result[i] = grad_out[j * run + i] * powers[j * run + i] - factor * in[j * run + i] * result[i];
  }
}

template <class T>
void LocalResponseNorm<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  for_blocks(context, in.rows, [&](Index first, Index run) {
    forward_block(in.data + first, out.data + first, sums_.data() + first, powers_.data() + first, run);
  });
}

template <class T>
void LocalResponseNorm<T>::backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out,
                                    Matrix<T> grad_in, const ForwardContext& context) {
  for_blocks(context, in.rows, [&](Index first, Index run) {
    backward_block(in.data + first, out.data + first, grad_out.data + first, grad_in.data + first,
                   sums_.data() + first, powers_.data() + first, run);
  });
}

template class LocalResponseNorm<float>;
template class LocalResponseNorm<double>;

template Registration<LayerConfig> registration<LayerConfig, LocalResponseNormConfig>();

}  // namespace runner
