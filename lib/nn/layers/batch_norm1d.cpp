#include "nn/layers/batch_norm1d.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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
             "over all "
             "batches.",
             closed(0, 1))
      .field("affine", &C::affine, "Whether weights and biases are learned.")
      .field("track_running_stats", &C::track_running_stats,
             "Whether there are running means; without them evaluation uses its own batch too.");
}

std::optional<Shape> BatchNorm1dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  const Index features = input.empty() ? 1 : input[0];
  if (num_features && *num_features != features) {
    sink.error("num_features", fmt::format("num_features is {}, but the layer receives {}", *num_features,
                                           batch_text(input)));
  }
  return input;
}

Index BatchNorm1dConfig::parameter_count(const Shape& input) const {
  return affine ? 2 * input[0] : 0;
}

OutputRange BatchNorm1dConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
BatchNorm1d<T>::BatchNorm1d(const BatchNorm1dConfig& config, const Shape& input, Index /*max_batch*/)
    : config_(config),
      features_(input[0]),
      chunk_(size_of(input) / input[0]),
      mean_(features_),
      inverse_(features_),
      running_mean_(config.track_running_stats ? features_ : 0),
      running_var_(config.track_running_stats ? features_ : 0) {}

template <class T>
ParameterLayout BatchNorm1d<T>::parameters() const {
  if (!config_.affine) return {};
  return {{"weight", {features_}, 0, features_}, {"bias", {features_}, features_, features_}};
}

template <class T>
void BatchNorm1d<T>::attach(T* parameters, T* gradients) {
  if (!config_.affine) return;
  weight_ = parameters;
  weight_grad_ = gradients;
  bias_ = parameters + features_;
  bias_grad_ = gradients + features_;
}

template <class T>
void BatchNorm1d<T>::initialize(Generator& /*generator*/) {
  if (weight_) std::fill_n(weight_, features_, T(1));
  if (bias_) std::fill_n(bias_, features_, T(0));
  std::fill_n(running_mean_.data(), running_mean_.size(), T(0));
  std::fill_n(running_var_.data(), running_var_.size(), T(1));
  num_batches_tracked_ = 0;
}

template <class T>
std::vector<StateView> BatchNorm1d<T>::state() {
  if (!config_.track_running_stats) return {};
  return {{"running_mean", running_mean_.span()},
          {"running_var", running_var_.span()},
          {"num_batches_tracked", num_batches_tracked_}};
}

/// A feature is summed by one thread, in the order of the rows.
template <class T>
template <class Work>
void BatchNorm1d<T>::for_features(const ForwardContext& context, Index rows, const Work& work) const {
  constexpr Index line = 16;                           // features in a cache line of float32
  constexpr Index values_per_piece = Index{1} << 14U;  // fewer are not worth another thread
  const Index lines = std::max(values_per_piece / (line * rows * chunk_), Index{1});
  for_chunks(context.threads, features_, line * lines, [&](Index first, Index count) {
    for (Index f = first; f < first + count; ++f) work(f);
  });
}

template <class T>
void BatchNorm1d<T>::measure(Index feature, Matrix<const T> in, const ForwardContext& context) {
  const auto count = static_cast<double>(in.rows * chunk_);
  double sum = 0, squares = 0;
  for (Index i = 0; i < in.rows; ++i) {
    const T* x = in.row(i) + feature * chunk_;
    for (Index j = 0; j < chunk_; ++j) sum += static_cast<double>(x[j]);
  }
  const double mean = sum / count;
  for (Index i = 0; i < in.rows; ++i) {
    const T* x = in.row(i) + feature * chunk_;
    for (Index j = 0; j < chunk_; ++j) {
      const double d = static_cast<double>(x[j]) - mean;
      squares += d * d;
    }
  }
  mean_.data()[feature] = static_cast<T>(mean);
  inverse_.data()[feature] = static_cast<T>(1 / std::sqrt(squares / count + config_.eps));
  remember(feature, squares, count, context);
}

template <class T>
void BatchNorm1d<T>::remember(Index feature, double squares, double count, const ForwardContext& context) {
  if (!config_.track_running_stats) return;
  const double* fixed = context.statistics_batch > 0 ? nullptr : std::get_if<double>(&config_.momentum);
  const double average_factor = fixed ? *fixed : 1 / static_cast<double>(num_batches_tracked_);
  const auto blend = [&](T& running, double value) {
    running = static_cast<T>(average_factor * value + (1 - average_factor) * static_cast<double>(running));
  };
  blend(running_mean_.data()[feature], static_cast<double>(mean_.data()[feature]));
  // With count - 1, where the batch is normalised with count: PyTorch's running variance is the unbiased one.
  blend(running_var_.data()[feature], squares / std::max(count - 1, 1.0));
}

template <class T>
void BatchNorm1d<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  if (context.training)
    num_batches_tracked_ = context.statistics_batch > 0 ? context.statistics_batch : num_batches_tracked_ + 1;
  for_features(context, in.rows, [&](Index f) {
    if (uses_batch(context)) {
      measure(f, in, context);
    } else {
      mean_.data()[f] = running_mean_.data()[f];
      inverse_.data()[f] =
          static_cast<T>(1 / std::sqrt(static_cast<double>(running_var_.data()[f]) + config_.eps));
    }
    const T mean = mean_.data()[f], factor = inverse_.data()[f] * weight(f), shift = bias_ ? bias_[f] : T(0);
    for (Index i = 0; i < in.rows; ++i) {
      const T* x = in.row(i) + f * chunk_;
      T* y = out.row(i) + f * chunk_;
      for (Index j = 0; j < chunk_; ++j) y[j] = (x[j] - mean) * factor + shift;
    }
  });
}

template <class T>
void BatchNorm1d<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                              Matrix<T> grad_in, const ForwardContext& context) {
  const auto count = static_cast<double>(in.rows * chunk_);
  for_features(context, in.rows, [&](Index f) {
    const T mean = mean_.data()[f], inverse = inverse_.data()[f];
    double sum = 0, along = 0;
    for (Index i = 0; i < in.rows; ++i) {
      const T *x = in.row(i) + f * chunk_, *g = grad_out.row(i) + f * chunk_;
      for (Index j = 0; j < chunk_; ++j) {
        sum += static_cast<double>(g[j]);
        along += static_cast<double>((x[j] - mean) * inverse * g[j]);
      }
    }
    if (weight_grad_) weight_grad_[f] = static_cast<T>(along);
    if (bias_grad_) bias_grad_[f] = static_cast<T>(sum);
    if (!grad_in.data) return;
    // Mean and variance are functions of x too: what of the gradient goes along them falls away. Running
    // statistics are not.
    const T factor = inverse * weight(f);
    const T shift = uses_batch(context) ? static_cast<T>(sum / count) : T(0);
    const T turn = uses_batch(context) ? static_cast<T>(along / count) : T(0);
    for (Index i = 0; i < in.rows; ++i) {
      const T *x = in.row(i) + f * chunk_, *g = grad_out.row(i) + f * chunk_;
      T* result = grad_in.row(i) + f * chunk_;
      for (Index j = 0; j < chunk_; ++j) result[j] = factor * (g[j] - shift - (x[j] - mean) * inverse * turn);
    }
  });
}

template class BatchNorm1d<float>;
template class BatchNorm1d<double>;

template Registration<LayerConfig> registration<LayerConfig, BatchNorm1dConfig>();

}  // namespace runner
