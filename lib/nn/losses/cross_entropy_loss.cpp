#include "nn/losses/cross_entropy_loss.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "nn/lines.h"

namespace runner {

Spec<CrossEntropyLossConfig> CrossEntropyLossConfig::spec() {
  using C = CrossEntropyLossConfig;
  return Spec<C>("CrossEntropyLoss",
                 "How unlikely the network finds the right class; applies log-softmax itself.")
      .source("torch.nn.CrossEntropyLoss")
      .formula(
          "l = -Σ_c w_c·q_c·log softmax(x)_c\n"
          "q = (1 - label_smoothing)·target + label_smoothing / C")
      .field("weight", &C::weight, "Factor of every class.", at_least(0))
      .field("ignore_index", &C::ignore_index, "Index of a class whose rows count for nothing.")
      .field("label_smoothing", &C::label_smoothing,
             "Share of the target that is spread evenly over all classes.", closed(0, 1));
}

void CrossEntropyLossConfig::check(const Fit& fit, Complaints& complaints) const {
  const std::optional<Index> outputs = check_outputs(fit, complaints);
  if (!outputs) return;
  if (fit.output_range == OutputRange::log_probabilities) {
    complaints.warning(
        "", "CrossEntropyLoss applies log-softmax itself: the LogSoftmax before it changes nothing");
  } else if (fit.output_range == OutputRange::probabilities ||
             fit.output_range == OutputRange::unit_interval) {
    complaints.warning(
        "", fmt::format("CrossEntropyLoss applies log-softmax itself: after {}, gradients are small "
                        "and learning is slow; end the network with Linear",
                        fit.output_range == OutputRange::probabilities ? "Softmax" : "Sigmoid"));
  }
  check_weights("weight", weight, fit, complaints);
  if (fit.target.is_class) {
    check_classes("CrossEntropyLoss", ignore_index, fit, complaints);
  } else {
    check_probabilities(fit, *outputs, complaints);
  }
}

void CrossEntropyLossConfig::check_probabilities(const Fit& fit, Index outputs,
                                                 Complaints& complaints) const {
  if (outputs != fit.target.columns) {
    complaints.error("", outputs_against(outputs, fit.target.columns, "column"));
  } else if (outputs == 1) {
    complaints.error("", "CrossEntropyLoss over a single output is always 0; for numbers use MSELoss");
  } else if (fit.target.lowest < 0 || fit.target.highest > 1) {
    complaints.warning(
        "", "CrossEntropyLoss takes columns of numbers for probabilities, but " + range_text(fit.target));
  }
  if (ignore_index >= 0) {
    complaints.error("ignore_index",
                     "ignore_index needs classes as targets, but the target is columns of numbers");
  }
}

/// One row of the batch with what its softmax needs. Where the gradient is wanted, it holds the exponentials
/// at first.
template <class T>
struct CrossEntropyLoss<T>::Row {
  const T* x;
  T* gradient;  // or null
  Index count;
  T scale;  // of the gradient, by the reduction
  T top, sum = 0, log_sum;

  Row(const T* values, T* gradient_row, Index n, T gradient_scale)
      : x(values), gradient(gradient_row), count(n), scale(gradient_scale), top(largest(values, n)) {
    for (Index c = 0; c < count; ++c) {
      const T power = std::exp(x[c] - top);
      if (gradient) gradient[c] = power;
      sum += power;
    }
    log_sum = std::log(sum);
  }

  /// -log softmax(x)_c
  T surprise(Index c) const { return log_sum - (x[c] - top); }

  /// Turns the exponentials into scale·mass·softmax(x).
  void scale_softmax(T mass) const {
    const T factor = scale * mass / sum;
    for (Index c = 0; c < count; ++c) gradient[c] *= factor;
  }
};

template <class T>
CrossEntropyLoss<T>::CrossEntropyLoss(const CrossEntropyLossConfig& config)
    : weight_(as_numbers<T>(config.weight)),
      ignore_index_(config.ignore_index),
      smoothing_(static_cast<T>(config.label_smoothing)) {}

template <class T>
double CrossEntropyLoss<T>::divisor(const Target<T>& target, Index rows) const {
  if (!target.classes) return static_cast<double>(rows);
  double sum = 0;
  for (Index i = 0; i < rows; ++i) {
    if (target.classes[i] != ignore_index_) sum += static_cast<double>(weight(target.classes[i]));
  }
  return sum;
}

/// The loss of a row whose target is spread over the classes by mass(c), weights included.
template <class T>
template <class Mass>
T CrossEntropyLoss<T>::mass_loss(const Mass& mass, const Row& row) {
  T loss = 0, whole = 0;
  for (Index c = 0; c < row.count; ++c) {
    loss += mass(c) * row.surprise(c);
    whole += mass(c);
  }
  if (row.gradient) {
    row.scale_softmax(whole);
    for (Index c = 0; c < row.count; ++c) row.gradient[c] -= row.scale * mass(c);
  }
  return loss;
}

template <class T>
T CrossEntropyLoss<T>::class_loss(Index label, const Row& row) const {
  assert(label >= 0 && label < row.count);
  if (smoothing_ > 0) {
    const T even = smoothing_ / static_cast<T>(row.count);
    return mass_loss([&](Index c) { return weight(c) * ((c == label ? T(1) - smoothing_ : T(0)) + even); },
                     row);
  }
  if (row.gradient) {
    row.scale_softmax(weight(label));
    row.gradient[label] -= row.scale * weight(label);
  }
  return weight(label) * row.surprise(label);
}

template <class T>
LossSum CrossEntropyLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target) const {
  return evaluate(prediction, target, {});
}

template <class T>
LossSum CrossEntropyLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target,
                                      Matrix<T> gradient) const {
  const Index classes = prediction.cols;
  LossSum sum{.divisor = divisor(target, prediction.rows)};
  const T scale = this->reduction == Reduction::mean ? static_cast<T>(1 / sum.divisor) : T(1);
  for (Index i = 0; i < prediction.rows; ++i) {
    T* gradient_row = gradient.data ? gradient.row(i) : nullptr;
    if (target.classes && target.classes[i] == ignore_index_) {
      if (gradient_row) std::fill_n(gradient_row, classes, T(0));
      continue;
    }
    const Row row(prediction.row(i), gradient_row, classes, scale);
    if (target.classes) {
      sum.total += static_cast<double>(class_loss(target.classes[i], row));
    } else {
      const T* t = target.values.row(i);
      const T even = smoothing_ / static_cast<T>(classes);
      const auto mass = [&](Index c) { return weight(c) * (t[c] * (T(1) - smoothing_) + even); };
      sum.total += static_cast<double>(mass_loss(mass, row));
    }
  }
  return sum;
}

template class CrossEntropyLoss<float>;
template class CrossEntropyLoss<double>;

}  // namespace runner
