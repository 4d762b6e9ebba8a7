#include "metric/metrics/curves.h"

#include <fmt/format.h>

#include <limits>

#include "base/choice.h"
#include "spec/registration.h"

namespace runner {
namespace {

constexpr double no_curve = std::numeric_limits<double>::quiet_NaN();

constexpr std::string_view curve_average_help =
    "Of more classes than two, each against all others, the mean (macro, auto), the mean weighted by their "
    "samples "
    "(weighted) or a column for each (none).";

bool is_two_classes(const Fit& fit, PredictionKind kind) {
  return class_texts(fit, kind).size() == 2 && !is_multilabel(kind, size_of(fit.output));
}

}  // namespace

Spec<RocAucConfig> RocAucConfig::spec() {
  using C = RocAucConfig;
  return Spec<C>("roc_auc", "The area under the ROC curve: how often a positive sample has the larger score.")
      .alias("roc_auc_score")
      .alias("auc")
      .alias("auroc")
      .source("sklearn.metrics.roc_auc_score; ovo: Hand & Till 2001")
      .formula("P(score of a positive > score of a negative) + P(they are equal) / 2")
      .field("multi_class", &C::multi_class,
             "Of more classes than two, each against all others (ovr, auto) or each pair (ovo).")
      .field("average", &C::average, curve_average_help);
}

Spec<AveragePrecisionConfig> AveragePrecisionConfig::spec() {
  using C = AveragePrecisionConfig;
  return Spec<C>("average_precision",
                 "The area under the curve of precision over recall, without interpolation.")
      .alias("average_precision_score")
      .source("sklearn.metrics.average_precision_score")
      .formula("Σ_n (R_n - R_{n-1}) · P_n,  precision and recall at the n-th threshold")
      .field("average", &C::average, curve_average_help)
      .field("pos_label", &C::pos_label,
             "Of two classes the one that is positive; by default the second in sorted order.");
}

void RocAucConfig::check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const {
  check_predicts_classes(column(), prediction_kind, sink);
  const auto classes = class_texts(fit, prediction_kind);
  if (classes.empty()) return;
  const bool multilabel = is_multilabel(prediction_kind, size_of(fit.output));
  if (multi_class == MultiClass::ovo && multilabel) {
    sink.error("multi_class", "ovo is for one class per sample; leave it out for several decisions");
  } else if (multi_class == MultiClass::ovo && per_class()) {
    sink.error("average", "ovo compares pairs of classes, so no class has a value of its own; use ovr");
  } else if (classes.size() == 1) {
    sink.error({}, "roc_auc needs two classes, and there is one");
  } else if (multi_class == MultiClass::automatic && !multilabel && !is_two_classes(fit, prediction_kind)) {
    sink.warning({}, fmt::format("roc_auc of {} classes takes each against all others; say so with "
                                 "`multi_class: ovr`, or use ovo",
                                 classes.size()));
  }
}

std::int64_t RocAucConfig::kept_bytes(const MetricInput& input, Index value_size) const {
  return KeptScores<float>::bytes(input, value_size);
}

void AveragePrecisionConfig::check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const {
  check_predicts_classes(column(), prediction_kind, sink);
  const auto classes = class_texts(fit, prediction_kind);
  if (classes.empty() || !pos_label) return;
  if (!is_two_classes(fit, prediction_kind)) {
    sink.error("pos_label",
               fmt::format("only of two classes one is positive, and there are {}", classes.size()));
  } else {
    check_pos_label(*pos_label, classes, sink);
  }
}

std::int64_t AveragePrecisionConfig::kept_bytes(const MetricInput& input, Index value_size) const {
  return KeptScores<float>::bytes(input, value_size);
}

template <class T>
double CurveMetric<T>::mean_area() {
  double sum = 0, weights = 0;
  for (Index c = 0; c < kept_.reader().classes(); ++c) {
    const double weight = average_ == CurveAverage::weighted ? kept_.count(c) : 1;
    if (weight == 0) continue;
    sum += area_of(c) * weight;
    weights += weight;
  }
  return weights > 0 ? sum / weights : 0;
}

template <class T>
void CurveMetric<T>::values(std::span<double> out) {
  if (average_ != CurveAverage::none) {
    out.front() = this->value();
    return;
  }
  for (std::size_t c = 0; c < out.size(); ++c)
    out[c] = has_value() ? area_of(static_cast<Index>(c)) : no_curve;
}

template <class T>
double RocAuc<T>::value() {
  if (!this->has_value()) return no_curve;
  if (this->is_binary()) return this->area_of(1);
  return multi_class_ == MultiClass::ovo ? mean_over_pairs() : this->mean_area();
}

/// Over the pairs of the classes that occur.
template <class T>
double RocAuc<T>::mean_over_pairs() {
  auto& kept = this->kept_;
  const Index classes = kept.reader().classes();
  double sum = 0, weights = 0;
  for (Index a = 0; a < classes; ++a) {
    const double of_a = kept.count(a);
    for (Index b = a + 1; b < classes && of_a > 0; ++b) {
      const double of_b = kept.count(b);
      if (of_b == 0) continue;
      const double weight = this->average_ == CurveAverage::weighted ? of_a + of_b : 1;
      const double one = area_under_roc(kept.of_pair(a, b)), other = area_under_roc(kept.of_pair(b, a));
      sum += weight * (one + other) / 2;
      weights += weight;
    }
  }
  return weights > 0 ? sum / weights : no_curve;
}

template <class T>
double AveragePrecision<T>::value() {
  if (!this->has_value()) return no_curve;
  return this->is_binary() ? this->area_of(positive_) : this->mean_area();
}

template class CurveMetric<float>;
template class CurveMetric<double>;
template class RocAuc<float>;
template class RocAuc<double>;
template class AveragePrecision<float>;
template class AveragePrecision<double>;

template Registration<MetricConfig> registration<MetricConfig, RocAucConfig>();
template Registration<MetricConfig> registration<MetricConfig, AveragePrecisionConfig>();

}  // namespace runner
