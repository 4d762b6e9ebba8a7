#include "nn/losses/cross_entropy_loss.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <type_traits>

#include "nn/strided_axis.h"
#include "spec/registration.h"
#include "tensor/elementary.h"

// With s the sum of the exponentials of x - max x, the loss is log s - (x_c - max x) and its gradient e^(x -
// max x) / s less the target: the exponentials are made once, into the gradient's memory, and scaled there.
// Losses of rows are added up in double in the order of the rows.

namespace runner {

Spec<CrossEntropyLossConfig> CrossEntropyLossConfig::spec() {
  using C = CrossEntropyLossConfig;
  return Spec<C>("CrossEntropyLoss",
                 "How unlikely the network finds the right class; applies log-softmax itself.")
      .source("torch.nn.CrossEntropyLoss")
      .formula(
          "l = -Σ_c w_c·q_c·log softmax(x)_c\n"
          "q = (1 - label_smoothing)·target + label_smoothing / C")
      .field("weight", &C::weight, class_weight_help, at_least(0))
      .field("ignore_index", &C::ignore_index, "Index of a class whose rows count for nothing.")
      .field("label_smoothing", &C::label_smoothing,
             "Share of the target that is spread evenly over all classes.", closed(0, 1));
}

void CrossEntropyLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  const std::optional<Index> outputs = check_outputs(fit, sink);
  if (!outputs) return;
  if (fit.output_range == OutputRange::log_probabilities) {
    sink.warning("", "CrossEntropyLoss applies log-softmax itself: the LogSoftmax before it changes nothing");
  } else if (fit.output_range == OutputRange::probabilities ||
             fit.output_range == OutputRange::unit_interval) {
    sink.warning("", fmt::format("CrossEntropyLoss applies log-softmax itself: after {}, gradients are small "
                                 "and learning is slow; end the network with Linear",
                                 fit.output_range == OutputRange::probabilities ? "Softmax" : "Sigmoid"));
  }
  check_weights("weight", weight, fit, sink);
  if (fit.target.is_class) {
    check_classes("CrossEntropyLoss", ignore_index, fit, sink);
  } else {
    check_probabilities(fit, *outputs, sink);
  }
}

void CrossEntropyLossConfig::check_probabilities(const Fit& fit, Index outputs, ErrorSink& sink) const {
  if (outputs != fit.target.columns) {
    sink.error("", outputs_against(outputs, fit.target.columns, "column"));
  } else if (outputs == 1) {
    sink.error("", "CrossEntropyLoss over a single output is always 0; for numbers use MSELoss");
  } else if (fit.target.lowest < 0 || fit.target.highest > 1) {
    sink.warning(
        "", "CrossEntropyLoss takes columns of numbers for probabilities, but " + range_text(fit.target));
  }
  if (ignore_index >= 0) {
    sink.error("ignore_index", "ignore_index needs classes as targets, but the target is columns of numbers");
  }
}

namespace {

/// Calls work(count), with a constant where the count is small: then its loops are unrolled.
template <class Work>
auto with_few(Index count, const Work& work) {
  switch (count) {
    case 2:
      return work(std::integral_constant<Index, 2>());
    case 3:
      return work(std::integral_constant<Index, 3>());
    case 4:
      return work(std::integral_constant<Index, 4>());
    default:
      return work(count);
  }
}

}  // namespace

/// One row of the batch whose target is spread over the classes. Where the gradient is wanted, it holds the
/// exponentials at first.
template <class T>
struct CrossEntropyLoss<T>::Row {
  const T* x;
  T* gradient;  // or null
  Index count;
  T scale;         // of the gradient, by the reduction
  T scale_by_sum;  // scale / sum of the exponentials
  T top, log_sum;
};

/// What the softmax of some rows needs. They are taken together, because a loop over a few classes would be
/// too short for vectors.
template <class T>
struct CrossEntropyLoss<T>::Softmax {
  static constexpr Index most_rows = 64, most_values = 1024;
  T scale;  // of the gradient
  std::array<T, most_rows> tops, sums, log_sums, scales_by_sums;

  static Index rows_together(Index classes) { return std::clamp(most_values / classes, Index{1}, most_rows); }

  /// x: at most `rows_together`. The exponentials are left in `powers`, as large as x, unless it is null.
  Softmax(Matrix<const T> x, T* powers, T gradient_scale) : scale(gradient_scale) {
    std::array<T, most_values> forgotten;
    std::fill_n(sums.begin(), x.rows, T(0));
    with_few(x.cols, [&](auto classes) {
      for (Index i = 0; i < x.rows; ++i) tops[at(i)] = largest(x.data + i * classes, classes);
    });
    // More than one chunk of columns only where there is one row.
    for (Index first = 0; first < x.cols; first += most_values) {
      T* to = powers ? powers + first : forgotten.data();
      with_few(std::min(most_values, x.cols - first),
               [&](auto columns) { add_powers(x.data + first, x.rows, columns, to); });
    }
    for (Index i = 0; i < x.rows; ++i) log_sums[at(i)] = elementary::log(sums[at(i)]);
    for (Index i = 0; i < x.rows; ++i) scales_by_sums[at(i)] = scale / sums[at(i)];
  }

