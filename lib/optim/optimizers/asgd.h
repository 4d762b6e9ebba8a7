#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class ASGD;

/// The options of torch.optim.ASGD, by their names and with their defaults.
struct ASGDConfig : OptimizerConfigOf<ASGDConfig, ASGD> {
  double lr = 1e-2;
  double lambd = 1e-4;
  double alpha = 0.75;
  double t0 = 1e6;
  double weight_decay = 0;
  bool maximize = false;

  static Spec<ASGDConfig> spec();
};

/// torch.optim.ASGD. As in PyTorch the average `ax` is kept beside the parameters: the checkpoint has it,
/// evaluations look at the parameters.
template <class T>
class ASGD final : public Optimizer<T> {
 public:
  ASGD(const ASGDConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  ASGDConfig config_;
  Buffer<T> ax_;
  T eta_ = 0, mu_ = 1;  // PyTorch holds them in the default type
};

}  // namespace runner
