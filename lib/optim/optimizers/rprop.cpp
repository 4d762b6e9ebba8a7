#include "optim/optimizers/rprop.h"

#include <algorithm>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "spec/registration.h"

namespace runner {

Spec<RpropConfig> RpropConfig::spec() {
  using C = RpropConfig;
  return Spec<C>("Rprop",
                 "Steps by the gradient's sign alone, longer while it stays and shorter when it turns.")
      .source("Riedmiller & Braun 1993; without a step back where the sign turns (iRprop-)")
      .formula(
          "s_t = g_t·g_{t-1},  η_0 = lr\n"
          "η_t = clamp(η_{t-1}·(η+ if s_t > 0, η- if s_t < 0, else 1), step_sizes)\n"
          "g_t = 0 if s_t < 0\n"
          "w_t = w_{t-1} - sign(g_t)·η_t")
      .field("lr", &C::lr, "The first step's size; what a scheduler makes of it later changes nothing.",
             at_least(0))
      .field("etas", &C::etas, "Factors of the step size where the sign turns (η-) and where it stays (η+).",
             above(0))
      .field("step_sizes", &C::step_sizes, "The smallest and the largest step size.", at_least(0))
      .field("maximize", &C::maximize, maximize_help)
      .check("etas", "the first of the etas must be below 1 and the second above 1",
             [](const C& c) { return c.etas[0] < 1 && c.etas[1] > 1; })
      .check("step_sizes", "the smallest step size must not be above the largest",
             [](const C& c) { return c.step_sizes[0] <= c.step_sizes[1]; });
}

template <class T>
Rprop<T>::Rprop(const RpropConfig& config, const ParameterLayout& layout)
    : config_(config), prev_(total_size(layout)), step_size_(total_size(layout)) {}

template <class T>
void Rprop<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  if (step.number == 1) std::ranges::fill(step_size_.span(), static_cast<T>(step.lr));
  const T sign = config_.maximize ? T(-1) : T(1);
  const T shrink = static_cast<T>(config_.etas[0]);
  const T grow = static_cast<T>(config_.etas[1]);
  const T least = static_cast<T>(config_.step_sizes[0]);
  const T most = static_cast<T>(config_.step_sizes[1]);
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* g = gradients.data();
  T* before = prev_.data();
  T* size = step_size_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    T gradient = sign * g[i];
    const T agreement = gradient * before[i];
    const T factor = agreement > 0 ? grow : agreement < 0 ? shrink : T(1);
    size[i] = std::min(std::max(size[i] * factor, least), most);
    // After a change of sign the parameter stays for a step, and the next step has nothing to agree with.
    gradient = agreement < 0 ? T(0) : gradient;
    w[i] -= gradient > 0 ? size[i] : gradient < 0 ? -size[i] : T(0);
    before[i] = gradient;
  });
}

template <class T>
std::vector<StateView> Rprop<T>::state() {
  return {{"prev", prev_.span()}, {"step_size", step_size_.span()}};
}

template class Rprop<float>;
template class Rprop<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, RpropConfig>();

}  // namespace runner
