#include "nn/losses/nll_loss.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<NLLLossConfig> NLLLossConfig::spec() {
  using C = NLLLossConfig;
  return Spec<C>("NLLLoss", "How unlikely the right class is, from logarithms of probabilities.")
      .source("torch.nn.NLLLoss")
      .formula("l = -w_c · x_c for the right class c; LogSoftmax and NLLLoss are CrossEntropyLoss")
      .field("weight", &C::weight, class_weight_help, at_least(0))
      .field("ignore_index", &C::ignore_index, "Index of a class whose rows count for nothing.");
}

void NLLLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_classes("NLLLoss", ignore_index, fit, sink);
  check_weights("weight", weight, fit, sink);
  if (fit.output_range == OutputRange::log_probabilities) return;
  sink.warning("",
               "NLLLoss takes the logarithms of probabilities; end the network with LogSoftmax, or use "
               "CrossEntropyLoss");
}

LossConfig::Resolved NLLLossConfig::resolved_for(const Fit& fit) const {
  return with_numbers(*this, &NLLLossConfig::weight, "weight", without_ignored(fit, ignore_index));
}

template <class T>
NLLLoss<T>::NLLLoss(const NLLLossConfig& config)
    : weight_(as_numbers<T>(config.weight)), ignore_index_(config.ignore_index) {}

template <class T>
LossSum NLLLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target) const {
  LossSum sum;
  for (Index i = 0; i < prediction.rows; ++i) {
    const std::int32_t label = target.classes[i];
    if (label == ignore_index_) continue;
    sum.total -= static_cast<double>(weight(label) * prediction.row(i)[label]);
    sum.divisor += static_cast<double>(weight(label));
  }
  return sum;
}

template <class T>
LossSum NLLLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target, Matrix<T> gradient) const {
  const LossSum sum = evaluate(prediction, target);
  const T scale = this->reduction == Reduction::mean ? static_cast<T>(1 / sum.divisor) : T(1);
  std::fill_n(gradient.data, gradient.size(), T(0));
  for (Index i = 0; i < prediction.rows; ++i) {
    const std::int32_t label = target.classes[i];
    if (label != ignore_index_) gradient.row(i)[label] = -weight(label) * scale;
  }
  return sum;
}

template class NLLLoss<float>;
template class NLLLoss<double>;

template Registration<LossConfig> registration<LossConfig, NLLLossConfig>();

}  // namespace runner
