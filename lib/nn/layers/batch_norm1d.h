#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "nn/layer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class BatchNorm1d;

/// The mean over all batches, in the place of a momentum: PyTorch's momentum=None.
enum class AverageOfBatches { cumulative };
constexpr auto choice_names(AverageOfBatches) {
  return std::array<std::string_view, 1>{"cumulative"};
}

/// torch.nn.BatchNorm1d
struct BatchNorm1dConfig : LayerConfigOf<BatchNorm1dConfig, BatchNorm1d> {
  std::optional<std::int64_t> num_features;
  double eps = 1e-5;
  std::variant<double, AverageOfBatches> momentum = 0.1;
  bool affine = true;
  bool track_running_stats = true;

  static Spec<BatchNorm1dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
  Index normalized_together(const Shape& input) const override { return size_of(input) / input[0]; }
};

/// A feature is one of a sample's values, or, where samples have more dimensions, all that share the first
/// index.
template <class T>
class BatchNorm1d final : public Layer<T> {
 public:
  BatchNorm1d(const BatchNorm1dConfig& config, const Shape& input, Index max_batch);

  ParameterLayout parameters() const override;
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;
  std::vector<StateView> state() override;

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  template <class Work>
  void for_features(const ForwardContext& context, Index rows, const Work& work) const;
  bool uses_batch(const ForwardContext& context) const {
    return context.training || !config_.track_running_stats;
  }
  void measure(Index feature, Matrix<const T> in, const ForwardContext& context);
  void remember(Index feature, double squares, double count, const ForwardContext& context);
  T weight(Index feature) const { return weight_ ? weight_[feature] : T(1); }

  BatchNorm1dConfig config_;
  Index features_, chunk_;    // values of a sample that belong to one feature, which lie together
  Buffer<T> mean_, inverse_;  // what the last pass took off and multiplied by
  Buffer<T> running_mean_, running_var_;
  std::int64_t num_batches_tracked_ = 0;
  T *weight_ = nullptr, *weight_grad_ = nullptr, *bias_ = nullptr, *bias_grad_ = nullptr;  // or null
};

}  // namespace runner
