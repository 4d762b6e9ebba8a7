#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class LAMB;

struct LAMBConfig : OptimizerConfigOf<LAMBConfig, LAMB> {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  double eps = 1e-6;
  double weight_decay = 0;
  bool bias_correction = true;
  bool trust_clip = false;

  static Spec<LAMBConfig> spec();
};

/// LAMB: Adam whose step in each tensor is as long as the tensor itself, times lr.
template <class T>
class LAMB final : public Optimizer<T> {
 public:
  LAMB(const LAMBConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  /// Takes in the gradients; leaves in update_ where to go.
  void prepare(std::span<const T> parameters, std::span<const T> gradients, const Step& step);

  LAMBConfig config_;
  ParameterLayout layout_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
  Buffer<T> update_;
};

}  // namespace runner
