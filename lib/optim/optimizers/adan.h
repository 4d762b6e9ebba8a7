#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Adan;

struct AdanConfig : OptimizerConfigOf<AdanConfig, Adan> {
  double lr = 1e-3;
  std::array<double, 3> betas = {0.98, 0.92, 0.99};
  double eps = 1e-8;
  double weight_decay = 0;
  bool no_prox = false;

  static Spec<AdanConfig> spec();
};

/// Adan: Nesterov's momentum from the differences of successive gradients, scaled per parameter.
template <class T>
class Adan final : public Optimizer<T> {
 public:
  Adan(const AdanConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  AdanConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_diff_;
  Buffer<T> exp_avg_sq_;
  Buffer<T> pre_grad_;
};

}  // namespace runner
