#include "nn/layers/rrelu.h"

#include <cassert>
#include <span>

#include "base/memory.h"
#include "nn/layers/element_wise.h"
#include "spec/registration.h"
#include "tensor/lanes.h"

namespace runner {

Spec<RReLUConfig> RReLUConfig::spec() {
  using C = RReLUConfig;
  return Spec<C>(
             "RReLU",
             "LeakyReLU whose slope below zero is drawn for every value while training, and is the middle "
             "of its range in evaluation. The draws are PyTorch's, from the run's seed.")
      .source("Xu et al. 2015, Empirical evaluation of rectified activations, arXiv:1505.00853")
      .revision(2)  // the draws have become PyTorch's
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
    : lower_(static_cast<T>(config.lower)),
      upper_(static_cast<T>(config.upper)),
      middle_(static_cast<T>((config.lower + config.upper) / 2)),
      is_wide_(config.upper - config.lower > 1e-6),
      slopes_(product_of_sizes({padded_rows(max_batch, most_lanes), size_of(input)})) {}

/// One generator draws one value after the other, sample by sample, for those that are at most 0; not fused
/// as in `Generator::uniform`, as in torch.
template <class T>
void RReLU<T>::draw(Matrix<const T> in, const ForwardContext& context) {
  assert(context.generator);
  const auto lower = static_cast<double>(lower_), width = static_cast<double>(upper_) - lower;
  for (Index sample = 0; sample < in.rows; ++sample) {
    const Index first = sample / context.lanes * context.lanes * in.cols + sample % context.lanes;
    for (Index i = first, value = 0; value < in.cols; ++value, i += context.lanes) {
      double slope = 1;
      if (in.data[i] <= 0) {
        context.generator->uniform(std::span<double>(&slope, 1), 0, 1);
        slope = slope * width + lower;
      }
      slopes_.data()[i] = static_cast<T>(slope);
    }
  }
}

template <class T>
void RReLU<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  if (context.training) draw(in, context);
  for_chunks(context.threads, values_in_memory(in, context), element_wise_piece,
             [&](Index first, Index count) {
               for (Index i = first; i < first + count; ++i) {
                 const T x = in.data[i];
                 out.data[i] = context.training ? x * slopes_.data()[i] : x > 0 ? x : x * middle_;
               }
             });
}

template <class T>
void RReLU<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                        Matrix<T> grad_in, const ForwardContext& context) {
  const bool drawn = context.training && is_wide_;
  for_chunks(context.threads, values_in_memory(in, context), element_wise_piece,
             [&](Index first, Index count) {
               for (Index i = first; i < first + count; ++i) {
                 const T slope = drawn ? slopes_.data()[i] : in.data[i] > 0 ? T(1) : middle_;
                 grad_in.data[i] = grad_out.data[i] * slope;
               }
             });
}

template class RReLU<float>;
template class RReLU<double>;

template Registration<LayerConfig> registration<LayerConfig, RReLUConfig>();

}  // namespace runner
