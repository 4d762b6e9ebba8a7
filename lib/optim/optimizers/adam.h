#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Adam;

/// The options of torch.optim.Adam, by their names and with their defaults.
struct AdamConfig : OptimizerConfigOf<AdamConfig, Adam> {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  bool amsgrad = false;
  bool decoupled_weight_decay = false;
  bool maximize = false;

  static Spec<AdamConfig> spec();
};

/// torch.optim.Adam, and AdamW where the weight decay is decoupled. eps stands outside the root.
template <class T>
class Adam final : public ParameterwiseRule<T> {
 public:
  Adam(const AdamConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  template <bool amsgrad>
  void update(std::span<T> parameters, std::span<const T> gradients, const Step& step);

  AdamConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
  Buffer<T> max_exp_avg_sq_;  // empty without amsgrad
};

}  // namespace runner
