#pragma once

#include <array>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class QHAdam;

struct QHAdamConfig : OptimizerConfigOf<QHAdamConfig, QHAdam> {
  double lr = 1e-3;
  std::array<double, 2> betas = {0.9, 0.999};
  std::array<double, 2> nus = {1, 1};
  double eps = 1e-8;
  double weight_decay = 0;
  bool decouple_weight_decay = false;

  static Spec<QHAdamConfig> spec();
};

/// QHAdam: Adam with each moment mixed with what the last gradient alone would give.
template <class T>
class QHAdam final : public ParameterwiseRule<T> {
 public:
  QHAdam(const QHAdamConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  QHAdamConfig config_;
  Buffer<T> exp_avg_;
  Buffer<T> exp_avg_sq_;
};

}  // namespace runner
