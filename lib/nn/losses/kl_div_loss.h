#pragma once

#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

struct KLDivLossConfig;
template <class T>
using KLDivLoss = ElementWiseLoss<T, KLDivLossConfig>;

/// torch.nn.KLDivLoss
struct KLDivLossConfig : ValueLossConfigOf<KLDivLossConfig, KLDivLoss> {
  bool log_target = false;

  template <class T>
  struct Rule {
    explicit Rule(const KLDivLossConfig& config) : log_target(config.log_target) {}
    T value(T x, T t, Index) const {
      if (log_target) return elementary::exp(t) * (t - x);
      // t·log t goes to 0 with t.
      return (t == 0 ? T(0) : t * std::log(t)) - t * x;
    }
    T slope(T, T t, Index) const { return log_target ? -elementary::exp(t) : -t; }
    bool log_target;
  };

  static Spec<KLDivLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::scores; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
