#pragma once

#include "nn/loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

template <class T>
class NLLLoss;

/// torch.nn.NLLLoss
struct NLLLossConfig : LossConfigOf<NLLLossConfig, NLLLoss> {
  ClassWeights weight;
  std::int64_t ignore_index = ignores_nothing;

  static Spec<NLLLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::classes; }
  PredictionKind prediction_kind() const override { return PredictionKind::scores; }
  void check(const Fit& fit, ErrorSink& sink) const override;
  Resolved resolved_for(const Fit& fit) const override;
};

/// The mean divides by the sum of the weights of the targets that are not ignored.
template <class T>
class NLLLoss final : public Loss<T> {
 public:
  explicit NLLLoss(const NLLLossConfig& config);

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const override;
  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const override;

 private:
  T weight(std::int32_t c) const { return weight_.empty() ? T(1) : weight_[static_cast<std::size_t>(c)]; }

  std::vector<T> weight_;
  std::int64_t ignore_index_;
};

}  // namespace runner
