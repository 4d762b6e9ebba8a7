#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "nn/link.h"
#include "spec/component.h"
#include "spec/error_sink.h"
#include "tensor/factory.h"
#include "tensor/fit.h"
#include "tensor/matrix.h"
#include "tensor/target.h"

namespace runner {

/// What becomes of the values of a batch; `none` is known and refused.
enum class Reduction { mean, sum };
constexpr auto choice_names(Reduction) {
  return std::array<std::string_view, 2>{"mean", "sum"};
}
constexpr auto refused_choices(Reduction) {
  return std::array<RefusedChoice, 2>{
      {{"none", "training needs one number for a batch; use mean or sum"},
       {"batchmean", "this loss has one value for a sample, and their mean over the batch is mean"}}};
}

/// The same of losses with several values for a sample. `batchmean` is their sum over a sample, its mean over
/// the batch: torch.nn.KLDivLoss has it, and autoencoders are trained by it.
enum class ValueReduction { mean, sum, batchmean };
constexpr auto choice_names(ValueReduction) {
  return std::array<std::string_view, 3>{"mean", "sum", "batchmean"};
}
constexpr auto refused_choices(ValueReduction) {
  return std::array<RefusedChoice, 1>{
      {{"none", "training needs one number for a batch; use mean, sum or batchmean"}}};
}

/// A loss before its reduction: the value is total / divisor for `mean`, total for `sum`. Sums of several
/// batches may be added up. `divisor` is the number of elements (of samples for batchmean), or the sum of the
/// weights that apply.
struct LossSum {
  double total = 0;
  double divisor = 0;
  LossSum& operator+=(const LossSum& other) {
    total += other.total;
    divisor += other.divisor;
    return *this;
  }
};

/// A loss with its gradient, built for a number of outputs.
template <class T>
class Loss {
 public:
  virtual ~Loss() = default;

  /// prediction: n × outputs. Folded in row order.
  virtual LossSum evaluate(Matrix<const T> prediction, const Target<T>& target) const = 0;

  /// The same, and d(reduced loss)/d(prediction) into `gradient` (n × outputs).
  virtual LossSum evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const = 0;

  /// The reduced value: 0/0 is NaN as in PyTorch.
  double reduce(const LossSum& sum) const {
    return reduction == Reduction::mean ? sum.total / sum.divisor : sum.total;
  }

  Reduction reduction = Reduction::mean;
};

/// `make<T>()`: the loss.
using LossFactory = Factory<Loss>;

/// A loss's hyper-parameters; also its factory.
struct LossConfig : LossFactory {
  static constexpr std::string_view kind = "loss";
  static constexpr std::string_view plural = "losses";

  Reduction reduction = Reduction::mean;

  /// What becomes of the sum over a batch.
  virtual Reduction total_reduction() const { return reduction; }

  /// What the target is to be read as; decided before data is loaded.
  virtual TargetKind target_kind() const = 0;
  /// What the outputs are to this loss, which metrics ask.
  virtual PredictionKind prediction_kind() const = 0;

  /// What an output that is a number is of the target's value that it stands for. Metrics and predictions
  /// have the value.
  virtual Link link() const { return Link::identity; }

  /// Reports an error where the loss can't be used (or hardly means what was meant: a warning).
  virtual void check(const Fit& fit, ErrorSink& sink) const = 0;

  /// Why it can't take the share of each class in the place of a sample's class, as mixed samples have them;
  /// empty where it can.
  virtual std::string_view why_no_shares() const {
    return "takes one class of each sample; CrossEntropyLoss takes both";
  }

  /// A copy with the weights as numbers where the data decides them. It fits, by `check`.
  struct Resolved {
    std::unique_ptr<const LossConfig> config;  ///< null where all is decided by the options alone
    std::string words;                         ///< what was decided: "weight is no=0.68, yes=1.85"
  };
  virtual Resolved resolved_for(const Fit& /*fit*/) const { return {}; }

  /// The loss for so many outputs, with the weights that the training part decides.
  template <class T>
  std::unique_ptr<Loss<T>> make_for(Index outputs, const TargetInfo& target) const {
    const Resolved resolved = resolved_for({{outputs}, OutputRange::any, target});
    return resolved.config ? resolved.config->template make<T>() : this->template make<T>();
  }

  /// A loss with a `reduction` of its own declares it itself.
  template <class C>
  static void add_common_fields(Spec<C>& spec) {
    if constexpr (std::is_same_v<decltype(C::reduction), Reduction>)
      spec.field("reduction", &LossConfig::reduction, "How the values of a batch become one number.");
    if constexpr (std::is_same_v<decltype(C::reduction), ValueReduction>) {
      spec.field("reduction", &C::reduction,
                 "How the values of a batch become one number: their mean or sum; batchmean sums those of a "
                 "sample and takes the mean over the samples.");
    }
  }
};

/// Ties a config to its loss: `struct MSELossConfig : LossConfigOf<MSELossConfig, MSELoss>`,
/// where `MSELoss<T>` is built from (const MSELossConfig&); its reduction is set afterwards.
template <class C, template <class> class L>
struct LossConfigOf : LossFactory::BuildOf<C, LossConfig> {
  template <class T>
  std::unique_ptr<Loss<T>> build() const {
    auto loss = std::make_unique<L<T>>(static_cast<const C&>(*this));
    loss->reduction = this->total_reduction();
    return loss;
  }
};

/// The same of a loss with several values for a sample.
template <class C, template <class> class L>
struct ValueLossConfigOf : LossConfigOf<C, L> {
  ValueReduction reduction = ValueReduction::mean;  // hides the one that all losses share

  Reduction total_reduction() const override {
    return reduction == ValueReduction::sum ? Reduction::sum : Reduction::mean;
  }
  bool divides_by_samples() const { return reduction == ValueReduction::batchmean; }
};

}  // namespace runner