  Row row(Index i, Matrix<const T> x, T* gradient) const {
    return {x.row(i), gradient, x.cols, scale, scales_by_sums[at(i)], tops[at(i)], log_sums[at(i)]};
  }

 private:
  static std::size_t at(Index i) { return static_cast<std::size_t>(i); }

  template <class Columns>
  void add_powers(const T* x, Index rows, Columns columns, T* out) {
    for (Index i = 0; i < rows; ++i) {
      for (Index c = 0; c < columns; ++c) out[i * columns + c] = x[i * columns + c] - tops[at(i)];
    }
    for (Index k = 0; k < rows * columns; ++k) out[k] = elementary::exp(out[k]);
    for (Index i = 0; i < rows; ++i) {
      for (Index c = 0; c < columns; ++c) sums[at(i)] += out[i * columns + c];
    }
  }
};

LossConfig::Resolved CrossEntropyLossConfig::resolved_for(const Fit& fit) const {
  return with_numbers(*this, &CrossEntropyLossConfig::weight, "weight", without_ignored(fit, ignore_index));
}

template <class T>
CrossEntropyLoss<T>::CrossEntropyLoss(const CrossEntropyLossConfig& config)
    : weight_(as_numbers<T>(config.weight)),
      ignore_index_(config.ignore_index),
      smoothing_(static_cast<T>(config.label_smoothing)) {}

template <class T>
double CrossEntropyLoss<T>::divisor(const Target<T>& target, Index rows) const {
  const bool all_alike = weight_.empty() && ignore_index_ == ignores_nothing;
  if (!target.classes || all_alike) return static_cast<double>(rows);
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
    loss += mass(c) * (row.log_sum - (row.x[c] - row.top));
    whole += mass(c);
  }
  for (Index c = 0; row.gradient && c < row.count; ++c)
    row.gradient[c] = row.gradient[c] * (whole * row.scale_by_sum) - row.scale * mass(c);
  return loss;
}

/// The loss of row i of the batch, with its gradient.
template <class T>
T CrossEntropyLoss<T>::spread_loss(const Target<T>& target, Index i, const Row& row) const {
  const T even = smoothing_ / static_cast<T>(row.count), rest = T(1) - smoothing_;
  if (!target.classes) {
    const T* t = target.values.row(i);
    return mass_loss([&](Index c) { return weight(c) * (t[c] * rest + even); }, row);
  }
  const std::int32_t label = target.classes[i];
  if (label != ignore_index_)
    return mass_loss([&](Index c) { return weight(c) * ((c == label ? rest : T(0)) + even); }, row);
  if (row.gradient) std::fill_n(row.gradient, row.count, T(0));
  return 0;
}

/// The losses of rows that each have one class, with their gradients.
template <class T>
template <class Classes>
double CrossEntropyLoss<T>::class_losses(const std::int32_t* labels, const Softmax& softmax, const T* x,
                                         Index rows, Classes classes, T* gradient) const {
  double total = 0;
  for (Index i = 0; i < rows; ++i, x += classes, gradient += gradient ? Index{classes} : 0) {
    const auto k = static_cast<std::size_t>(i);
    const Index label = labels[i];
    if (label == ignore_index_) {
      if (gradient) std::fill_n(gradient, Index{classes}, T(0));
      continue;
    }
    assert(label >= 0 && label < classes);
    const T mass = weight(label);
    if (gradient) {
      for (Index c = 0; c < classes; ++c) gradient[c] *= mass * softmax.scales_by_sums[k];
      gradient[label] -= softmax.scale * mass;
    }
    total += static_cast<double>(mass * (softmax.log_sums[k] - (x[label] - softmax.tops[k])));
  }
  return total;
}

template <class T>
LossSum CrossEntropyLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target) const {
  return evaluate(prediction, target, {});
}

template <class T>
LossSum CrossEntropyLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target,
                                      Matrix<T> gradient) const {
  LossSum sum{.divisor = divisor(target, prediction.rows)};
  const T scale = this->reduction == Reduction::mean ? static_cast<T>(1 / sum.divisor) : T(1);
  const Index together = Softmax::rows_together(prediction.cols);
  for (Index first = 0; first < prediction.rows; first += together) {
    const Matrix<const T> x = prediction.middle_rows(first, std::min(together, prediction.rows - first));
    T* gradient_rows = gradient.data ? gradient.row(first) : nullptr;
    const Softmax softmax(x, gradient_rows, scale);
    if (target.classes && smoothing_ == 0) {
      sum.total += with_few(x.cols, [&](auto classes) {
        return class_losses(target.classes + first, softmax, x.data, x.rows, classes, gradient_rows);
      });
      continue;
    }
    for (Index i = 0; i < x.rows; ++i) {
      T* gradient_row = gradient_rows ? gradient_rows + i * x.cols : nullptr;
      sum.total += static_cast<double>(spread_loss(target, first + i, softmax.row(i, x, gradient_row)));
    }
  }
  return sum;
}

template class CrossEntropyLoss<float>;
template class CrossEntropyLoss<double>;

template Registration<LossConfig> registration<LossConfig, CrossEntropyLossConfig>();

}  // namespace runner
