#pragma once

#include <vector>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class AggMo;

struct AggMoConfig : OptimizerConfigOf<AggMoConfig, AggMo> {
  double lr = 1e-3;
  std::vector<double> betas = {0, 0.9, 0.99};
  double weight_decay = 0;

  static Spec<AggMoConfig> spec();
};

/// AggMo: the mean of several momenta, slow ones held back by quick ones.
template <class T>
class AggMo final : public Optimizer<T> {
 public:
  AggMo(const AggMoConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  AggMoConfig config_;
  std::vector<Buffer<T>> momentum_buffers_;  // one for each beta
  Buffer<T> gradient_;                       // scratch
};

}  // namespace runner
