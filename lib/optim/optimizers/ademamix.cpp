#include "optim/optimizers/ademamix.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AdEMAMixConfig> AdEMAMixConfig::spec() {
  using C = AdEMAMixConfig;
  return Spec<C>("AdEMAMix", "Adam with a second, slow average of the gradients mixed into its step.")
      .source(
          "Pagliardini, Ablin & Grangier 2024, Algorithm 1, arXiv:2409.03137. The authors' code has alpha = "
          "2; "
          "its warm-up of beta3 adds 1e-8 to each β")
      .formula(
          "m_t = β1·m_{t-1} + (1 - β1)·g_t\n"
          "s_t = β3_t·s_{t-1} + (1 - β3_t)·g_t\n"
          "v_t = β2·v_{t-1} + (1 - β2)·g_t²\n"
          "w_t = w_{t-1} - lr·((m_t / (1 - β1^t) + alpha_t·s_t) / (√(v_t / (1 - β2^t)) + eps) + "
          "weight_decay·w_{t-1})\n"
          "with a = min(t / alpha_warmup, 1):  alpha_t = a·alpha\n"
          "with b = min(t / beta3_warmup, 1):  1 / ln β3_t = (1 - b) / ln β1 + b / ln β3")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas,
             "Memory of the fast average, of the squared gradients and of the slow average.", half_open(0, 1))
      .field("alpha", &C::alpha, "Weight of the slow average.", at_least(0))
      .field("beta3_warmup", &C::beta3_warmup, "Steps in which the slow memory grows from β1 to β3.",
             at_least(1))
      .field("alpha_warmup", &C::alpha_warmup, "Steps in which alpha grows from 0.", at_least(1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0));
}

namespace {

/// How much of a warm-up is done in step `number`; 1 where there is none.
double progress(const std::optional<std::int64_t>& steps, std::int64_t number) {
  return steps ? std::min(1.0, static_cast<double>(number) / static_cast<double>(*steps)) : 1.0;
}

/// The β whose half-life, log ½ / log β, is `fraction` of the way from that of `start` to that of `end`.
double between_half_lives(double start, double end, double fraction) {
  return fraction >= 1 ? end : std::exp(1 / ((1 - fraction) / std::log(start) + fraction / std::log(end)));
}

}  // namespace

template <class T>
AdEMAMix<T>::AdEMAMix(const AdEMAMixConfig& config, const ParameterLayout& layout)
    : config_(config),
      exp_avg_fast_(total_size(layout)),
      exp_avg_slow_(total_size(layout)),
      exp_avg_sq_(total_size(layout)) {}

template <class T>
void AdEMAMix<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const double t = static_cast<double>(step.number);
  const double scheduled_beta3 =
      between_half_lives(betas[0], betas[2], progress(config_.beta3_warmup, step.number));
  const T beta1 = static_cast<T>(betas[0]);
  const T beta2 = static_cast<T>(betas[1]);
  const T beta3 = static_cast<T>(scheduled_beta3);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T one_minus_beta3 = static_cast<T>(1 - scheduled_beta3);
  const T alpha = static_cast<T>(config_.alpha * progress(config_.alpha_warmup, step.number));
  const T correction1 = static_cast<T>(1 - std::pow(betas[0], t));
  const T correction2 = static_cast<T>(std::sqrt(1 - std::pow(betas[1], t)));
  const T eps = static_cast<T>(config_.eps);
  const T decay = static_cast<T>(config_.weight_decay);
  const T minus_lr = static_cast<T>(-step.lr);
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* g = gradients.data();
  T* fast = exp_avg_fast_.data();
  T* slow = exp_avg_slow_.data();
  T* square = exp_avg_sq_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    fast[i] = multiply_add(one_minus_beta1, g[i], beta1 * fast[i]);
    slow[i] = multiply_add(one_minus_beta3, g[i], beta3 * slow[i]);
    square[i] = multiply_add(one_minus_beta2 * g[i], g[i], beta2 * square[i]);
    const T scale = std::sqrt(square[i]) / correction2 + eps;
    const T update = (fast[i] / correction1 + alpha * slow[i]) / scale;
    w[i] = multiply_add(minus_lr, multiply_add(decay, w[i], update), w[i]);
  });
}

template <class T>
std::vector<StateView> AdEMAMix<T>::state() {
  return {{"exp_avg_fast", exp_avg_fast_.span()},
          {"exp_avg_slow", exp_avg_slow_.span()},
          {"exp_avg_sq", exp_avg_sq_.span()}};
}

template class AdEMAMix<float>;
template class AdEMAMix<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdEMAMixConfig>();

}  // namespace runner
