#pragma once

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

struct SoftMarginLossConfig;
template <class T>
using SoftMarginLoss = ElementWiseLoss<T, SoftMarginLossConfig>;

/// torch.nn.SoftMarginLoss
struct SoftMarginLossConfig : ValueLossConfigOf<SoftMarginLossConfig, SoftMarginLoss> {
  template <class T>
  struct Rule {
    explicit Rule(const SoftMarginLossConfig&) {}
    T value(T x, T t, Index) const { return elementary::log1p(elementary::exp(-t * x)); }
    T slope(T x, T t, Index) const {
      const T z = elementary::exp(-t * x);
      return -t * z / (T(1) + z);
    }
  };

  static Spec<SoftMarginLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::signs; }
  PredictionKind prediction_kind() const override { return PredictionKind::logit; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
