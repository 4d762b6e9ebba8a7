#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "nn/first_values.h"
#include "nn/layer.h"
#include "tensor/rounded_products.h"

namespace runner {

template <class T>
class Linear;

/// torch.nn.Linear
struct LinearConfig : LayerConfigOf<LinearConfig, Linear> {
  std::optional<std::int64_t> in_features;
  std::int64_t out_features = 0;
  bool bias = true;
  FirstValues<std::vector<std::vector<double>>> weight_init;  // out × in
  FirstValues<std::vector<double>> bias_init;

  static Spec<LinearConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  LayerCost cost(const Shape& input, const Shape& output) const override;
  OutputRange output_range(OutputRange input) const override;
};

/// y = x·Wᵀ + b; the weight is out × in, as in PyTorch.
template <class T>
class Linear final : public Layer<T> {
 public:
  Linear(const LinearConfig& config, const Shape& input, Index max_batch);

  ParameterLayout parameters() const override;
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;
  void apply_user_init(Generator& generator) override;

  void use_bfloat16() override;
  bool fuse_epilogue(Epilogue epilogue) override { return fuse_relu_ = epilogue == Epilogue::relu; }
  bool fuse_epilogue_gradient(Epilogue epilogue) override {
    return fuse_relu_gradient_ = epilogue == Epilogue::relu;
  }

  bool gathers(Index samples) const override;
  Index updated_values() const override;

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;
  void backward_and_update(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out,
                           Matrix<T> grad_in, const ForwardContext& context,
                           ParameterUpdates<T>& updates) override;

 private:
  void weight_gradient(Matrix<const T> in, Matrix<const T> grad_out, const ForwardContext& context);
  void input_gradient(Matrix<const T> in, Matrix<const T> grad_out, Matrix<T> grad_in,
                      const ForwardContext& context) const;
  std::span<T> bias_values() const {
    return {bias_, static_cast<std::size_t>(config_.bias ? weight_.rows : 0)};
  }

  LinearConfig config_;
  Index max_batch_;
  Matrix<T> weight_, weight_grad_;
  bool fuse_relu_ = false;                    // of the layer behind this one, forward
  bool fuse_relu_gradient_ = false;           // of the layer before it, backward
  T *bias_ = nullptr, *bias_grad_ = nullptr;  // null without a bias
  std::unique_ptr<RoundedProducts> rounded_;  // null in full precision
};

}  // namespace runner
