#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Lion;

struct LionConfig : OptimizerConfigOf<LionConfig, Lion> {
  double lr = 1e-4;
  std::array<double, 2> betas = {0.9, 0.99};
  double weight_decay = 0;

  static Spec<LionConfig> spec();
};

/// Lion: every parameter moves by lr, up or down. Only one average is kept.
template <class T>
class Lion final : public ParameterwiseRule<T> {
 public:
  Lion(const LionConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  LionConfig config_;
  Buffer<T> exp_avg_;
};

}  // namespace runner
