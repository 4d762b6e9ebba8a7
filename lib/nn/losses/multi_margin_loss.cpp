#include "nn/losses/multi_margin_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<MultiMarginLossConfig> MultiMarginLossConfig::spec() {
  using C = MultiMarginLossConfig;
  return Spec<C>("MultiMarginLoss", "Hinge loss: the right class is to lead every other by a margin.")
      .source("Crammer & Singer 2001; torch.nn.MultiMarginLoss")
      .formula("l = w_c / C · Σ_j max(0, margin - x_c + x_j)^p over the classes j other than the right one c")
      .field("p", &C::p, "The power, 1 or 2.", closed(1, 2))
      .field("margin", &C::margin, "The lead that is enough.")
      .field("weight", &C::weight, class_weight_help, at_least(0));
}

void MultiMarginLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_classes("MultiMarginLoss", std::nullopt, fit, sink);
  check_weights("weight", weight, fit, sink);
}

LossConfig::Resolved MultiMarginLossConfig::resolved_for(const Fit& fit) const {
  return with_numbers(*this, &MultiMarginLossConfig::weight, "weight", fit);
}

template <class T>
MultiMarginLoss<T>::MultiMarginLoss(const MultiMarginLossConfig& config)
    : squared_(config.p == 2),
      margin_(static_cast<T>(config.margin)),
      weight_(as_numbers<T>(config.weight)) {}

template <class T>
LossSum MultiMarginLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target) const {
  return evaluate(prediction, target, {});
}

template <class T>
LossSum MultiMarginLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target,
                                     Matrix<T> gradient) const {
  const Index classes = prediction.cols;
  const auto rows = static_cast<double>(prediction.rows), count = static_cast<double>(classes);
  const T scale = static_cast<T>(this->reduction == Reduction::mean ? 1 / (rows * count) : 1 / count);
  LossSum sum{.divisor = rows};
  for (Index i = 0; i < prediction.rows; ++i) {
    const T* x = prediction.row(i);
    T* g = gradient.data ? gradient.row(i) : nullptr;
    const Index label = target.classes[i];
    const T factor = weight_.empty() ? T(1) : weight_[static_cast<std::size_t>(label)];
    T loss = 0, slopes = 0;
    for (Index j = 0; j < classes; ++j) {
      const T lack = margin_ - x[label] + x[j];
      const bool counts = j != label && !(lack <= 0);  // NaN counts
      if (counts) loss += factor * (squared_ ? lack * lack : lack);
      const T slope = counts ? factor * scale * (squared_ ? 2 * lack : T(1)) : T(0);
      slopes += slope;
      if (g) g[j] = slope;
    }
    if (g) g[label] = -slopes;
    sum.total += static_cast<double>(loss / static_cast<T>(classes));
  }
  return sum;
}

template class MultiMarginLoss<float>;
template class MultiMarginLoss<double>;

template Registration<LossConfig> registration<LossConfig, MultiMarginLossConfig>();

}  // namespace runner
