#pragma once

#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

struct HuberLossConfig;
template <class T>
using HuberLoss = ElementWiseLoss<T, HuberLossConfig>;

/// torch.nn.HuberLoss
struct HuberLossConfig : ValueLossConfigOf<HuberLossConfig, HuberLoss> {
  double delta = 1;

  template <class T>
  struct Rule {
    explicit Rule(const HuberLossConfig& config) : delta(static_cast<T>(config.delta)) {}
    T value(T p, T t, Index) const {
      const T d = std::abs(p - t);
      return d <= delta ? T(0.5) * d * d : delta * (d - T(0.5) * delta);
    }
    T slope(T p, T t, Index) const {
      const T d = p - t;
      return d < -delta ? -delta : (d > delta ? delta : d);
    }
    T delta;
  };

  static Spec<HuberLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::values; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
