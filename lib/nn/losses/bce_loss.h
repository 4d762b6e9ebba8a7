#pragma once

#include <algorithm>
#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

struct BCELossConfig;
template <class T>
using BCELoss = ElementWiseLoss<T, BCELossConfig>;

/// torch.nn.BCELoss
struct BCELossConfig : ValueLossConfigOf<BCELossConfig, BCELoss> {
  LossWeights weight;  // one per output
  template <class T>
  struct Rule {
    explicit Rule(const BCELossConfig& config) : weight(as_numbers<T>(config.weight)) {}
    T value(T p, T t, Index column) const {
      constexpr T lowest = -100;  // PyTorch's bound, so that a wrong certainty costs a finite amount
      const T no = std::max(std::log1p(-p), lowest), yes = std::max(std::log(p), lowest);
      return factor(column) * ((t - T(1)) * no - t * yes);
    }
    T slope(T p, T t, Index column) const {
      constexpr T least = static_cast<T>(1e-12F);  // PyTorch's, a float for double too
      return factor(column) * (p - t) / std::max((T(1) - p) * p, least);
    }
    T factor(Index column) const { return weight.empty() ? T(1) : weight[static_cast<std::size_t>(column)]; }
    std::vector<T> weight;
  };

  static Spec<BCELossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::binary; }
  PredictionKind prediction_kind() const override { return PredictionKind::probability; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
