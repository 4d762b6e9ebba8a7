#include "optim/optimizers/qhadam.h"

#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<QHAdamConfig> QHAdamConfig::spec() {
  using C = QHAdamConfig;
  return Spec<C>("QHAdam", "Adam with each moment mixed with the last gradient.")
      .source("Ma & Yarats 2019, section 5, arXiv:1810.06801")
      .formula(
          "m_t, v_t as in Adam, m = m_t / (1 - β1^t), v = v_t / (1 - β2^t)\n"
          "w_t = w_{t-1} - lr · ((1 - ν1)·g_t + ν1·m) / (√((1 - ν2)·g_t² + ν2·v) + eps)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("nus", &C::nus,
             "Share of the first and of the second moment; 1 is Adam. The paper has 0.7 and 1.", closed(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("decouple_weight_decay", &C::decouple_weight_decay, decouple_help);
}

template <class T>
QHAdam<T>::QHAdam(const QHAdamConfig& config, const ParameterLayout& layout)
    : config_(config), exp_avg_(total_size(layout)), exp_avg_sq_(total_size(layout)) {}

template <class T>
void QHAdam<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto [beta1, beta2] = step.betas_or(config_.betas);
  const auto [nu1, nu2] = config_.nus;
  const double t = static_cast<double>(step.number);
  const bool decoupled = config_.decouple_weight_decay;
  const T decay = static_cast<T>(decoupled ? 0 : config_.weight_decay);
  const T decay_factor = static_cast<T>(decoupled ? 1 - step.lr * config_.weight_decay : 1);
  // Averages whose weights sum to 1 in every step, as the authors keep them: nothing is to be corrected.
  const T one_minus_beta1_adj = static_cast<T>((1 - beta1) / (1 - std::pow(beta1, t)));
  const T one_minus_beta2_adj = static_cast<T>((1 - beta2) / (1 - std::pow(beta2, t)));
  const T mixed1 = static_cast<T>(nu1);
  const T mixed2 = static_cast<T>(nu2);
  const T eps = static_cast<T>(config_.eps);
  const T minus_lr = static_cast<T>(-step.lr);
  T* w = parameters.data();
  T* average = exp_avg_.data();
  T* square = exp_avg_sq_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], g);
    average[i] = lerp(average[i], gradient, one_minus_beta1_adj);
    square[i] = lerp(square[i], gradient * gradient, one_minus_beta2_adj);
    // ν = 1 is Adam, and ν1 = 0 has no momentum.
    const T direction = lerp(gradient, average[i], mixed1);
    const T scale = std::sqrt(lerp(gradient * gradient, square[i], mixed2)) + eps;
    w[i] = decay_factor * w[i] + minus_lr * direction / scale;
  });
}

template <class T>
std::vector<StateView> QHAdam<T>::state() {
  return {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}};
}

template class QHAdam<float>;
template class QHAdam<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, QHAdamConfig>();

}  // namespace runner
