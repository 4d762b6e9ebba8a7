#pragma once

#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "spec/component.h"

namespace runner {

struct SmoothL1LossConfig;
template <class T>
using SmoothL1Loss = ElementWiseLoss<T, SmoothL1LossConfig>;

/// torch.nn.SmoothL1Loss
struct SmoothL1LossConfig : ValueLossConfigOf<SmoothL1LossConfig, SmoothL1Loss> {
  double beta = 1;

  template <class T>
  struct Rule {
    explicit Rule(const SmoothL1LossConfig& config) : beta(static_cast<T>(config.beta)) {}
    T value(T p, T t, Index) const {
      const T d = std::abs(p - t);
      return d < beta ? T(0.5) * d * d / beta : d - T(0.5) * beta;
    }
    T slope(T p, T t, Index) const {
      const T d = p - t;
      if (std::abs(d) < beta) return d / beta;
      return d > 0 ? T(1) : (d < 0 ? T(-1) : T(0));
    }
    T beta;
  };

  static Spec<SmoothL1LossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::values; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
