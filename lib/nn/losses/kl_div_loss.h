#pragma once

#include <array>
#include <cmath>
#include <string_view>

#include "nn/losses/element_wise_loss.h"
#include "nn/losses/fit_checks.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

struct KLDivLossConfig;
template <class T>
using KLDivLoss = ElementWiseLoss<T, KLDivLossConfig>;

/// Hides the one that losses share: batchmean is its own.
enum class KLReduction { mean, sum, batchmean };
constexpr auto choice_names(KLReduction) {
  return std::array<std::string_view, 3>{"mean", "sum", "batchmean"};
}
constexpr auto refused_choices(KLReduction) {
  return refused_choices(Reduction{});
}

/// torch.nn.KLDivLoss
struct KLDivLossConfig : LossConfigOf<KLDivLossConfig, KLDivLoss> {
  bool log_target = false;
  KLReduction reduction = KLReduction::mean;

  Reduction total_reduction() const override {
    return reduction == KLReduction::sum ? Reduction::sum : Reduction::mean;
  }

  template <class T>
  struct Rule {
    explicit Rule(const KLDivLossConfig& config)
        : log_target(config.log_target), by_rows(config.reduction == KLReduction::batchmean) {}
    T value(T x, T t, Index) const {
      if (log_target) return elementary::exp(t) * (t - x);
      // t·log t goes to 0 with t.
      return (t == 0 ? T(0) : t * std::log(t)) - t * x;
    }
    T slope(T, T t, Index) const { return log_target ? -elementary::exp(t) : -t; }
    ElementWiseShare share(Index columns) const {
      return {.of_row = 1, .divisor = by_rows ? 1 : static_cast<double>(columns)};
    }
    bool log_target, by_rows;
  };

  static Spec<KLDivLossConfig> spec();
  TargetKind target_kind() const override { return TargetKind::values; }
  PredictionKind prediction_kind() const override { return PredictionKind::scores; }
  void check(const Fit& fit, ErrorSink& sink) const override;
};

}  // namespace runner
