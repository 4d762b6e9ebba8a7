#pragma once

#include <algorithm>
#include <cmath>

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

struct MultiLabelSoftMarginLossConfig;
template <class T>
using MultiLabelSoftMarginLoss = ElementWiseLoss<T, MultiLabelSoftMarginLossConfig>;

/// torch.nn.MultiLabelSoftMarginLoss
struct MultiLabelSoftMarginLossConfig
    : LossConfigOf<MultiLabelSoftMarginLossConfig, MultiLabelSoftMarginLoss> {
  LossWeights weight;  // one per output

  template <class T>
  struct Rule {
    explicit Rule(const MultiLabelSoftMarginLossConfig& config) : weight(as_numbers<T>(config.weight)) {}
    T value(T x, T t, Index column) const {
      return -factor(column) * (t * log_sigmoid(x) + (T(1) - t) * log_sigmoid(-x));
    }
    T slope(T x, T t, Index column) const {
      return -factor(column) * (t * log_sigmoid_slope(x) - (T(1) - t) * log_sigmoid_slope(-x));
    }
    T factor(Index column) const { return weight.empty() ? T(1) : weight[static_cast<std::size_t>(column)]; }
    static T log_sigmoid(T x) { return std::min(x, T(0)) - elementary::log1p(elementary::exp(-std::abs(x))); }
    static T log_sigmoid_slope(T x) {
      const T z = elementary::exp(-std::abs(x)), rest = z / (z + T(1));
      return x < 0 ? T(1) - rest : rest;
    }
    static ElementWiseShare share(Index columns) {
      return {.of_row = 1 / static_cast<double>(columns), .divisor = 1};
    }
    std::vector<T> weight;
  };

  static Spec<MultiLabelSoftMarginLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::binary; }
  PredictionKind prediction_kind() const override { return PredictionKind::logit; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
