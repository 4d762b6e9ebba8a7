#include "nn/losses/multi_label_margin_loss.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {
namespace {

/// The indices of a sample's labels: its target columns up to the first that is no index.
template <class T>
Index label_count(const T* target, Index classes) {
  Index count = 0;
  while (count < classes && target[count] >= 0 && target[count] < static_cast<T>(classes)) ++count;
  return count;
}

template <class T>
bool is_label(const T* labels, Index count, Index c) {
  return std::any_of(labels, labels + count, [&](T label) { return static_cast<Index>(label) == c; });
}

}  // namespace

Spec<MultiLabelMarginLossConfig> MultiLabelMarginLossConfig::spec() {
  using C = MultiLabelMarginLossConfig;
  return Spec<C>(
             "MultiLabelMarginLoss",
             "Hinge loss for samples with several labels: each is to lead every class that is no label by 1. "
             "The target has as many columns as there are outputs: the labels' indices, then -1.")
      .source("torch.nn.MultiLabelMarginLoss")
      .formula("l = 1/C · Σ_l Σ_j max(0, 1 - x_l + x_j) over labels l and classes j that are none");
}

void MultiLabelMarginLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_columns("MultiLabelMarginLoss", fit, sink);
  if (fit.target.is_class ||
      (fit.target.lowest >= -1 && fit.target.highest < static_cast<double>(fit.target.columns)))
    return;
  sink.error("", "MultiLabelMarginLoss takes indices of outputs, then -1, as targets, but " +
                     range_text(fit.target));
}

template <class T>
LossSum MultiLabelMarginLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target) const {
  return evaluate(prediction, target, {});
}

template <class T>
LossSum MultiLabelMarginLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target,
                                          Matrix<T> gradient) const {
  const Index classes = prediction.cols;
  const auto rows = static_cast<double>(prediction.rows), count = static_cast<double>(classes);
  const T scale = static_cast<T>(this->reduction == Reduction::mean ? 1 / (rows * count) : 1 / count);
  LossSum sum{.divisor = rows};
  if (gradient.data) std::fill_n(gradient.data, gradient.size(), T(0));
  for (Index i = 0; i < prediction.rows; ++i) {
    const T *x = prediction.row(i), *labels = target.values.row(i);
    T* g = gradient.data ? gradient.row(i) : nullptr;
    const Index label_total = label_count(labels, classes);
    T loss = 0;
    for (Index c = 0; c < classes; ++c) {
      if (is_label(labels, label_total, c)) continue;
      for (Index l = 0; l < label_total; ++l) {
        const auto label = static_cast<Index>(labels[l]);
        const T lack = T(1) - x[label] + x[c];
        if (lack <= 0) continue;
        loss += lack;
        if (!g) continue;
        g[label] -= scale;
        g[c] += scale;
      }
    }
    sum.total += static_cast<double>(loss / static_cast<T>(classes));
  }
  return sum;
}

template class MultiLabelMarginLoss<float>;
template class MultiLabelMarginLoss<double>;

template Registration<LossConfig> registration<LossConfig, MultiLabelMarginLossConfig>();

}  // namespace runner
