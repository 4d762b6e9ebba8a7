#include "optim/optimizers/sam.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "optim/rounding.h"
#include "spec/registration.h"

// The second gradient needs the parameters moved; they are copied back rather than moved back, because w + e
// - e is not w.

namespace runner {

Spec<SAMConfig> SAMConfig::spec() {
  using C = SAMConfig;
  return Spec<C>("SAM", "A wrapper: another optimizer with gradients from where the loss nearby is highest.")
      .source(
          "Foret et al. 2021, Algorithm 1, arXiv:2010.01412; adaptive: Kwon et al. 2021, arXiv:2102.11600, "
          "without "
          "its η. Two gradients of the same mini-batch per step; the loss that is recorded is the first")
      .formula(
          "e = rho·g / (‖g‖ + 1e-12),  g = ∇f(w_{t-1});  adaptive: e = rho·w²·g / (‖|w|·g‖ + 1e-12)\n"
          "w_t = a step of `optimizer` from w_{t-1} along ∇f(w_{t-1} + e)")
      .required("optimizer", &C::optimizer, "The optimizer that steps.")
      .field("rho", &C::rho, "How far from the parameters the gradient is taken.", at_least(0))
      .field("adaptive", &C::adaptive, "Measure that distance in units of each parameter's size (ASAM).")
      .check("optimizer", "an optimizer that itself takes several gradients in a step can't be in SAM",
             [](const C& c) { return !c.optimizer->needs_closure(); });
}

template <class T>
SAM<T>::SAM(const SAMConfig& config, const ParameterLayout& layout)
    : base_(config.optimizer->make<T>(layout)),
      rho_(config.rho),
      adaptive_(config.adaptive),
      start_(total_size(layout)) {}

template <class T>
void SAM<T>::climb(std::span<T> parameters, std::span<const T> gradients) const {
  double sum = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double size = adaptive_ ? static_cast<double>(parameters[i]) : 1;
    const double slope = size * static_cast<double>(gradients[i]);
    sum += slope * slope;
  }
  const T scale = static_cast<T>(rho_ / (std::sqrt(sum) + 1e-12));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const T size = adaptive_ ? parameters[i] * parameters[i] : T(1);
    parameters[i] = multiply_add(scale, size * gradients[i], parameters[i]);
  }
}

template <class T>
void SAM<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  assert(step.closure);
  std::ranges::copy(parameters, start_.data());
  climb(parameters, gradients);
  step.closure->evaluate();
  std::ranges::copy(start_.span(), parameters.begin());
  base_->step(parameters, gradients, step);
}

template <class T>
std::vector<StateView> SAM<T>::state() {
  std::vector<StateView> views;
  add_state(views, "optimizer.", base_->state());
  return views;
}

template class SAM<float>;
template class SAM<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, SAMConfig>();

}  // namespace runner
