#pragma once

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

struct HingeEmbeddingLossConfig;
template <class T>
using HingeEmbeddingLoss = ElementWiseLoss<T, HingeEmbeddingLossConfig>;

/// torch.nn.HingeEmbeddingLoss
struct HingeEmbeddingLossConfig : ValueLossConfigOf<HingeEmbeddingLossConfig, HingeEmbeddingLoss> {
  double margin = 1;

  template <class T>
  struct Rule {
    explicit Rule(const HingeEmbeddingLossConfig& config) : margin(static_cast<T>(config.margin)) {}
    T value(T x, T t, Index) const {
      const T beyond = margin - x;
      return (t == T(1) || beyond < 0 ? T(0) : beyond) + (t == T(-1) ? T(0) : x);
    }
    T slope(T x, T t, Index) const {
      return (t == T(1) || margin - x < 0 ? T(0) : T(-1)) + (t == T(-1) ? T(0) : T(1));
    }
    T margin;
  };

  static Spec<HingeEmbeddingLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::signs; }
  PredictionKind prediction_kind() const override { return PredictionKind::other; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
