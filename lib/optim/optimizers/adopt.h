#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class ADOPT;

struct ADOPTConfig : OptimizerConfigOf<ADOPTConfig, ADOPT> {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.9999};
  double eps = 1e-6;
  double weight_decay = 0;
  bool decouple = false;
  bool clip = true;
  bool maximize = false;

  static Spec<ADOPTConfig> spec();
};

/// ADOPT: divides by the second moment of the steps before, then averages. The first step only fills that
/// moment and moves nothing.
template <class T>
class ADOPT final : public Optimizer<T> {
 public:
  ADOPT(const ADOPTConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  ADOPTConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
};

}  // namespace runner
