#include "train/prediction_reader.h"

#include <algorithm>

namespace runner {
namespace {

/// None where there is one.
std::vector<std::string> several(Index count, const std::vector<std::string>& names) {
  std::vector<std::string> several;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count) && count > 1; ++i)
    several.push_back(static_cast<std::size_t>(count) == names.size() ? names[i] : std::to_string(i));
  return several;
}

PredictionLayout layout_for(const MetricInput& input, const TargetInfo& target, Index target_columns) {
  PredictionLayout layout;
  if (is_multilabel(input.kind, input.outputs)) {
    layout.targets = layout.outputs = input.classes;
    layout.classes = {"0", "1"};
  } else if (!input.classes.empty()) {
    layout.classes = input.classes;
  } else {
    layout.targets = several(target_columns, target.column_names);
    layout.outputs = several(input.outputs, target.column_names);
  }
  layout.probabilities = !input.classes.empty() && input.kind != PredictionKind::margins;
  return layout;
}

}  // namespace

template <class T>
PredictionReader<T>::PredictionReader(const MetricInput& input, const TargetInfo& info,
                                      const Target<T>& target)
    : classes_(input),
      layout_(layout_for(input, info, target.values.cols)),
      target_(std::max<std::size_t>(layout_.targets.size(), 1)),
      prediction_(std::max<std::size_t>(layout_.outputs.size(), 1)),
      probabilities_(layout_.probabilities ? static_cast<std::size_t>(classes_.classes()) : 0) {}

template <class T>
PredictedRow PredictionReader<T>::read(const T* outputs, const Target<T>& target, Index index) {
  const bool numbers = layout_.classes.empty();
  if (!numbers && !classes_.is_multilabel()) {
    const Index wanted = classes_.wanted(target, index);
    // A class that is none of the outputs' is told by its number.
    target_[0] = static_cast<double>(wanted < 0 && target.classes ? target.classes[index] : wanted);
    prediction_[0] = static_cast<double>(classes_.predicted(outputs));
  } else {
    for (std::size_t i = 0; i < target_.size(); ++i) {
      const T value = target.values.row(index)[i];
      target_[i] = numbers ? static_cast<double>(value) : static_cast<double>(classes_.decided_target(value));
    }
    for (std::size_t i = 0; i < prediction_.size(); ++i) {
      prediction_[i] =
          numbers ? static_cast<double>(outputs[i]) : static_cast<double>(classes_.decided(outputs[i]));
    }
  }
  if (layout_.probabilities) classes_.probabilities(outputs, probabilities_);
  return {.target = target_, .prediction = prediction_, .probabilities = probabilities_};
}

template class PredictionReader<float>;
template class PredictionReader<double>;

}  // namespace runner
