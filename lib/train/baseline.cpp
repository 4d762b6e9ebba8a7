#include "train/baseline.h"

#include <fmt/format.h>

#include <cmath>

namespace runner {
namespace {

template <class T>
std::vector<double> class_shares(const Target<T>& training, Index rows, Index outputs) {
  std::vector<double> shares(static_cast<std::size_t>(outputs), 0);
  double counted = 0;
  for (Index i = 0; i < rows; ++i) {
    const Index index = training.classes[i];
    if (index < 0 || index >= outputs) continue;  // as a loss's ignore_index
    shares[static_cast<std::size_t>(index)] += 1;
    counted += 1;
  }
  for (double& share : shares) share /= counted;
  return shares;
}

/// The mean of each column of `value(target)`.
template <class T, class Value>
std::vector<double> column_means(Matrix<const T> targets, Value value) {
  std::vector<double> means(static_cast<std::size_t>(targets.cols), 0);
  for (Index i = 0; i < targets.rows; ++i) {
    for (std::size_t j = 0; j < means.size(); ++j) means[j] += value(static_cast<double>(targets.row(i)[j]));
  }
  for (double& mean : means) mean /= static_cast<double>(targets.rows);
  return means;
}

/// Of outputs that are decisions, or scores with probabilities as target.
template <class T>
std::vector<double> shares(const MetricInput& input, const Target<T>& training, Index rows) {
  if (training.classes) return class_shares(training, rows, input.outputs);
  if (takes_largest(input.kind)) {
    // KLDivLoss may have their logarithms.
    const auto values = training.values.span();
    const bool logarithms = std::ranges::any_of(values, [](T value) { return value < 0; });
    return column_means(training.values, [&](double t) { return logarithms ? std::exp(t) : t; });
  }
  return column_means(training.values, [](double t) { return std::max(t, 0.0); });  // -1 is a no too
}

}  // namespace

template <class T>
std::vector<T> constant_outputs(const MetricInput& input, const Target<T>& training, Index rows, Link link) {
  std::vector<double> values;
  if (input.kind == PredictionKind::values) {
    values = column_means(training.values, [](double t) { return t; });
    apply_link(link, values);
  } else {
    values = shares(input, training, rows);
    for (double& value : values) {
      if (takes_largest(input.kind)) value = std::log(value);
      if (input.kind == PredictionKind::logit) value = std::log(value / (1 - value));
    }
  }
  return {values.begin(), values.end()};
}

template <class T>
std::string constant_text(const MetricInput& input, const std::vector<T>& outputs, bool probabilities) {
  if (input.kind == PredictionKind::values) {
    return outputs.size() == 1 ? fmt::format("always the mean, {:.4g}", outputs.front()) : "always the means";
  }
  const bool multilabel = is_multilabel(input.kind, input.outputs);
  if (probabilities) return multilabel ? "always the shares" : "always the classes' shares";
  if (multilabel) return "always what is most frequent";
  const Index index = ClassReader<T>(input).predicted(outputs.data());
  return fmt::format("always '{}'", input.classes[static_cast<std::size_t>(index)]);
}

template std::vector<float> constant_outputs(const MetricInput&, const Target<float>&, Index, Link);
template std::vector<double> constant_outputs(const MetricInput&, const Target<double>&, Index, Link);
template std::string constant_text(const MetricInput&, const std::vector<float>&, bool);
template std::string constant_text(const MetricInput&, const std::vector<double>&, bool);

}  // namespace runner
