#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "nn/layer.h"
#include "tensor/buffer.h"

namespace runner {

/// The mean over all batches, in the place of a momentum: PyTorch's momentum=None.
enum class AverageOfBatches { cumulative };
constexpr auto choice_names(AverageOfBatches) {
  return std::array<std::string_view, 1>{"cumulative"};
}
using BatchMomentum = std::variant<double, AverageOfBatches>;

/// What all layers that normalise mini-batches have beside their shapes.
struct BatchNormOptions {
  double eps;
  BatchMomentum momentum;
  bool affine;
  bool track_running_stats;
};

/// Reports where `num_features` is given and not the first extent of a sample.
void check_num_features(const std::optional<std::int64_t>& num_features, const Shape& input, ErrorSink& sink);

/// What a layer that normalises mini-batches learns and remembers of each feature; how it goes through a
/// mini-batch depends on how that lies.
template <class T>
class BatchNorm : public Layer<T> {
 public:
  BatchNorm(const BatchNormOptions& options, Index features);

  ParameterLayout parameters() const override;
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;
  std::vector<StateView> state() override;

 protected:
  bool uses_batch(const ForwardContext& context) const {
    return context.training || !options_.track_running_stats;
  }
  /// Before a pass over a mini-batch.
  void begin_pass(const ForwardContext& context);
  /// From now on a feature has this mean; `squares`: the sum of the squared distances from it, of `count`
  /// values.
  void set_moments(Index feature, double mean, double squares, double count, const ForwardContext& context);
  /// Or what is remembered.
  void set_running(Index feature);
  T weight(Index feature) const { return weight_ ? weight_[feature] : T(1); }
  T bias(Index feature) const { return bias_ ? bias_[feature] : T(0); }
  /// The sums over g and g · (x - mean) / √(var + eps) of a feature.
  void set_gradients(Index feature, double sum, double along);

  Index features_;
  Buffer<T> mean_, inverse_;  // what the last pass took off and multiplied by

 private:
  BatchNormOptions options_;
  Buffer<T> running_mean_, running_var_;
  std::int64_t num_batches_tracked_ = 0;
  T *weight_ = nullptr, *weight_grad_ = nullptr, *bias_ = nullptr, *bias_grad_ = nullptr;  // or null
};

/// For samples in lanes, of which all values that share the first index are a feature: a channel.
template <class T>
class ChannelBatchNorm : public BatchNorm<T> {
 public:
  ChannelBatchNorm(const BatchNormOptions& options, const Shape& input);

  bool fuse_epilogue(Epilogue epilogue) override;
  bool fuse_epilogue_gradient(Epilogue epilogue) override;
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  using Base = BatchNorm<T>;
  template <class Work>
  void for_channels(const ForwardContext& context, Index rows, const Work& work) const;
  /// `work(first, values)` for the runs of a channel: where they begin, and how many samples they are of.
  template <Index L, class Work>
  void for_runs(Index channel, Index rows, const Work& work) const;
  template <Index L>
  void measure(Index channel, Matrix<const T> in, const ForwardContext& context);
  template <Index L>
  void backward_channel(Index channel, Matrix<const T> in, Matrix<const T> grad_out, Matrix<T> grad_in,
                        const ForwardContext& context);

  Index positions_;  // of a channel
  bool rectifies_ = false, undoes_relu_ = false;
};

extern template class BatchNorm<float>;
extern template class BatchNorm<double>;
extern template class ChannelBatchNorm<float>;
extern template class ChannelBatchNorm<double>;

}  // namespace runner
