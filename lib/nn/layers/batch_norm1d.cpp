#include "nn/layers/batch_norm1d.h"

#include <algorithm>

#include "base/parallel.h"
#include "spec/registration.h"

// Mean and variance are summed in double, in two passes over a feature: with sums of x and x² in one pass a
// variance that is small beside the mean would be lost to rounding. A feature is one thread's, so that its
// sums have an order.

namespace runner {

Spec<BatchNorm1dConfig> BatchNorm1dConfig::spec() {
  using C = BatchNorm1dConfig;
  return Spec<C>(
             "BatchNorm1d",
             "Brings every feature to mean 0 and variance 1: over the mini-batch while training, by running "
             "means of those in evaluation. Every mini-batch must have more than one value of a feature.")
      .source("Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167")
      .formula(
          "y = (x - mean) / √(var + eps) · weight + bias\n"
          "running = (1 - momentum) · running + momentum · batch; for the variance that of n - 1")
      .field("num_features", &C::num_features, "Number of features; by default what the layer before gives.",
             at_least(1))
      .field("eps", &C::eps, "Keeps the root above zero.", at_least(0))
      .field("momentum", &C::momentum,
             "Share of the newest batch in the running means; cumulative (PyTorch's None) takes the mean "
             "over all batches.",
             closed(0, 1))
      .field("affine", &C::affine, "Whether weights and biases are learned.")
      .field("track_running_stats", &C::track_running_stats,
             "Whether there are running means; without them evaluation uses its own batch too.");
}

std::optional<Shape> BatchNorm1dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  check_num_features(num_features, input, sink);
  return input;
}

Index BatchNorm1dConfig::parameter_count(const Shape& input) const {
  return affine ? 2 * input[0] : 0;
}

OutputRange BatchNorm1dConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

Packing BatchNorm1dConfig::packing(const Shape& input) const {
  return input.size() > 1 ? Packing::lanes : Packing::rows;
}

template <class T>
std::unique_ptr<Layer<T>> BatchNorm1dConfig::build(const Shape& input, Index /*max_batch*/) const {
  const BatchNormOptions options{eps, momentum, affine, track_running_stats};
  if (packing(input) == Packing::lanes) return std::make_unique<ChannelBatchNorm<T>>(options, input);
  return std::make_unique<BatchNorm1d<T>>(options, input[0]);
}

/// A feature is summed by one thread, in the order of the rows.
template <class T>
template <class Work>
void BatchNorm1d<T>::for_features(const ForwardContext& context, Index rows, const Work& work) const {
  constexpr Index line = 16;                           // features in a cache line of float32
  constexpr Index values_per_piece = Index{1} << 14U;  // fewer are not worth another thread
  const Index lines = std::max(values_per_piece / (line * rows), Index{1});
  for_chunks(context.threads, this->features_, line * lines, [&](Index first, Index count) {
    for (Index f = first; f < first + count; ++f) work(f);
  });
}

template <class T>
void BatchNorm1d<T>::measure(Index feature, Matrix<const T> in, const ForwardContext& context) {
  const auto count = static_cast<double>(in.rows);
  double sum = 0, squares = 0;
  for (Index i = 0; i < in.rows; ++i) sum += static_cast<double>(in.row(i)[feature]);
  const double mean = sum / count;
  for (Index i = 0; i < in.rows; ++i) {
    const double d = static_cast<double>(in.row(i)[feature]) - mean;
    squares += d * d;
  }
  this->set_moments(feature, mean, squares, count, context);
}

template <class T>
void BatchNorm1d<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  this->begin_pass(context);
  for_features(context, in.rows, [&](Index f) {
    if (this->uses_batch(context)) {
      measure(f, in, context);
    } else {
      this->set_running(f);
    }
    const T mean = this->mean_.data()[f], factor = this->inverse_.data()[f] * this->weight(f);
    const T shift = this->bias(f);
    for (Index i = 0; i < in.rows; ++i) out.row(i)[f] = (in.row(i)[f] - mean) * factor + shift;
  });
}

template <class T>
void BatchNorm1d<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                              Matrix<T> grad_in, const ForwardContext& context) {
  const auto count = static_cast<double>(in.rows);
  for_features(context, in.rows, [&](Index f) {
    const T mean = this->mean_.data()[f], inverse = this->inverse_.data()[f];
    double sum = 0, along = 0;
    for (Index i = 0; i < in.rows; ++i) {
      const T x = in.row(i)[f], g = grad_out.row(i)[f];
      sum += static_cast<double>(g);
      along += static_cast<double>((x - mean) * inverse * g);
    }
    this->set_gradients(f, sum, along);
    if (!grad_in.data) return;
    // Mean and variance are functions of x too: what of the gradient goes along them falls away. Running
    // statistics are not.
    const T factor = inverse * this->weight(f);
    const T shift = this->uses_batch(context) ? static_cast<T>(sum / count) : T(0);
    const T turn = this->uses_batch(context) ? static_cast<T>(along / count) : T(0);
    for (Index i = 0; i < in.rows; ++i) {
      const T x = in.row(i)[f], g = grad_out.row(i)[f];
      grad_in.row(i)[f] = factor * (g - shift - (x - mean) * inverse * turn);
    }
  });
}

template class BatchNorm1d<float>;
template class BatchNorm1d<double>;

template Registration<LayerConfig> registration<LayerConfig, BatchNorm1dConfig>();

}  // namespace runner
