#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Adagrad;

/// The options of torch.optim.Adagrad, by their names and with their defaults.
struct AdagradConfig : OptimizerConfigOf<AdagradConfig, Adagrad> {
  double lr = 1e-2;
  double lr_decay = 0;
  double weight_decay = 0;
  double initial_accumulator_value = 0;
  double eps = 1e-10;
  bool maximize = false;

  static Spec<AdagradConfig> spec();
};

/// torch.optim.Adagrad: steps shrink per parameter with all the squared gradients seen so far.
template <class T>
class Adagrad final : public ParameterwiseRule<T> {
 public:
  Adagrad(const AdagradConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  AdagradConfig config_;
  Buffer<T> sum_;
};

}  // namespace runner
