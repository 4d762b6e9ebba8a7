#include "optim/optimizers/lion.h"

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<LionConfig> LionConfig::spec() {
  using C = LionConfig;
  return Spec<C>("Lion", "Steps of one size for all parameters, along the sign of an averaged gradient.")
      .source("Chen et al. 2023, Algorithm 2, arXiv:2302.06675")
      .formula(
          "c_t = β1·m_{t-1} + (1 - β1)·g_t\n"
          "w_t = w_{t-1} - lr·(sign(c_t) + weight_decay·w_{t-1}),  sign(0) = 0\n"
          "m_t = β2·m_{t-1} + (1 - β2)·g_t")
      .field("lr", &C::lr, "Step size before scheduling; about a tenth of what suits AdamW.", at_least(0))
      .field("betas", &C::betas, "Memory of the average in the step, and of the average that is kept.",
             half_open(0, 1))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0));
}

template <class T>
Lion<T>::Lion(const LionConfig& config, const ParameterLayout& layout)
    : config_(config), exp_avg_(total_size(layout)) {}

template <class T>
void Lion<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const T beta1 = static_cast<T>(betas[0]);
  const T beta2 = static_cast<T>(betas[1]);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T decay_factor = static_cast<T>(1 - step.lr * config_.weight_decay);
  const T lr = static_cast<T>(step.lr);
  T* w = parameters.data();
  T* average = exp_avg_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T direction = multiply_add(one_minus_beta1, g, beta1 * average[i]);
    const T sign = static_cast<T>(direction > 0) - static_cast<T>(direction < 0);
    w[i] = decay_factor * w[i] - lr * sign;
    average[i] = multiply_add(one_minus_beta2, g, beta2 * average[i]);
  });
}

template <class T>
std::vector<StateView> Lion<T>::state() {
  return {{"exp_avg", exp_avg_.span()}};
}

template class Lion<float>;
template class Lion<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, LionConfig>();

}  // namespace runner
