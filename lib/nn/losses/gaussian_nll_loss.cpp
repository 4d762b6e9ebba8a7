#include "nn/losses/gaussian_nll_loss.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "spec/registration.h"

namespace runner {

Spec<GaussianNLLLossConfig> GaussianNLLLossConfig::spec() {
  using C = GaussianNLLLossConfig;
  return Spec<C>(
             "GaussianNLLLoss",
             "How unlikely numbers are when the network gives their means and their variances. It has two "
             "outputs for each target column: first all means, then all variances. Softplus keeps those "
             "positive; a negative one makes the loss NaN, where PyTorch stops.")
      .source("Nix & Weigend 1994; torch.nn.GaussianNLLLoss")
      .formula("v = max(var, eps);  l = (log v + (mean - t)² / v) / 2;  full adds log(2π) / 2")
      .field("full", &C::full, "Adds the constant term.")
      .field("eps", &C::eps, "The least variance; gradients pass as if it were not there.", above(0));
}

void GaussianNLLLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  if (fit.target.is_class) return check_columns("GaussianNLLLoss", fit, sink);
  const std::optional<Index> outputs = check_outputs(fit, sink);
  if (!outputs || *outputs == 2 * fit.target.columns) return;
  sink.error("", outputs_against(*outputs, fit.target.columns, "column") +
                     "; GaussianNLLLoss wants a mean and a variance for each");
}

template <class T>
GaussianNLLLoss<T>::GaussianNLLLoss(const GaussianNLLLossConfig& config)
    : full_(config.full), by_samples_(config.divides_by_samples()), eps_(static_cast<T>(config.eps)) {}

template <class T>
LossSum GaussianNLLLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target) const {
  return evaluate(prediction, target, {});
}

template <class T>
LossSum GaussianNLLLoss<T>::evaluate(Matrix<const T> prediction, const Target<T>& target,
                                     Matrix<T> gradient) const {
  const Index columns = target.values.cols;
  LossSum sum{.divisor = static_cast<double>(by_samples_ ? prediction.rows : target.values.size())};
  const T scale = this->reduction == Reduction::mean ? static_cast<T>(1 / sum.divisor) : T(1);
  const T constant = full_ ? T(0.5) * std::log(T(2) * std::numbers::pi_v<T>) : T(0);
  for (Index i = 0; i < prediction.rows; ++i) {
    const T *means = prediction.row(i), *variances = means + columns, *t = target.values.row(i);
    for (Index j = 0; j < columns; ++j) {
      // PyTorch ends with an error here; a run ends by its loss not being finite.
      const T given = variances[j] < 0 ? std::numeric_limits<T>::quiet_NaN() : variances[j];
      // Clamped, but with a gradient where it is clamped: PyTorch clamps without recording it.
      const T variance = given < eps_ ? eps_ : given, d = means[j] - t[j];
      sum.total += static_cast<double>(T(0.5) * (std::log(variance) + d * d / variance) + constant);
      if (!gradient.data) continue;
      gradient.row(i)[j] = scale * d / variance;
      gradient.row(i)[columns + j] = scale * T(0.5) * (T(1) / variance - d * d / (variance * variance));
    }
  }
  return sum;
}

template class GaussianNLLLoss<float>;
template class GaussianNLLLoss<double>;

template Registration<LossConfig> registration<LossConfig, GaussianNLLLossConfig>();

}  // namespace runner
