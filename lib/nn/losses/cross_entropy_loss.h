#pragma once

#include <cstdint>

#include "nn/loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"

namespace runner {

template <class T>
class CrossEntropyLoss;

/// torch.nn.CrossEntropyLoss, for class indices and for rows of probabilities.
struct CrossEntropyLossConfig : LossConfigOf<CrossEntropyLossConfig, CrossEntropyLoss> {
  ClassWeights weight;
  std::int64_t ignore_index = ignores_nothing;
  double label_smoothing = 0;

  static Spec<CrossEntropyLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::classes; }
  PredictionKind prediction_kind() const override { return PredictionKind::scores; }
  void check(const Fit& fit, ErrorSink& sink) const override;
  std::string_view why_no_shares() const override {
    return ignore_index < 0 ? "" : "has an ignore_index, which needs classes; leave one of them out";
  }
  Resolved resolved_for(const Fit& fit) const override;

 private:
  void check_probabilities(const Fit& fit, Index outputs, ErrorSink& sink) const;
};

/// The mean divides by the sum of the weights of the targets that are not ignored; for probabilities by the
/// number of rows.
template <class T>
class CrossEntropyLoss final : public Loss<T> {
 public:
  explicit CrossEntropyLoss(const CrossEntropyLossConfig& config);

  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const override;
  LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const override;

 private:
  struct Row;
  struct Softmax;
  T weight(Index c) const { return weight_.empty() ? T(1) : weight_[static_cast<std::size_t>(c)]; }
  double divisor(const Target<T>& target, Index rows) const;
  template <class Mass>
  static T mass_loss(const Mass& mass, const Row& row);
  T spread_loss(const Target<T>& target, Index i, const Row& row) const;
  template <class Classes>
  double class_losses(const std::int32_t* labels, const Softmax& softmax, const T* x, Index rows,
                      Classes classes, T* gradient) const;

  std::vector<T> weight_;
  std::int64_t ignore_index_;
  T smoothing_;
};

}  // namespace runner
