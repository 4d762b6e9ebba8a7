#pragma once

#include <cstdint>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

/// A wrapper: the learning rate and the steps are those of the optimizer in it.
struct LookaheadConfig : OptimizerConfig {
  Component<OptimizerConfig> optimizer;
  std::int64_t k = 5;
  double alpha = 0.5;

  static Spec<LookaheadConfig> spec();
  double learning_rate() const override { return optimizer->learning_rate(); }
  bool needs_closure() const override { return optimizer->needs_closure(); }
  const Component<OptimizerConfig>* wrapped() const override { return &optimizer; }
  std::shared_ptr<const OptimizerConfig> with_momentum(double momentum) const override;
  std::unique_ptr<Optimizer<float>> make_float(const ParameterLayout& layout) const override;
  std::unique_ptr<Optimizer<double>> make_double(const ParameterLayout& layout) const override;
};

/// Lookahead: an optimizer runs ahead; every k steps slow weights follow it part of the way, and it goes on
/// from there.
template <class T>
class Lookahead final : public Optimizer<T> {
 public:
  Lookahead(const LookaheadConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  std::unique_ptr<Optimizer<T>> fast_;
  std::int64_t k_;
  T alpha_;
  Buffer<T> slow_;
};

}  // namespace runner
