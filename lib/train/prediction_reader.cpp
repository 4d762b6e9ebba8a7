#include "train/prediction_reader.h"

namespace runner {
namespace {

PredictionLayout layout_for(const MetricInput& input, const TargetNames& names, bool multilabel) {
  PredictionLayout layout;
  if (multilabel) {
    layout.outputs = input.classes;
    layout.classes = {"0", "1"};
  } else if (!input.classes.empty()) {
    layout.classes = input.classes;
  } else if (input.outputs > 1) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(input.outputs); ++i)
      layout.outputs.push_back(i < names.columns.size() ? names.columns[i] : std::to_string(i));
  }
  layout.probabilities = !input.classes.empty() && input.kind != PredictionKind::margins;
  return layout;
}

}  // namespace

template <class T>
PredictionReader<T>::PredictionReader(const MetricInput& input, const TargetNames& names)
    : input_(input),
      classes_(input),
      layout_(layout_for(input, names, classes_.is_multilabel())),
      probabilities_(layout_.probabilities ? static_cast<std::size_t>(classes_.classes()) : 0) {
  const bool one = !layout_.classes.empty() && !classes_.is_multilabel();
  const std::size_t values = one ? 1 : static_cast<std::size_t>(input.outputs);
  target_.resize(values);
  prediction_.resize(values);
}

template <class T>
PredictedRow PredictionReader<T>::read(const T* outputs, const Target<T>& target, Index index) {
  const bool numbers = layout_.classes.empty();
  if (!numbers && !classes_.is_multilabel()) {
    const Index wanted = classes_.wanted(target, index);
    // A class that is none of the outputs' is told by its number.
    target_[0] = static_cast<double>(wanted < 0 && target.classes ? target.classes[index] : wanted);
    prediction_[0] = static_cast<double>(classes_.predicted(outputs));
  } else {
    const T* wanted = target.values.data ? target.values.row(index) : nullptr;
    for (std::size_t i = 0; i < target_.size(); ++i) {
      const T value = wanted && static_cast<Index>(i) < target.values.cols ? wanted[i] : T(0);
      target_[i] = static_cast<double>(numbers ? value : static_cast<T>(classes_.decided_target(value)));
      prediction_[i] =
          static_cast<double>(numbers ? outputs[i] : static_cast<T>(classes_.decided(outputs[i])));
    }
  }
  if (layout_.probabilities) classes_.probabilities(outputs, probabilities_);
  return {.target = target_, .prediction = prediction_, .probabilities = probabilities_};
}

template class PredictionReader<float>;
template class PredictionReader<double>;

}  // namespace runner
