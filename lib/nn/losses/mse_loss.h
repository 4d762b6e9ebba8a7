#pragma once

#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "spec/component.h"

namespace runner {

struct MSELossConfig;
template <class T>
using MSELoss = ElementWiseLoss<T, MSELossConfig>;

/// torch.nn.MSELoss
struct MSELossConfig : ValueLossConfigOf<MSELossConfig, MSELoss> {
  template <class T>
  struct Rule {
    explicit Rule(const MSELossConfig&) {}
    T value(T p, T t, Index) const { return (p - t) * (p - t); }
    T slope(T p, T t, Index) const { return T(2) * (p - t); }
  };

  static Spec<MSELossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::values; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
