#include "optim/optimizers/adam.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AdamConfig> AdamConfig::spec() {
  using C = AdamConfig;
  return Spec<C>("Adam", "Steps scaled per parameter by running moments of the gradient.")
      .source("Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980; amsgrad: Reddi et al. 2018, arXiv:1904.09237")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "m_t = β1·m_{t-1} + (1 - β1)·g_t\n"
          "v_t = β2·v_{t-1} + (1 - β2)·g_t²\n"
          "w_t = w_{t-1} - lr · m_t / (1 - β1^t) / (√(v_t / (1 - β2^t)) + eps)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("amsgrad", &C::amsgrad, amsgrad_help)
      .field("decoupled_weight_decay", &C::decoupled_weight_decay, decouple_help)
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
Adam<T>::Adam(const AdamConfig& config, const ParameterLayout& layout)
    : config_(config),
      exp_avg_(total_size(layout)),
      exp_avg_sq_(total_size(layout)),
      max_exp_avg_sq_(config.amsgrad ? total_size(layout) : 0) {}

template <class T>
void Adam<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  config_.amsgrad ? update<true>(parameters, gradients, step) : update<false>(parameters, gradients, step);
}

/// Whether it is AMSGrad is known when it is compiled, so that the loop has no choice in it.
template <class T>
template <bool amsgrad>
void Adam<T>::update(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const double t = static_cast<double>(step.number);
  const bool decoupled = config_.decoupled_weight_decay;
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(decoupled ? 0 : config_.weight_decay);
  const T decay_factor = static_cast<T>(decoupled ? 1 - step.lr * config_.weight_decay : 1);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T beta2 = static_cast<T>(betas[1]);
  // √(v / c) as √v · (1/√c): the division is made once for a step and not for every parameter.
  const T correction = static_cast<T>(1 / std::sqrt(1 - std::pow(betas[1], t)));
  const T minus_lr = static_cast<T>(-step.lr / (1 - std::pow(betas[0], t)));
  const T eps = static_cast<T>(config_.eps);
  T* w = parameters.data();
  T* average = exp_avg_.data();
  T* square = exp_avg_sq_.data();
  T* largest = max_exp_avg_sq_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], sign * g);
    average[i] = lerp(average[i], gradient, one_minus_beta1);
    square[i] = multiply_add(one_minus_beta2 * gradient, gradient, beta2 * square[i]);
    T scale = square[i];
    if constexpr (amsgrad) scale = largest[i] = std::max(square[i], largest[i]);
    scale = std::sqrt(scale) * correction + eps;
    w[i] = decay_factor * w[i] + minus_lr * average[i] / scale;
  });
}

template <class T>
std::vector<StateView> Adam<T>::state() {
  std::vector<StateView> views = {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}};
  if (config_.amsgrad) views.push_back({"max_exp_avg_sq", max_exp_avg_sq_.span()});
  return views;
}

template class Adam<float>;
template class Adam<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdamConfig>();

}  // namespace runner
