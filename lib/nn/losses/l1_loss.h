#pragma once

#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "spec/component.h"

namespace runner {

struct L1LossConfig;
template <class T>
using L1Loss = ElementWiseLoss<T, L1LossConfig>;

/// torch.nn.L1Loss
struct L1LossConfig : ValueLossConfigOf<L1LossConfig, L1Loss> {
  template <class T>
  struct Rule {
    explicit Rule(const L1LossConfig&) {}
    T value(T p, T t, Index) const { return std::abs(p - t); }
    T slope(T p, T t, Index) const { return p > t ? T(1) : (p < t ? T(-1) : T(0)); }
  };

  static Spec<L1LossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::values; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
