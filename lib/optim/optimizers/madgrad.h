#pragma once

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class MADGRAD;

struct MADGRADConfig : OptimizerConfigOf<MADGRADConfig, MADGRAD> {
  double lr = 1e-2;
  double momentum = 0.9;
  double weight_decay = 0;
  double eps = 1e-6;
  bool decouple_decay = false;

  static Spec<MADGRADConfig> spec();
};

/// MADGRAD: dual averaging, from the start, of all gradients, divided by a cube root of their squares.
template <class T>
class MADGRAD final : public Optimizer<T> {
 public:
  MADGRAD(const MADGRADConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  MADGRADConfig config_;
  Buffer<T> grad_sum_sq_;
  Buffer<T> s_;
  Buffer<T> x0_;  // the parameters before the first step
};

}  // namespace runner
