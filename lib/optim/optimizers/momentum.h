#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Momentum;

struct MomentumConfig : OptimizerConfigOf<MomentumConfig, Momentum> {
  double lr = 1e-3;
  double beta = 0.9;

  static Spec<MomentumConfig> spec();
};

/// Descends along an exponential moving average of the gradients, which starts at zero. With constant
/// gradients its steps grow to lr·g; those of SGD with momentum grow to lr·g / (1 − momentum).
template <class T>
class Momentum final : public ParameterwiseRule<T> {
 public:
  Momentum(const MomentumConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  MomentumConfig config_;
  Buffer<T> average_;
};

}  // namespace runner
