#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metric/metric.h"

namespace runner {

/// What a row counts.
template <class T>
double weight_of(const Target<T>& target, Index row) {
  return target.weights ? static_cast<double>(target.weights[row]) : 1;
}

/// The first of the largest of `count` values.
template <class T>
Index index_of_largest(const T* values, Index count) {
  return std::max_element(values, values + count) - values;
}

/// Whether the largest of the outputs is the class; else each output is a decision of its own.
bool takes_largest(PredictionKind kind);

/// Whether each row has several decisions, which are then classified each by itself.
bool is_multilabel(PredictionKind kind, Index outputs);

/// What predictions of this kind tell apart, as texts: the names of the classes, or of the columns of several
/// decisions; numbers where there are no names. Empty where numbers are predicted.
std::vector<std::string> class_texts(PredictionKind kind, Index outputs, const TargetInfo& target);

/// Rows of predictions and targets as classes.
template <class T>
class ClassReader {
 public:
  explicit ClassReader(const MetricInput& input)
      : kind_(input.kind), outputs_(input.outputs), multilabel_(runner::is_multilabel(kind_, outputs_)) {}

  bool is_multilabel() const { return multilabel_; }
  /// How many are told apart: of several decisions their number.
  Index classes() const { return takes_largest(kind_) || multilabel_ ? outputs_ : 2; }

  /// The class that is decided for. One class per row.
  Index predicted(const T* prediction) const {
    return takes_largest(kind_) ? index_of_largest(prediction, outputs_) : decided(*prediction);
  }
  /// The right one; -1 where it is none of `classes()`, as a loss's ignore_index.
  Index wanted(const Target<T>& target, Index row) const;

  /// One of several decisions, 0 or 1.
  Index decided(T output) const { return output > (kind_ == PredictionKind::probability ? T(0.5) : T(0)); }
  Index decided_target(T value) const { return value > T(0.5); }

  /// The probability of each of `classes()`, which add up to 1; of several decisions that of each of them.
  /// Softmax or sigmoid in double, as scipy.special has them.
  void probabilities(const T* prediction, std::span<double> out) const;
  /// That of one decision.
  double probability(T output) const;

 private:
  PredictionKind kind_;
  Index outputs_;
  bool multilabel_;
};

/// What is made of the values of single classes.
enum class Average { automatic, binary, micro, macro, weighted, none };
constexpr auto choice_names(Average) {
  return std::array<std::string_view, 6>{"auto", "binary", "micro", "macro", "weighted", "none"};
}

/// The same where each class has a curve.
enum class CurveAverage { automatic, macro, weighted, none };
constexpr auto choice_names(CurveAverage) {
  return std::array<std::string_view, 4>{"auto", "macro", "weighted", "none"};
}

/// The text of an option that may be left to the program.
template <class E>
std::string variant_text(E choice) {
  return choice == E::automatic ? "" : std::string(choice_name(choice));
}

/// The mean of the values of classes, weighted by `counts` where that is asked for: NaN where a value that
/// counts is. As numpy.average, with 0 where no class has a weight.
double mean_over_classes(std::span<const double> values, std::span<const double> weights);

/// Reports an error unless the loss predicts classes or decisions.
void check_predicts_classes(std::string_view metric, PredictionKind kind, ErrorSink& sink);
/// And a single class per sample. False after an error.
bool check_predicts_one_class(std::string_view metric, const Fit& fit, PredictionKind kind, ErrorSink& sink);
/// And its probability.
bool check_predicts_probabilities(std::string_view metric, const Fit& fit, PredictionKind kind,
                                  ErrorSink& sink);

/// The texts of the classes that a metric is checked against.
std::vector<std::string> class_texts(const Fit& fit, PredictionKind kind);

/// Reports a `pos_label` that is none of the two classes.
void check_pos_label(const std::string& pos_label, const std::vector<std::string>& classes, ErrorSink& sink);

/// The place of the class that counts as positive: the named one, else the second.
Index positive_class(const std::optional<std::string>& pos_label, const std::vector<std::string>& classes);

}  // namespace runner
