#include "metric/metrics/overlap.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/choice.h"
#include "base/text.h"
#include "spec/registration.h"

namespace runner {
namespace {

template <class C>
Spec<C> with_average(Spec<C> spec) {
  return spec
      .field("average", &C::average,
             "Of two classes that of the positive one (binary); over all classes the mean (macro), the mean "
             "weighted by their samples, the value of all counts together (micro); none is a column for each "
             "class. auto is binary, and macro where there are more classes than two.")
      .field("pos_label", &C::pos_label,
             "With binary the class that is positive; by default the second of the two in sorted order.");
}

double share(double part, double whole) {
  return whole > 0 ? part / whole : 0;  // zero_division
}

}  // namespace

Spec<PrecisionConfig> PrecisionConfig::spec() {
  return with_average(
      Spec<PrecisionConfig>("precision", "Of the samples taken for a class the share that is of it.")
          .alias("precision_score")
          .source("sklearn.metrics.precision_score, zero_division 0")
          .formula("right / predicted, of each class"));
}

Spec<RecallConfig> RecallConfig::spec() {
  return with_average(
      Spec<RecallConfig>("recall", "Of the samples of a class the share that is taken for it.")
          .alias("recall_score")
          .source("sklearn.metrics.recall_score, zero_division 0")
          .formula("right / wanted, of each class"));
}

Spec<F1Config> F1Config::spec() {
  return with_average(Spec<F1Config>("f1", "The harmonic mean of precision and recall.")
                          .alias("f1_score")
                          .source("sklearn.metrics.f1_score, zero_division 0")
                          .formula("2 · right / (predicted + wanted), of each class"));
}

Spec<FBetaConfig> FBetaConfig::spec() {
  return with_average(
      Spec<FBetaConfig>("fbeta", "The weighted harmonic mean of precision and recall.")
          .alias("fbeta_score")
          .source("sklearn.metrics.fbeta_score, zero_division 0")
          .formula("(1 + beta²) · right / (predicted + beta² · wanted), of each class")
          .required("beta", &FBetaConfig::beta, "How many times as much recall counts.", closed(0, 1e6)));
}

Spec<JaccardConfig> JaccardConfig::spec() {
  return with_average(
      Spec<JaccardConfig>("jaccard",
                          "Intersection over union of the samples taken for a class and those of it.")
          .alias("jaccard_score")
          .alias("iou")
          .source("sklearn.metrics.jaccard_score, zero_division 0")
          .formula("right / (predicted + wanted - right), of each class"));
}

std::vector<std::string> FBetaConfig::variant() const {
  auto texts = OverlapConfigBase::variant();
  texts.insert(texts.begin(), number_text(beta));
  return texts;
}

void OverlapConfigBase::check(const Fit& fit, PredictionKind prediction_kind, ErrorSink& sink) const {
  check_predicts_classes(column(), prediction_kind, sink);
  const auto classes = class_texts(fit, prediction_kind);
  if (classes.empty()) return;
  const bool multilabel = is_multilabel(prediction_kind, size_of(fit.output));
  const bool binary = classes.size() == 2 && !multilabel;
  const std::string count = fmt::format("{} {}", classes.size(), multilabel ? "decisions" : "classes");
  if (average == Average::binary && !binary) {
    sink.error("average",
               fmt::format("binary is for two classes, and there are {}; use macro, weighted, micro or none",
                           count));
  } else if (average == Average::automatic && !binary) {
    sink.warning({}, fmt::format("{} of {} is the mean over them; say so with `average: macro`, or use "
                                 "weighted, micro or none (a column for each)",
                                 column(), count));
  }
  if (!pos_label) return;
  if (average_for(binary) != Average::binary) {
    sink.error("pos_label", "only `average: binary` has a positive class");
  } else {
    check_pos_label(*pos_label, classes, sink);
  }
}

Average OverlapConfigBase::average_for(bool binary) const {
  if (average != Average::automatic) return average;
  return binary ? Average::binary : Average::macro;
}

OverlapOptions OverlapConfigBase::options(OverlapMeasure measure, double beta,
                                          const MetricInput& input) const {
  const bool binary = input.classes.size() == 2 && !is_multilabel(input.kind, input.outputs);
  return {measure, beta, average_for(binary), positive_class(pos_label, input.classes)};
}

template <class T>
Overlap<T>::Overlap(const OverlapOptions& options, const MetricInput& input)
    : options_(options),
      reader_(input),
      both_(reader_.classes()),
      predicted_(reader_.classes()),
      wanted_(reader_.classes()) {}

template <class T>
void Overlap<T>::reset() {
  for (auto* counts : {&both_, &predicted_, &wanted_}) std::ranges::fill(counts->span(), 0);
  rows_ = 0;
}

template <class T>
void Overlap<T>::add(Matrix<const T> prediction, const Target<T>& target) {
  for (Index i = 0; i < prediction.rows; ++i) {
    const double weight = weight_of(target, i);
    if (reader_.is_multilabel()) {
      add_decisions(prediction.row(i), target.values.row(i), weight);
      rows_ += weight;
      continue;
    }
    const Index wanted = reader_.wanted(target, i);
    if (wanted < 0) continue;
    const Index predicted = reader_.predicted(prediction.row(i));
    predicted_[static_cast<std::size_t>(predicted)] += weight;
    wanted_[static_cast<std::size_t>(wanted)] += weight;
    if (predicted == wanted) both_[static_cast<std::size_t>(wanted)] += weight;
    rows_ += weight;
  }
}

template <class T>
void Overlap<T>::add_decisions(const T* prediction, const T* target, double weight) {
  for (std::size_t j = 0; j < both_.size(); ++j) {
    const bool predicted = reader_.decided(prediction[j]) == 1,
               wanted = reader_.decided_target(target[j]) == 1;
    predicted_[j] += predicted ? weight : 0;
    wanted_[j] += wanted ? weight : 0;
    both_[j] += predicted && wanted ? weight : 0;
  }
}

template <class T>
double Overlap<T>::measure(const Counts& counts) const {
  switch (options_.measure) {
    case OverlapMeasure::precision:
      return share(counts.both, counts.predicted);
    case OverlapMeasure::recall:
      return share(counts.both, counts.wanted);
    case OverlapMeasure::jaccard:
      return share(counts.both, counts.predicted + counts.wanted - counts.both);
    case OverlapMeasure::fbeta:
      break;
  }
  const double beta2 = options_.beta * options_.beta;
  return share((1 + beta2) * counts.both, beta2 * counts.wanted + counts.predicted);
}

/// scikit-learn's classes are those that were seen in targets or predictions; of several decisions all.
template <class T>
double Overlap<T>::mean() const {
  const bool weighted = options_.average == Average::weighted;
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < both_.size(); ++i) {
    const Counts counts = counts_of(i);
    if (!reader_.is_multilabel() && counts.predicted + counts.wanted == 0) continue;
    const double weight = weighted ? counts.wanted : 1;
    sum += measure(counts) * weight;
    weights += weight;
  }
  return share(sum, weights);
}

