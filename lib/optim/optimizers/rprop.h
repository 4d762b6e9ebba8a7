#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Rprop;

/// The options of torch.optim.Rprop, by their names and with their defaults.
struct RpropConfig : OptimizerConfigOf<RpropConfig, Rprop> {
  double lr = 1e-2;
  std::array<double, 2> etas = {0.5, 1.2};
  std::array<double, 2> step_sizes = {1e-6, 50};
  bool maximize = false;

  static Spec<RpropConfig> spec();
};

/// torch.optim.Rprop: only the gradient's sign counts. The learning rate is where the step sizes start; a
/// scheduler changes nothing after the first step.
template <class T>
class Rprop final : public Optimizer<T> {
 public:
  Rprop(const RpropConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  RpropConfig config_;
  Buffer<T> prev_;
  Buffer<T> step_size_;
};

}  // namespace runner
