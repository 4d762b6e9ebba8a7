#pragma once

#include "nn/layer.h"
#include "spec/component.h"

namespace runner {

template <class T>
class PReLU;

/// torch.nn.PReLU
struct PReLUConfig : LayerConfigOf<PReLUConfig, PReLU> {
  std::int64_t num_parameters = 1;
  double init = 0.25;

  static Spec<PReLUConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class PReLU final : public Layer<T> {
 public:
  PReLU(const PReLUConfig& config, const Shape& input, Index max_batch);

  ParameterLayout parameters() const override;
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  template <class Work>
  void for_runs(const ForwardContext& context, Index rows, const Work& work) const;
  void add_up_rows(Matrix<const T> in, Matrix<const T> grad_out);
  template <Index L>
  double sum_of_slope(Index slope, Matrix<const T> in, Matrix<const T> grad_out) const;

  Index count_;  // of slopes
  Index chunk_;  // values of a sample that share a slope, which lie together
  T init_;
  T *weight_ = nullptr, *weight_grad_ = nullptr;
  std::vector<double> sums_;  // of the gradients by the slopes
};

}  // namespace runner
