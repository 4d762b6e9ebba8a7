#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Adamax;

/// The options of torch.optim.Adamax, by their names and with their defaults.
struct AdamaxConfig : OptimizerConfigOf<AdamaxConfig, Adamax> {
  double lr = 2e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-8;
  double weight_decay = 0;
  bool maximize = false;

  static Spec<AdamaxConfig> spec();
};

/// torch.optim.Adamax: Adam with the largest recent gradient in the place of the second moment.
template <class T>
class Adamax final : public ParameterwiseRule<T> {
 public:
  Adamax(const AdamaxConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  AdamaxConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_inf_;
};

}  // namespace runner
