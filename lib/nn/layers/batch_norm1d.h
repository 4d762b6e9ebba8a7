#pragma once

#include <memory>
#include <optional>

#include "nn/batch_norm.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.BatchNorm1d
struct BatchNorm1dConfig : LayerFactory::BuildOf<BatchNorm1dConfig, LayerConfig> {
  std::optional<std::int64_t> num_features;
  double eps = 1e-5;
  BatchMomentum momentum = 0.1;
  bool affine = true;
  bool track_running_stats = true;

  static Spec<BatchNorm1dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& input) const override;
  Index normalized_together(const Shape& input) const override { return size_of(input) / input[0]; }
  bool mixes_samples() const override { return !track_running_stats; }
  /// Which of the two ways through a mini-batch, is decided here, once.
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const;
};

/// For samples row by row, whose every value is a feature.
template <class T>
class BatchNorm1d final : public BatchNorm<T> {
 public:
  BatchNorm1d(const BatchNormOptions& options, Index features) : BatchNorm<T>(options, features) {}

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  template <class Work>
  void for_features(const ForwardContext& context, Index rows, const Work& work) const;
  void measure(Index feature, Matrix<const T> in, const ForwardContext& context);
};

}  // namespace runner
