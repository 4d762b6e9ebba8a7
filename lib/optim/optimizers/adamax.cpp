#include "optim/optimizers/adamax.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AdamaxConfig> AdamaxConfig::spec() {
  using C = AdamaxConfig;
  return Spec<C>("Adamax", "Adam with the largest recent gradient in the place of the second moment.")
      .source("Kingma & Ba 2015, Algorithm 2, arXiv:1412.6980, which has no eps")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "m_t = β1·m_{t-1} + (1 - β1)·g_t\n"
          "u_t = max(β2·u_{t-1}, |g_t| + eps)\n"
          "w_t = w_{t-1} - lr · m_t / (1 - β1^t) / u_t")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, "Memory of the first moment and of the largest gradient.", half_open(0, 1))
      .field("eps", &C::eps, "Added to the gradient's size, so that nothing is divided by zero.", at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
Adamax<T>::Adamax(const AdamaxConfig& config, const ParameterLayout& layout)
    : config_(config), exp_avg_(total_size(layout)), exp_inf_(total_size(layout)) {}

template <class T>
void Adamax<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(config_.weight_decay);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T beta2 = static_cast<T>(betas[1]);
  const T minus_lr = static_cast<T>(-(step.lr / (1 - std::pow(betas[0], static_cast<double>(step.number)))));
  const T eps = static_cast<T>(config_.eps);
  T* w = parameters.data();
  T* average = exp_avg_.data();
  T* largest = exp_inf_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], sign * g);
    average[i] = lerp(average[i], gradient, one_minus_beta1);
    // eps is part of the largest gradient, and so of what is remembered.
    largest[i] = std::max(beta2 * largest[i], std::abs(gradient) + eps);
    w[i] += minus_lr * average[i] / largest[i];
  });
}

template <class T>
std::vector<StateView> Adamax<T>::state() {
  return {{"exp_avg", exp_avg_.span()}, {"exp_inf", exp_inf_.span()}};
}

template class Adamax<float>;
template class Adamax<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdamaxConfig>();

}  // namespace runner
