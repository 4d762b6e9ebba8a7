#pragma once

#include "nn/loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

template <class T>
class GaussianNLLLoss;

/// torch.nn.GaussianNLLLoss, whose two inputs are the two halves of the network's outputs.
struct GaussianNLLLossConfig : ValueLossConfigOf<GaussianNLLLossConfig, GaussianNLLLoss> {
  bool full = false;
  double eps = 1e-6;

  static Spec<GaussianNLLLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::other; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

/// The mean divides by the number of target values, batchmean by that of samples.
template <class T>
class GaussianNLLLoss final : public Loss<T> {
 public:
  explicit GaussianNLLLoss(const GaussianNLLLossConfig& config);

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const override;
  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const override;

 private:
  bool full_, by_samples_;
  T eps_;
};

}  // namespace runner
