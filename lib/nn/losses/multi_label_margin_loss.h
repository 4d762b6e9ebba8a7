#pragma once

#include "nn/loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

template <class T>
class MultiLabelMarginLoss;

/// torch.nn.MultiLabelMarginLoss
struct MultiLabelMarginLossConfig : LossConfigOf<MultiLabelMarginLossConfig, MultiLabelMarginLoss> {
  static Spec<MultiLabelMarginLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::other; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

/// The mean divides by the number of samples.
template <class T>
class MultiLabelMarginLoss final : public Loss<T> {
 public:
  explicit MultiLabelMarginLoss(const MultiLabelMarginLossConfig& /*config*/) {}

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const override;
  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const override;
};

}  // namespace runner
