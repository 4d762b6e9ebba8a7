#pragma once

#include "nn/layer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class LocalResponseNorm;

/// torch.nn.LocalResponseNorm
struct LocalResponseNormConfig : LayerConfigOf<LocalResponseNormConfig, LocalResponseNorm> {
  std::int64_t size = 1;
  double alpha = 1e-4;
  double beta = 0.75;
  double k = 1;

  static Spec<LocalResponseNormConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::any; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  LayerCost cost(const Shape& input, const Shape& output) const override;
};

template <class T>
class LocalResponseNorm final : public Layer<T> {
 public:
  LocalResponseNorm(const LocalResponseNormConfig& config, const Shape& input, Index max_batch);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  template <class Work>
  void for_blocks(const ForwardContext& context, Index rows, const Work& work) const;
  void forward_block(const T* in, T* out, T* sums, T* powers, Index run) const;
  void backward_block(const T* in, const T* out, const T* grad_out, T* grad_in, T* sums, const T* powers,
                      Index run) const;

  Index channels_, positions_;
  Index before_, behind_;  // channels of a window beside its own
  T share_, k_, beta_;     // share_: α / size
  Buffer<T> sums_;         // k + α/size · Σ x²; after backward what it is needed for
  Buffer<T> powers_;       // of these, to -β
};

}  // namespace runner
