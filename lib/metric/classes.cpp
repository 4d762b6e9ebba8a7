#include "metric/classes.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace runner {

bool takes_largest(PredictionKind kind) {
  return kind == PredictionKind::scores || kind == PredictionKind::margins;
}

bool is_multilabel(PredictionKind kind, Index outputs) {
  const bool decides = kind == PredictionKind::probability || kind == PredictionKind::logit;
  return decides && outputs > 1;
}

std::vector<std::string> class_texts(PredictionKind kind, Index outputs, const TargetInfo& target) {
  if (kind == PredictionKind::values || kind == PredictionKind::other) return {};
  const bool multilabel = is_multilabel(kind, outputs);
  const Index count = takes_largest(kind) || multilabel ? outputs : 2;
  const std::vector<std::string>& known = multilabel ? target.column_names : target.class_names;
  std::vector<std::string> texts;
  for (Index i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(i);
    texts.push_back(place < known.size() ? known[place] : std::to_string(i));
  }
  return texts;
}

template <class T>
Index ClassReader<T>::wanted(const Target<T>& target, Index row) const {
  if (target.classes) {
    const Index index = target.classes[row];
    return index < classes() ? std::max<Index>(index, -1) : -1;
  }
  const T* values = target.values.row(row);
  return takes_largest(kind_) ? index_of_largest(values, target.values.cols) : decided_target(*values);
}

template <class T>
double ClassReader<T>::probability(T output) const {
  const auto x = static_cast<double>(output);
  return kind_ == PredictionKind::probability ? x : 1 / (1 + std::exp(-x));
}

template <class T>
void ClassReader<T>::probabilities(const T* prediction, std::span<double> out) const {
  if (takes_largest(kind_)) {
    const auto largest = static_cast<double>(*std::max_element(prediction, prediction + outputs_));
    double sum = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = std::exp(static_cast<double>(prediction[i]) - largest);
      sum += out[i];
    }
    for (double& value : out) value /= sum;
  } else if (multilabel_) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = probability(prediction[i]);
  } else {
    out[1] = probability(*prediction);
    out[0] = 1 - out[1];
  }
}

template class ClassReader<float>;
template class ClassReader<double>;

double mean_over_classes(std::span<const double> values, std::span<const double> weights) {
  double sum = 0, weight = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (weights[i] == 0) continue;
    sum += values[i] * weights[i];
    weight += weights[i];
  }
  return weight > 0 ? sum / weight : 0;
}

void check_predicts_classes(std::string_view metric, PredictionKind kind, ErrorSink& sink) {
  if (kind == PredictionKind::other)
    sink.error({}, fmt::format("{} can't read what this loss takes", metric));
  if (kind != PredictionKind::values) return;
  sink.error(
      {}, fmt::format("{} needs a loss for classes; with this loss for numbers use mae, rmse or r2", metric));
}

bool check_predicts_one_class(std::string_view metric, const Fit& fit, PredictionKind kind, ErrorSink& sink) {
  check_predicts_classes(metric, kind, sink);
  if (kind == PredictionKind::values || kind == PredictionKind::other) return false;
  if (!is_multilabel(kind, size_of(fit.output))) return true;
  sink.error({}, fmt::format("{} is for one class per sample, but with this loss each of the {} outputs is a "
                             "decision of its own; use f1 or roc_auc",
                             metric, size_of(fit.output)));
  return false;
}

bool check_predicts_probabilities(std::string_view metric, const Fit& fit, PredictionKind kind,
                                  ErrorSink& sink) {
  if (!check_predicts_one_class(metric, fit, kind, sink)) return false;
  if (kind != PredictionKind::margins) return true;
  sink.error({}, fmt::format("{} needs probabilities, and the outputs are none with this loss; use "
                             "CrossEntropyLoss",
                             metric));
  return false;
}

std::vector<std::string> class_texts(const Fit& fit, PredictionKind kind) {
  return class_texts(kind, size_of(fit.output), fit.target);
}

void check_pos_label(const std::string& pos_label, const std::vector<std::string>& classes, ErrorSink& sink) {
  if (std::ranges::find(classes, pos_label) != classes.end()) return;
  const auto meant = nearest(pos_label, classes);
  const std::string which = meant ? fmt::format("did you mean '{}'?", *meant)
                                  : fmt::format("the classes are '{}' and '{}'", classes[0], classes[1]);
  sink.error("pos_label", fmt::format("there is no class '{}'; {}", pos_label, which));
}

Index positive_class(const std::optional<std::string>& pos_label, const std::vector<std::string>& classes) {
  if (!pos_label) return 1;
  return std::ranges::find(classes, *pos_label) - classes.begin();
}

}  // namespace runner
