#pragma once

#include "nn/layer.h"
#include "spec/component.h"

namespace runner {

template <class T>
class GLU;

/// torch.nn.GLU
struct GLUConfig : LayerConfigOf<GLUConfig, GLU> {
  std::int64_t dim = -1;

  static Spec<GLUConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class GLU final : public Layer<T> {
 public:
  GLU(const GLUConfig& config, const Shape& input, Index max_batch);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  Index half_;  // values of one half, which lie together; the other half follows
};

}  // namespace runner
