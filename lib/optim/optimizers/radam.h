#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class RAdam;

/// The options of torch.optim.RAdam, by their names and with their defaults.
struct RAdamConfig : OptimizerConfigOf<RAdamConfig, RAdam> {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  bool decoupled_weight_decay = false;
  bool maximize = false;

  static Spec<RAdamConfig> spec();
};

/// torch.optim.RAdam: Adam that trusts its second moment only once enough gradients stand behind it.
template <class T>
class RAdam final : public Optimizer<T> {
 public:
  RAdam(const RAdamConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  template <bool rectified>
  void update(std::span<T> parameters, std::span<const T> gradients, const Step& step, T rectification);

  RAdamConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
};

}  // namespace runner
