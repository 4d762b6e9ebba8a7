#include "optim/optimizers/prodigy.h"

#include <algorithm>
#include <cmath>

#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

// d is known only when all parameters have been looked at, and a step needs it: hence two passes, one that
// takes in the gradients and sums the evidence, and one that moves. The sums are one thread's, in the order
// of the parameters, since d decides every bit of what follows.

namespace runner {

Spec<ProdigyConfig> ProdigyConfig::spec() {
  using C = ProdigyConfig;
  return Spec<C>("Prodigy", "Adam that finds its own step size: leave lr at 1.")
      .source(
          "Mishchenko & Defazio 2024, Algorithm 4, arXiv:2306.06101, with the options of the authors' "
          "prodigyopt, "
          "which multiplies eps by the new d. Parameter groups find a d each, where theirs share one")
      .formula(
          "m_t = β1·m_{t-1} + (1 - β1)·d·g_t\n"
          "v_t = β2·v_{t-1} + (1 - β2)·d²·g_t²\n"
          "r_t = β3·r_{t-1} + lr·d²·⟨g_t, w_0 - w_{t-1}⟩\n"
          "s_t = β3·s_{t-1} + lr·d²·g_t,  β3 = √β2 where not given\n"
          "d' = max(d, d_coef · r_t / ‖s_t‖₁), at most growth_rate·d\n"
          "w_t = w_{t-1} - lr·d·(m_t / (√v_t + d'·eps) + weight_decay·w_{t-1}),  then d = d', from d = d0")
      .field("lr", &C::lr, "Multiplies the step size that is found, before scheduling.", at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("beta3", &C::beta3, "Memory of the estimate of d.", half_open(0, 1))
      .field("eps", &C::eps, "Added to the root, times d, so that nothing is divided by zero.", above(0))
      .field("weight_decay", &C::weight_decay, "Pull towards zero.", at_least(0))
      .field("decouple", &C::decouple, decouple_help)
      .field("use_bias_correction", &C::use_bias_correction, "Correct the moments as Adam does.")
      .field("safeguard_warmup", &C::safeguard_warmup, "Leave lr out of s_t: for schedules that warm up.")
      .field("d0", &C::d0, "Where the step size starts: small.", above(0))
      .field("d_coef", &C::d_coef, "Multiplies every estimate of d; to be tuned rather than lr.", above(0))
      .field("growth_rate", &C::growth_rate, "By how much d may be multiplied in a step.",
             {.low = 1, .infinite = true});
}

template <class T>
Prodigy<T>::Prodigy(const ProdigyConfig& config, const ParameterLayout& layout)
    : config_(config),
      beta3_(config.beta3.value_or(std::sqrt(config.betas[1]))),
      exp_avg_(total_size(layout)),
      exp_avg_sq_(total_size(layout)),
      s_(total_size(layout)),
      p0_(total_size(layout)),
      d_(config.d0),
      d_max_(config.d0) {}

template <class T>
void Prodigy<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  if (step.number == 1) std::ranges::copy(parameters, p0_.data());
  if (step.lr <= 0) return;
  config_.betas = step.betas_or(config_.betas);  // for take_in too
  const auto [beta1, beta2] = config_.betas;
  const double next = static_cast<double>(k_ + 1);
  const double correction =
      config_.use_bias_correction ? std::sqrt(1 - std::pow(beta2, next)) / (1 - std::pow(beta1, next)) : 1;
  const double d_lr = d_ * step.lr * correction;
  const Evidence evidence = take_in(parameters, gradients, d_lr);
  if (evidence.length == 0) return;  // every gradient so far was zero
  learn(beta3_ * d_numerator_ + d_ / config_.d0 * d_lr * evidence.progress, evidence.length);
  move(parameters, d_lr);
  ++k_;
}

template <class T>
typename Prodigy<T>::Evidence Prodigy<T>::take_in(std::span<const T> parameters, std::span<const T> gradients,
                                                  double d_lr) {
  const T decay = static_cast<T>(config_.decouple ? 0 : config_.weight_decay);
  const T beta1 = static_cast<T>(config_.betas[0]);
  const T beta2 = static_cast<T>(config_.betas[1]);
  const T beta3 = static_cast<T>(beta3_);
  const T d_one_minus_beta1 = static_cast<T>(d_ * (1 - config_.betas[0]));
  const T d2_one_minus_beta2 = static_cast<T>(d_ * d_ * (1 - config_.betas[1]));
  const T s_weight = static_cast<T>(d_ / config_.d0 * (config_.safeguard_warmup ? d_ : d_lr));
  const std::size_t n = parameters.size();
  const T* w = parameters.data();
  const T* g = gradients.data();
  T* average = exp_avg_.data();
  T* square = exp_avg_sq_.data();
  T* sum = s_.data();
  const T* start = p0_.data();
  Evidence evidence;
  for (std::size_t i = 0; i < n; ++i) {
    const T gradient = multiply_add(decay, w[i], g[i]);
    evidence.progress += static_cast<double>(gradient) * static_cast<double>(start[i] - w[i]);
    average[i] = multiply_add(d_one_minus_beta1, gradient, beta1 * average[i]);
    square[i] = multiply_add(d2_one_minus_beta2 * gradient, gradient, beta2 * square[i]);
    sum[i] = multiply_add(s_weight, gradient, beta3 * sum[i]);
    evidence.length += std::abs(static_cast<double>(sum[i]));
  }
  return evidence;
}

template <class T>
void Prodigy<T>::learn(double numerator, double denominator) {
  // ⟨g, p0 - w⟩ against ‖s‖₁ is a lower bound of the distance to the solution; d only grows.
  d_numerator_ = numerator;
  const double estimate = config_.d_coef * numerator / denominator;
  // The first estimate is taken whole, whatever growth_rate.
  if (d_ == config_.d0) d_ = std::max(d_, estimate);
  d_max_ = std::max(d_max_, estimate);
  d_ = std::min(d_max_, d_ * config_.growth_rate);
}

template <class T>
void Prodigy<T>::move(std::span<T> parameters, double d_lr) const {
  const T decay_factor = static_cast<T>(config_.decouple ? 1 - config_.weight_decay * d_lr : 1);
  const T minus_lr = static_cast<T>(-d_lr);
  const T eps = static_cast<T>(d_ * config_.eps);
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* average = exp_avg_.data();
  const T* square = exp_avg_sq_.data();
  for (std::size_t i = 0; i < n; ++i) {
    w[i] = decay_factor * w[i] + minus_lr * average[i] / (std::sqrt(square[i]) + eps);
  }
}

template <class T>
std::vector<StateView> Prodigy<T>::state() {
  return {{"exp_avg", exp_avg_.span()},
          {"exp_avg_sq", exp_avg_sq_.span()},
          {"s", s_.span()},
          {"p0", p0_.span()},
          {"d", d_},
          {"d_max", d_max_},
          {"d_numerator", d_numerator_},
          {"k", k_}};
}

template class Prodigy<float>;
template class Prodigy<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, ProdigyConfig>();

}  // namespace runner
