#include "nn/batch_norm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace runner {

void check_num_features(const std::optional<std::int64_t>& num_features, const Shape& input,
                        ErrorSink& sink) {
  const Index features = input.empty() ? 1 : input[0];
  if (num_features && *num_features != features) {
    sink.error("num_features", fmt::format("num_features is {}, but the layer receives {}", *num_features,
                                           batch_text(input)));
  }
}

template <class T>
BatchNorm<T>::BatchNorm(const BatchNormOptions& options, Index features)
    : features_(features),
      mean_(features),
      inverse_(features),
      options_(options),
      running_mean_(options.track_running_stats ? features : 0),
      running_var_(options.track_running_stats ? features : 0) {}

template <class T>
ParameterLayout BatchNorm<T>::parameters() const {
  if (!options_.affine) return {};
  return {{"weight", {features_}, 0, features_}, {"bias", {features_}, features_, features_}};
}

template <class T>
void BatchNorm<T>::attach(T* parameters, T* gradients) {
  if (!options_.affine) return;
  weight_ = parameters;
  weight_grad_ = gradients;
  bias_ = parameters + features_;
  bias_grad_ = gradients + features_;
}

template <class T>
void BatchNorm<T>::initialize(Generator& /*generator*/) {
  if (weight_) std::fill_n(weight_, features_, T(1));
  if (bias_) std::fill_n(bias_, features_, T(0));
  std::fill_n(running_mean_.data(), running_mean_.size(), T(0));
  std::fill_n(running_var_.data(), running_var_.size(), T(1));
  num_batches_tracked_ = 0;
}

template <class T>
std::vector<StateView> BatchNorm<T>::state() {
  if (!options_.track_running_stats) return {};
  return {{"running_mean", running_mean_.span()},
          {"running_var", running_var_.span()},
          {"num_batches_tracked", num_batches_tracked_}};
}

template <class T>
void BatchNorm<T>::begin_pass(const ForwardContext& context) {
  if (context.training)
    num_batches_tracked_ = context.statistics_batch > 0 ? context.statistics_batch : num_batches_tracked_ + 1;
}

template <class T>
void BatchNorm<T>::set_moments(Index feature, double mean, double squares, double count,
                               const ForwardContext& context) {
  mean_.data()[feature] = static_cast<T>(mean);
  inverse_.data()[feature] = static_cast<T>(1 / std::sqrt(squares / count + options_.eps));
  if (!options_.track_running_stats) return;
  const double* fixed = context.statistics_batch > 0 ? nullptr : std::get_if<double>(&options_.momentum);
  const double average_factor = fixed ? *fixed : 1 / static_cast<double>(num_batches_tracked_);
  const auto blend = [&](T& running, double value) {
    running = static_cast<T>(average_factor * value + (1 - average_factor) * static_cast<double>(running));
  };
  blend(running_mean_.data()[feature], static_cast<double>(mean_.data()[feature]));
  // With count - 1, where the batch is normalised with count: PyTorch's running variance is the unbiased one.
  blend(running_var_.data()[feature], squares / std::max(count - 1, 1.0));
}

template <class T>
void BatchNorm<T>::set_running(Index feature) {
  mean_.data()[feature] = running_mean_.data()[feature];
  inverse_.data()[feature] =
      static_cast<T>(1 / std::sqrt(static_cast<double>(running_var_.data()[feature]) + options_.eps));
}

template <class T>
void BatchNorm<T>::set_gradients(Index feature, double sum, double along) {
  if (weight_grad_) weight_grad_[feature] = static_cast<T>(along);
  if (bias_grad_) bias_grad_[feature] = static_cast<T>(sum);
}

template class BatchNorm<float>;
template class BatchNorm<double>;

}  // namespace runner
