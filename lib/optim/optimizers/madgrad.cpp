#include "optim/optimizers/madgrad.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

// Dual averaging: every step starts anew from the first parameters, which are kept, along the sum of all
// gradients, and momentum is the way from where the parameters are to that point.

namespace runner {

Spec<MADGRADConfig> MADGRADConfig::spec() {
  using C = MADGRADConfig;
  return Spec<C>("MADGRAD", "Dual averaging with momentum, scaled per parameter by all gradients so far.")
      .source(
          "Defazio & Jelassi 2022, Algorithm 1, arXiv:2101.11075; eps is also added to lr, as the authors do")
      .formula(
          "λ = (lr + eps)·√t\n"
          "s_t = s_{t-1} + λ·g_t,  v_t = v_{t-1} + λ·g_t²\n"
          "z = w_0 - s_t / (∛v_t + eps)\n"
          "w_t = momentum·w_{t-1} + (1 - momentum)·z")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("momentum", &C::momentum, "Share of the parameters that a step keeps.", half_open(0, 1))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("eps", &C::eps, "Added to the root, so that nothing is divided by zero, and to lr.", at_least(0))
      .field("decouple_decay", &C::decouple_decay, decouple_help);
}

template <class T>
MADGRAD<T>::MADGRAD(const MADGRADConfig& config, const ParameterLayout& layout)
    : config_(config), grad_sum_sq_(total_size(layout)), s_(total_size(layout)), x0_(total_size(layout)) {}

template <class T>
void MADGRAD<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  if (step.number == 1) std::ranges::copy(parameters, x0_.data());
  const double lr = step.lr + config_.eps;
  const double momentum = step.momentum_or(config_.momentum);
  const T lambda = static_cast<T>(lr * std::sqrt(static_cast<double>(step.number)));
  const T decay = static_cast<T>(config_.decouple_decay ? 0 : config_.weight_decay);
  const T w_factor = static_cast<T>(momentum - (config_.decouple_decay ? lr * config_.weight_decay : 0));
  const T one_minus_momentum = static_cast<T>(1 - momentum);
  const T eps = static_cast<T>(config_.eps);
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* g = gradients.data();
  T* square = grad_sum_sq_.data();
  T* sum = s_.data();
  const T* start = x0_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    const T gradient = multiply_add(decay, w[i], g[i]);
    square[i] = multiply_add(lambda * gradient, gradient, square[i]);
    sum[i] = multiply_add(lambda, gradient, sum[i]);
    const T scale = std::cbrt(square[i]) + eps;
    // Without eps a parameter that never had a gradient stays where it is.
    const T away = scale > 0 ? sum[i] / scale : T(0);
    w[i] = w_factor * w[i] + one_minus_momentum * (start[i] - away);
  });
}

template <class T>
std::vector<StateView> MADGRAD<T>::state() {
  return {{"grad_sum_sq", grad_sum_sq_.span()}, {"s", s_.span()}, {"x0", x0_.span()}};
}

template class MADGRAD<float>;
template class MADGRAD<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, MADGRADConfig>();

}  // namespace runner
