#include "optim/optimizers/adan.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AdanConfig> AdanConfig::spec() {
  using C = AdanConfig;
  return Spec<C>("Adan",
                 "Nesterov's momentum from differences of gradients, with steps scaled per parameter.")
      .source(
          "Xie et al. 2022, Algorithm 1, arXiv:2208.06677, with the bias corrections and the betas (1 - β of "
          "the paper) of the authors' code; its max_grad_norm is training.clip_grad_norm here")
      .formula(
          "d_t = g_t - g_{t-1},  d_1 = 0\n"
          "m_t = β1·m_{t-1} + (1 - β1)·g_t\n"
          "v_t = β2·v_{t-1} + (1 - β2)·d_t\n"
          "n_t = β3·n_{t-1} + (1 - β3)·(g_t + β2·d_t)²\n"
          "u_t = (m_t / (1 - β1^t) + β2·v_t / (1 - β2^t)) / (√(n_t / (1 - β3^t)) + eps)\n"
          "w_t = (w_{t-1} - lr·u_t) / (1 + lr·weight_decay)\n"
          "with no_prox w_t = (1 - lr·weight_decay)·w_{t-1} - lr·u_t")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, "Memory of the gradients, of their differences and of the squares.",
             half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0))
      .field("no_prox", &C::no_prox, "Shrink the parameters before the step, as AdamW does, not after it.");
}

template <class T>
Adan<T>::Adan(const AdanConfig& config, const ParameterLayout& layout)
    : config_(config),
      exp_avg_(total_size(layout)),
      exp_avg_diff_(total_size(layout)),
      exp_avg_sq_(total_size(layout)),
      pre_grad_(total_size(layout)) {}

template <class T>
void Adan<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const double t = static_cast<double>(step.number);
  const double decay = step.lr * config_.weight_decay;
  const T beta1 = static_cast<T>(betas[0]);
  const T beta2 = static_cast<T>(betas[1]);
  const T beta3 = static_cast<T>(betas[2]);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T one_minus_beta3 = static_cast<T>(1 - betas[2]);
  const T minus_lr = static_cast<T>(-step.lr / (1 - std::pow(betas[0], t)));
  const T minus_diff_lr = static_cast<T>(-step.lr * betas[1] / (1 - std::pow(betas[1], t)));
  const T correction = static_cast<T>(std::sqrt(1 - std::pow(betas[2], t)));
  const T eps = static_cast<T>(config_.eps);
  const T decay_factor = static_cast<T>(config_.no_prox ? 1 - decay : 1);
  const T divided_after = static_cast<T>(config_.no_prox ? 1 : 1 + decay);
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* g = gradients.data();
  T* average = exp_avg_.data();
  T* difference = exp_avg_diff_.data();
  T* square = exp_avg_sq_.data();
  T* before = pre_grad_.data();
  // There was no gradient before the first: as though it had been the same.
  if (step.number == 1) std::ranges::copy(gradients, before);
  for_each_parameter(step, n, [=](std::size_t i) {
    // The change of the gradient stands for Nesterov's look ahead: no gradient is taken at another point.
    const T change = g[i] - before[i];
    const T ahead = multiply_add(beta2, change, g[i]);
    average[i] = multiply_add(one_minus_beta1, g[i], beta1 * average[i]);
    difference[i] = multiply_add(one_minus_beta2, change, beta2 * difference[i]);
    square[i] = multiply_add(one_minus_beta3 * ahead, ahead, beta3 * square[i]);
    const T scale = std::sqrt(square[i]) / correction + eps;
    w[i] = (decay_factor * w[i] + minus_lr * average[i] / scale + minus_diff_lr * difference[i] / scale) /
           divided_after;
    before[i] = g[i];
  });
}

template <class T>
std::vector<StateView> Adan<T>::state() {
  return {{"exp_avg", exp_avg_.span()},
          {"exp_avg_diff", exp_avg_diff_.span()},
          {"exp_avg_sq", exp_avg_sq_.span()},
          {"pre_grad", pre_grad_.span()}};
}

template class Adan<float>;
template class Adan<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdanConfig>();

}  // namespace runner
