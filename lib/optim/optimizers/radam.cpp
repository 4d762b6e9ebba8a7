#include "optim/optimizers/radam.h"

#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

// How long the memory of the second moment is in effect decides which of two updates a step makes. They are
// two instances of one loop, so that the loop has no choice in it.

namespace runner {

Spec<RAdamConfig> RAdamConfig::spec() {
  using C = RAdamConfig;
  return Spec<C>("RAdam", "Adam whose first steps, when the second moment says little, are plain momentum.")
      .source("Liu et al. 2020, Algorithm 2, arXiv:1908.03265; steps are rectified where ρ_t > 5, not 4")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "m_t, v_t as in Adam,  ρ_∞ = 2 / (1 - β2) - 1,  ρ_t = ρ_∞ - 2t·β2^t / (1 - β2^t)\n"
          "where ρ_t > 5:\n"
          "r_t = √((ρ_t - 4)(ρ_t - 2)·ρ_∞ / ((ρ_∞ - 4)(ρ_∞ - 2)·ρ_t))\n"
          "w_t = w_{t-1} - lr · m_t / (1 - β1^t) · r_t·√(1 - β2^t) / (√v_t + eps)\n"
          "else:\n"
          "w_t = w_{t-1} - lr · m_t / (1 - β1^t)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("decoupled_weight_decay", &C::decoupled_weight_decay, decouple_help)
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
RAdam<T>::RAdam(const RAdamConfig& config, const ParameterLayout& layout)
    : config_(config), exp_avg_(total_size(layout)), exp_avg_sq_(total_size(layout)) {}

template <class T>
void RAdam<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const double beta2 = config_.betas[1];
  const double t = static_cast<double>(step.number);
  const double power = std::pow(beta2, t);
  // ρ∞ and ρ: for how many gradients the second moment stands, in the end and now.
  const double longest = 2 / (1 - beta2) - 1;
  const double length = longest - 2 * t * power / (1 - power);
  if (length > 5) {
    const double rectification =
        std::sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
    update<true>(parameters, gradients, step, static_cast<T>(rectification));
  } else {
    update<false>(parameters, gradients, step, 1);
  }
}

template <class T>
template <bool rectified>
void RAdam<T>::update(std::span<T> parameters, std::span<const T> gradients, const Step& step,
                      T rectification) {
  const auto betas = step.betas_or(config_.betas);
  const double t = static_cast<double>(step.number);
  const bool decoupled = config_.decoupled_weight_decay;
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(decoupled ? 0 : config_.weight_decay);
  const T decay_factor = static_cast<T>(decoupled ? 1 - step.lr * config_.weight_decay : 1);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T beta2 = static_cast<T>(betas[1]);
  const T correction1 = static_cast<T>(1 - std::pow(betas[0], t));
  const T correction2 = static_cast<T>(std::sqrt(1 - std::pow(betas[1], t)));
  const T lr = static_cast<T>(step.lr);
  const T eps = static_cast<T>(config_.eps);
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* g = gradients.data();
  T* average = exp_avg_.data();
  T* square = exp_avg_sq_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    const T gradient = multiply_add(decay, w[i], sign * g[i]);
    average[i] = lerp(average[i], gradient, one_minus_beta1);
    square[i] = multiply_add(one_minus_beta2 * gradient, gradient, beta2 * square[i]);
    T direction = average[i] / correction1 * lr;
    if constexpr (rectified) {
      // PyTorch divides a number by a tensor by way of the tensor's reciprocal.
      const T adapted = T(1) / (std::sqrt(square[i]) + eps) * correction2;
      direction = direction * adapted * rectification;
    }
    w[i] = decay_factor * w[i] - direction;
  });
}

template <class T>
std::vector<StateView> RAdam<T>::state() {
  return {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}};
}

template class RAdam<float>;
template class RAdam<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, RAdamConfig>();

}  // namespace runner
