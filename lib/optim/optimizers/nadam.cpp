#include "optim/optimizers/nadam.h"

#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<NAdamConfig> NAdamConfig::spec() {
  using C = NAdamConfig;
  return Spec<C>("NAdam", "Adam with Nesterov's look ahead along the momentum.")
      .source("Dozat 2016, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "μ_t = β1·(1 - 0.5·0.96^(t·momentum_decay))\n"
          "m_t, v_t as in Adam\n"
          "n_t = μ_{t+1}·m_t / (1 - μ_1·…·μ_{t+1}) + (1 - μ_t)·g_t / (1 - μ_1·…·μ_t)\n"
          "w_t = w_{t-1} - lr·n_t / (√(v_t / (1 - β2^t)) + eps)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("momentum_decay", &C::momentum_decay, "How fast the momentum grows towards β1.", at_least(0))
      .field("decoupled_weight_decay", &C::decoupled_weight_decay, decouple_help)
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
NAdam<T>::NAdam(const NAdamConfig& config, const ParameterLayout& layout)
    : config_(config), exp_avg_(total_size(layout)), exp_avg_sq_(total_size(layout)) {}

template <class T>
void NAdam<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const double t = static_cast<double>(step.number);
  const auto momentum = [&](double at) {
    return betas[0] * (1 - 0.5 * std::pow(0.96, at * config_.momentum_decay));
  };
  // The average is taken one step on, with the next step's momentum, in the place of a look at the gradient
  // there.
  const double mu = momentum(t), mu_next = momentum(t + 1);
  // In T, as PyTorch keeps it: in double the last digits of float32 runs would be others.
  mu_product_ *= static_cast<T>(mu);
  const auto product = static_cast<double>(mu_product_);

  const bool decoupled = config_.decoupled_weight_decay;
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(decoupled ? 0 : config_.weight_decay);
  const T decay_factor = static_cast<T>(decoupled ? 1 - step.lr * config_.weight_decay : 1);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T beta2 = static_cast<T>(betas[1]);
  const T correction = static_cast<T>(1 - std::pow(betas[1], t));
  const T along_gradient = static_cast<T>(-step.lr * (1 - mu) / (1 - product));
  const T along_average = static_cast<T>((-step.lr * mu_next) / (1 - product * mu_next));
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
    const T scale = std::sqrt(square[i] / correction) + eps;
    const T moved = decay_factor * w[i] + along_gradient * gradient / scale;
    w[i] = moved + along_average * average[i] / scale;
  });
}

template <class T>
std::vector<StateView> NAdam<T>::state() {
  return {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}, {"mu_product", mu_product_}};
}

template class NAdam<float>;
template class NAdam<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, NAdamConfig>();

}  // namespace runner
