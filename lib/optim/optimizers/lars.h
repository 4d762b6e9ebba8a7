#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class LARS;

struct LARSConfig : OptimizerConfigOf<LARSConfig, LARS> {
  double lr = 1;
  double momentum = 0.9;
  double weight_decay = 0;
  double trust_coefficient = 1e-3;
  double eps = 1e-8;
  bool exclude_bias_and_norm = false;

  static Spec<LARSConfig> spec();
};

/// LARS: gradient descent with momentum whose rate in each tensor follows the tensor's length.
template <class T>
class LARS final : public Optimizer<T> {
 public:
  LARS(const LARSConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  /// The tensor's own factor on lr.
  double rate(std::span<const T> w, std::span<const T> g, double decay) const;

  LARSConfig config_;
  ParameterLayout layout_;
  Buffer<T> momentum_buffer_;
};

}  // namespace runner
