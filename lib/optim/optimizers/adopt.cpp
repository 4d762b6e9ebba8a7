#include "optim/optimizers/adopt.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<ADOPTConfig> ADOPTConfig::spec() {
  using C = ADOPTConfig;
  return Spec<C>("ADOPT", "Adam that divides by past gradients alone and so converges with any β2.")
      .source("Taniguchi et al. 2024, Algorithm 2 and its clipped form, arXiv:2411.02853")
      .formula(
          "v_1 = g_1²,  w_1 = w_0,  m_1 = 0;  then\n"
          "n_t = g_t / max(√v_{t-1}, eps),  with clip within ±(t - 1)^0.25\n"
          "m_t = β1·m_{t-1} + (1 - β1)·n_t\n"
          "w_t = w_{t-1} - lr·m_t\n"
          "v_t = β2·v_{t-1} + (1 - β2)·g_t²")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("eps", &C::eps, "What a gradient is divided by at least.", above(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("decouple", &C::decouple, decouple_help)
      .field("clip", &C::clip, "Limit divided gradients: the very first are divided by a single one.")
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
ADOPT<T>::ADOPT(const ADOPTConfig& config, const ParameterLayout& layout)
    : config_(config), exp_avg_(total_size(layout)), exp_avg_sq_(total_size(layout)) {}

template <class T>
void ADOPT<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const bool first = step.number == 1;
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(config_.decouple ? 0 : config_.weight_decay);
  const T decay_factor = static_cast<T>(config_.decouple ? 1 - step.lr * config_.weight_decay : 1);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(first ? 1 : 1 - betas[1]);
  const T beta2 = static_cast<T>(betas[1]);
  const T eps = static_cast<T>(config_.eps);
  const T minus_lr = static_cast<T>(-step.lr);
  const T limit = config_.clip ? static_cast<T>(std::pow(static_cast<double>(step.number - 1), 0.25))
                               : std::numeric_limits<T>::infinity();
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* g = gradients.data();
  T* average = exp_avg_.data();
  T* square = exp_avg_sq_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    const T gradient = multiply_add(decay, w[i], sign * g[i]);
    // By the moment of the steps before: a gradient then does not decide what it is divided by, which is what
    // convergence for any β2 rests on.
    if (!first) {
      const T divided = gradient / std::max(std::sqrt(square[i]), eps);
      average[i] = lerp(average[i], std::min(std::max(divided, -limit), limit), one_minus_beta1);
      w[i] = multiply_add(minus_lr, average[i], decay_factor * w[i]);
    }
    square[i] = multiply_add(one_minus_beta2 * gradient, gradient, beta2 * square[i]);
  });
}

template <class T>
std::vector<StateView> ADOPT<T>::state() {
  return {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}};
}

template class ADOPT<float>;
template class ADOPT<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, ADOPTConfig>();

}  // namespace runner
