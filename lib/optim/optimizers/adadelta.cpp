#include "optim/optimizers/adadelta.h"

#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AdadeltaConfig> AdadeltaConfig::spec() {
  using C = AdadeltaConfig;
  return Spec<C>("Adadelta", "Steps of the size that recent steps had, relative to recent gradients.")
      .source("Zeiler 2012, Algorithm 1, arXiv:1212.5701, which has no lr")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "v_t = rho·v_{t-1} + (1 - rho)·g_t²\n"
          "Δ_t = √(u_{t-1} + eps) / √(v_t + eps) · g_t\n"
          "u_t = rho·u_{t-1} + (1 - rho)·Δ_t²\n"
          "w_t = w_{t-1} - lr·Δ_t")
      .field("lr", &C::lr, "Factor of every step, before scheduling.", at_least(0))
      .field("rho", &C::rho, "Memory of squared gradients and squared steps.", closed(0, 1))
      .field("eps", &C::eps, "Added under both roots; without it there is no first step.", at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
Adadelta<T>::Adadelta(const AdadeltaConfig& config, const ParameterLayout& layout)
    : config_(config), square_avg_(total_size(layout)), acc_delta_(total_size(layout)) {}

template <class T>
void Adadelta<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(config_.weight_decay);
  const T rho = static_cast<T>(config_.rho);
  const T one_minus_rho = static_cast<T>(1 - config_.rho);
  const T eps = static_cast<T>(config_.eps);
  const T minus_lr = static_cast<T>(-step.lr);
  T* w = parameters.data();
  T* square = square_avg_.data();
  T* steps = acc_delta_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], sign * g);
    square[i] = multiply_add(one_minus_rho * gradient, gradient, rho * square[i]);
    const T delta = std::sqrt(steps[i] + eps) / std::sqrt(square[i] + eps) * gradient;
    steps[i] = multiply_add(one_minus_rho * delta, delta, rho * steps[i]);
    w[i] = multiply_add(minus_lr, delta, w[i]);
  });
}

template <class T>
std::vector<StateView> Adadelta<T>::state() {
  return {{"square_avg", square_avg_.span()}, {"acc_delta", acc_delta_.span()}};
}

template class Adadelta<float>;
template class Adadelta<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdadeltaConfig>();

}  // namespace runner
