#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Adadelta;

/// The options of torch.optim.Adadelta, by their names and with their defaults.
struct AdadeltaConfig : OptimizerConfigOf<AdadeltaConfig, Adadelta> {
  double lr = 1.0;
  double rho = 0.9;
  double eps = 1e-6;
  double weight_decay = 0;
  bool maximize = false;

  static Spec<AdadeltaConfig> spec();
};

/// torch.optim.Adadelta: steps in the parameters' own units. Both eps stand under the root.
template <class T>
class Adadelta final : public ParameterwiseRule<T> {
 public:
  Adadelta(const AdadeltaConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  AdadeltaConfig config_;
  Buffer<T> square_avg_;
  Buffer<T> acc_delta_;
};

}  // namespace runner
