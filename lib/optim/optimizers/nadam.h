#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class NAdam;

/// The options of torch.optim.NAdam, by their names and with their defaults.
struct NAdamConfig : OptimizerConfigOf<NAdamConfig, NAdam> {
  double lr = 2e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  double momentum_decay = 4e-3;
  bool decoupled_weight_decay = false;
  bool maximize = false;

  static Spec<NAdamConfig> spec();
};

/// torch.optim.NAdam: Adam that looks ahead along its momentum, which grows with the steps.
template <class T>
class NAdam final : public Optimizer<T> {
 public:
  NAdam(const NAdamConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  NAdamConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
  T mu_product_ = 1;  // PyTorch holds it in the default type
};

}  // namespace runner
