#pragma once

#include <algorithm>
#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

struct BCEWithLogitsLossConfig;
template <class T>
using BCEWithLogitsLoss = ElementWiseLoss<T, BCEWithLogitsLossConfig>;

/// torch.nn.BCEWithLogitsLoss
struct BCEWithLogitsLossConfig : ValueLossConfigOf<BCEWithLogitsLossConfig, BCEWithLogitsLoss> {
  LossWeights weight;  // one per output
  BalancedWeights pos_weight;

  template <class T>
  struct Rule {
    explicit Rule(const BCEWithLogitsLossConfig& config)
        : weight(as_numbers<T>(config.weight)), pos_weight(as_numbers<T>(config.pos_weight)) {}
    // The logarithm of the sigmoid by itself, as in LogSigmoid: finite wherever the output is.
    T value(T x, T t, Index column) const {
      const T log_sigmoid = std::min(x, T(0)) - elementary::log1p(elementary::exp(-std::abs(x)));
      return factor(weight, column) * ((T(1) - t) * x - log_weight(t, column) * log_sigmoid);
    }
    T slope(T x, T t, Index column) const {
      const T sigmoid = T(1) / (T(1) + elementary::exp(-x));
      return factor(weight, column) * (log_weight(t, column) * sigmoid - factor(pos_weight, column) * t);
    }
    T log_weight(T t, Index column) const { return (factor(pos_weight, column) - T(1)) * t + T(1); }
    static T factor(const std::vector<T>& factors, Index column) {
      return factors.empty() ? T(1) : factors[static_cast<std::size_t>(column)];
    }
    std::vector<T> weight, pos_weight;
  };

  static Spec<BCEWithLogitsLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::binary; }
  PredictionKind prediction_kind() const override { return PredictionKind::logit; }
  void check(const Fit& fit, ErrorSink& sink) const override;
  Resolved resolved_for(const Fit& fit) const override;
};

}  // namespace runner
