#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class SGD;

/// The options of torch.optim.SGD, by their names and with their defaults.
struct SGDConfig : OptimizerConfigOf<SGDConfig, SGD> {
  double lr = 1e-3;
  double momentum = 0;
  double dampening = 0;
  double weight_decay = 0;
  bool nesterov = false;
  bool maximize = false;

  static Spec<SGDConfig> spec();
};

/// torch.optim.SGD: the momentum buffer starts as the first gradient, not dampened.
template <class T>
class SGD final : public ParameterwiseRule<T> {
 public:
  SGD(const SGDConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  SGDConfig config_;
  Buffer<T> momentum_buffer_;  // empty without momentum
};

}  // namespace runner
