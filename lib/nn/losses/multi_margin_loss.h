#pragma once

#include "nn/loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

template <class T>
class MultiMarginLoss;

/// torch.nn.MultiMarginLoss
struct MultiMarginLossConfig : LossConfigOf<MultiMarginLossConfig, MultiMarginLoss> {
  std::int64_t p = 1;
  double margin = 1;
  ClassWeights weight;

  static Spec<MultiMarginLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::classes; }
  PredictionKind prediction_kind() const override { return PredictionKind::margins; }
  void check(const Fit& fit, ErrorSink& sink) const override;
  Resolved resolved_for(const Fit& fit) const override;
};

/// The mean divides by the number of samples.
template <class T>
class MultiMarginLoss final : public Loss<T> {
 public:
  explicit MultiMarginLoss(const MultiMarginLossConfig& config);

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const override;
  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const override;

 private:
  bool squared_;
  T margin_;
  std::vector<T> weight_;
};

}  // namespace runner
