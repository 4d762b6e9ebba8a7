#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class SAM;

struct SAMConfig : WrapperConfigOf<SAMConfig, SAM> {
  Component<OptimizerConfig> optimizer;
  double rho = 0.05;
  bool adaptive = false;

  static Spec<SAMConfig> spec();
  bool needs_closure() const override { return true; }
  bool uses_averaged_weights() const override { return optimizer->uses_averaged_weights_anywhere(); }
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
