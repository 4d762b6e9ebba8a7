#pragma once

#include <cmath>
#include <numbers>

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

struct PoissonNLLLossConfig;
template <class T>
using PoissonNLLLoss = ElementWiseLoss<T, PoissonNLLLossConfig>;

/// torch.nn.PoissonNLLLoss
struct PoissonNLLLossConfig : ValueLossConfigOf<PoissonNLLLossConfig, PoissonNLLLoss> {
  bool log_input = true;
  bool full = false;
  double eps = 1e-8;

  template <class T>
  struct Rule {
    explicit Rule(const PoissonNLLLossConfig& config)
        : log_input(config.log_input), full(config.full), eps(static_cast<T>(config.eps)) {}
    T value(T p, T t, Index) const {
      const T loss = log_input ? elementary::exp(p) - t * p : p - t * std::log(p + eps);
      if (!full || t <= 1) return loss;
      // Stirling's approximation of log t!.
      return loss + (t * std::log(t) - t + T(0.5) * std::log(T(2) * std::numbers::pi_v<T> * t));
    }
    T slope(T p, T t, Index) const { return log_input ? elementary::exp(p) - t : T(1) - t / (p + eps); }
    bool log_input, full;
    T eps;
  };

  static Spec<PoissonNLLLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::values; }
  Link link() const override { return log_input ? Link::log : Link::identity; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