template <class T>
double Overlap<T>::value() {
  if (rows_ == 0) return std::numeric_limits<double>::quiet_NaN();
  if (options_.average == Average::binary)
    return measure(counts_of(static_cast<std::size_t>(options_.positive)));
  if (options_.average != Average::micro) return mean();
  Counts all;
  for (std::size_t i = 0; i < both_.size(); ++i) {
    const Counts counts = counts_of(i);
    all.both += counts.both;
    all.predicted += counts.predicted;
    all.wanted += counts.wanted;
  }
  return measure(all);
}

template <class T>
void Overlap<T>::values(std::span<double> out) {
  if (options_.average != Average::none) {
    out.front() = value();
    return;
  }
  for (std::size_t i = 0; i < both_.size(); ++i)
    out[i] = rows_ == 0 ? std::numeric_limits<double>::quiet_NaN() : measure(counts_of(i));
}

template <class T>
std::vector<StateView> Overlap<T>::state() {
  return {
      {"both", both_.span()}, {"predicted", predicted_.span()}, {"wanted", wanted_.span()}, {"rows", rows_}};
}

template class Overlap<float>;
template class Overlap<double>;

template Registration<MetricConfig> registration<MetricConfig, PrecisionConfig>();
template Registration<MetricConfig> registration<MetricConfig, RecallConfig>();
template Registration<MetricConfig> registration<MetricConfig, F1Config>();
template Registration<MetricConfig> registration<MetricConfig, FBetaConfig>();
template Registration<MetricConfig> registration<MetricConfig, JaccardConfig>();

}  // namespace runner
