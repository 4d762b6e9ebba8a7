#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

/// A wrapper: the learning rate and the steps are those of the optimizer in it.
struct SAMConfig : OptimizerConfig {
  Component<OptimizerConfig> optimizer;
  double rho = 0.05;
  bool adaptive = false;

  static Spec<SAMConfig> spec();
  double learning_rate() const override { return optimizer->learning_rate(); }
  bool needs_closure() const override { return true; }
  const Component<OptimizerConfig>* wrapped() const override { return &optimizer; }
  std::shared_ptr<const OptimizerConfig> with_momentum(double momentum) const override;
  std::unique_ptr<Optimizer<float>> make_float(const ParameterLayout& layout) const override;
  std::unique_ptr<Optimizer<double>> make_double(const ParameterLayout& layout) const override;
};

/// Sharpness-aware minimisation: the gradient is taken where the loss is about highest within a distance rho.
/// Two gradients of the same mini-batch per step.
template <class T>
class SAM final : public Optimizer<T> {
 public:
  SAM(const SAMConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  bool uses_averaged_weights() const override { return base_->uses_averaged_weights(); }
  void evaluation_point(std::span<const T> parameters, std::span<T> point) const override {
    base_->evaluation_point(parameters, point);
  }
  std::vector<StateView> state() override;

 private:
  void climb(std::span<T> parameters, std::span<const T> gradients) const;

  std::unique_ptr<Optimizer<T>> base_;
  double rho_;
  bool adaptive_;
  Buffer<T> start_;  // the parameters while a step looks elsewhere
};

}  // namespace runner
