#include "use/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace runner {

namespace {

Answer answer_of(PredictionKind kind, bool is_class, Index outputs) {
  switch (kind) {
    case PredictionKind::scores:
    case PredictionKind::margins:
      return Answer::one_class;
    case PredictionKind::probability:
    case PredictionKind::logit:
      return is_class && outputs == 1 ? Answer::two_classes : Answer::yes_or_no;
    case PredictionKind::values:
      return Answer::numbers;
    default:
      return Answer::outputs;
  }
}

/// Names for every output, numbers where there are no others.
std::vector<std::string> names_for(std::vector<std::string> names, std::size_t count, const char* otherwise) {
  if (names.size() > count) names.clear();
  for (std::size_t i = names.size(); i < count; ++i) names.push_back(fmt::format(fmt::runtime(otherwise), i));
  return names;
}

std::vector<std::string> names_of(Answer answer, const FittedData& data, Index outputs) {
  const auto count = static_cast<std::size_t>(outputs);
  if (answer == Answer::two_classes) return data.class_names;
  if (answer == Answer::one_class && !data.class_names.empty())
    return names_for(data.class_names, count, "{}");
  if (answer == Answer::outputs) return names_for({}, count, "output{}");
  return names_for(data.target_names, count, "y{}");
}

/// Of an autoencoder outputs are numbers, whatever the loss takes them for.
PredictionKind kind_of(const LossConfig& loss, const FittedData& data) {
  const PredictionKind kind = loss.prediction_kind();
  const bool is_probability = kind == PredictionKind::probability || kind == PredictionKind::logit;
  return data.target_is_input && is_probability ? PredictionKind::values : kind;
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

}  // namespace

Decision::Decision(const LossConfig& loss, const FittedData& data, Index outputs)
    : kind_(kind_of(loss, data)),
      answer_(answer_of(kind_, !data.class_names.empty(), outputs)),
      has_probabilities_(kind_ == PredictionKind::scores || kind_ == PredictionKind::probability ||
                         kind_ == PredictionKind::logit),
      names_(names_of(answer_, data, outputs)) {}

std::vector<double> Decision::probabilities(std::span<const double> outputs) const {
  std::vector<double> found(outputs.begin(), outputs.end());
  if (kind_ == PredictionKind::scores) {  // of log-probabilities these are the probabilities themselves
    const double largest = *std::ranges::max_element(found);
    double sum = 0;
    for (double& value : found) sum += value = std::exp(value - largest);
    for (double& value : found) value /= sum;
    return found;
  }
  if (kind_ == PredictionKind::logit) std::ranges::transform(found, found.begin(), sigmoid);
  if (answer_ == Answer::two_classes) found.insert(found.begin(), 1 - found.front());
  return found;
}

std::vector<double> Decision::outputs_of(std::span<const double> probabilities) const {
  std::vector<double> outputs(probabilities.begin(), probabilities.end());
  if (answer_ == Answer::two_classes) outputs.erase(outputs.begin());
  // A probability of 0 or 1 would be an infinite output, whose loss is none.
  constexpr double least = std::numeric_limits<double>::min(),
                   most = 1 - std::numeric_limits<double>::epsilon();
  for (double& value : outputs) {
    if (kind_ == PredictionKind::scores) value = std::log(std::max(value, least));
    if (kind_ == PredictionKind::logit) {
      value = std::clamp(value, least, most);
      value = std::log(value) - std::log1p(-value);
    }
  }
  return outputs;
}

std::size_t Decision::chosen(std::span<const double> outputs, double threshold) const {
  if (answer_ == Answer::two_classes) return says_yes(outputs.front(), threshold) ? 1 : 0;
  return static_cast<std::size_t>(std::ranges::max_element(outputs) - outputs.begin());
}

/// A half is 0 exactly, as metrics have it.
bool Decision::says_yes(double output, double threshold) const {
  if (kind_ != PredictionKind::logit) return output > threshold;
  return output > std::log(threshold) - std::log1p(-threshold);
}

}  // namespace runner
