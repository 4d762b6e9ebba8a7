#include "optim/optimizers/adabelief.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AdaBeliefConfig> AdaBeliefConfig::spec() {
  using C = AdaBeliefConfig;
  return Spec<C>("AdaBelief", "Adam that divides by how far gradients are from their own average.")
      .source(
          "Zhuang et al. 2020, Algorithm 2, arXiv:2010.07468, with the options and defaults of the authors' "
          "adabelief-pytorch 0.2.0; rectify: Liu et al. 2020, arXiv:1908.03265, from a length of 5 on")
      .formula(
          "m_t = β1·m_{t-1} + (1 - β1)·g_t\n"
          "s_t = β2·s_{t-1} + (1 - β2)·(g_t - m_t)² + eps\n"
          "w_t = w_{t-1} - lr · m_t / (1 - β1^t) / (√s_t / √(1 - β2^t) + eps)\n"
          "with rectify: ρ∞ = 2 / (1 - β2) - 1,  ρ = ρ∞ - 2·t·β2^t / (1 - β2^t)\n"
          "ρ ≥ 5: w_t = w_{t-1} - lr·√((1 - β2^t)·(ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ)) · m_t / (1 - β1^t) / (√s_t "
          "+ "
          "eps)\n"
          "ρ < 5: w_t = w_{t-1} - lr · m_t / (1 - β1^t)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, "Memory of the average and of the variance around it.", half_open(0, 1))
      .field("eps", &C::eps, "Added to the variance and to its root.", at_least(0))
      .field("weight_decay", &C::weight_decay, "Pull towards zero.", at_least(0))
      .field("amsgrad", &C::amsgrad, "Divide by the largest variance so far.")
      .field("weight_decouple", &C::weight_decouple, decouple_help)
      .field("fixed_decay", &C::fixed_decay, "Shrink by weight_decay, not by lr·weight_decay.")
      .field("rectify", &C::rectify, "Shorten early steps, whose variance is not known well, as RAdam does.")
      .field("degenerated_to_sgd", &C::degenerated_to_sgd,
             "While it can't be rectified, step along the average undivided; if false, not at all.")
      .check("amsgrad", "amsgrad has no effect on rectified steps; it needs rectify: false",
             [](const C& c) { return !c.amsgrad || !c.rectify; });
}

template <class T>
AdaBelief<T>::AdaBelief(const AdaBeliefConfig& config, const ParameterLayout& layout)
    : config_(config),
      exp_avg_(total_size(layout)),
      exp_avg_var_(total_size(layout)),
      max_exp_avg_var_(config.amsgrad ? total_size(layout) : 0) {}

template <class T>
typename AdaBelief<T>::StepSizes AdaBelief<T>::step_sizes(const Step& step) const {
  const auto betas = step.betas_or(config_.betas);
  const double t = static_cast<double>(step.number);
  const double power = std::pow(betas[1], t);
  const double size = step.lr / (1 - std::pow(betas[0], t));
  if (!config_.rectify) return {size, true, std::sqrt(1 - power)};

  // ρ∞ and ρ: for how many gradients the second moment stands, in the end and now. Its variance is known from
  // 5 on; before that the step has none of it.
  const double longest = 2 / (1 - betas[1]) - 1;
  const double length = longest - 2 * t * power / (1 - power);
  if (length < 5) return {config_.degenerated_to_sgd ? size : 0, false, 1};
  const double shorter = (length - 4) / (longest - 4) * (length - 2) / length * longest / (longest - 2);
  return {size * std::sqrt((1 - power) * shorter), true, 1};
}

template <class T>
void AdaBelief<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const auto [step_size, adaptive, root_correction] = step_sizes(step);
  const double shrink = (config_.fixed_decay ? 1 : step.lr) * config_.weight_decay;
  const T decay = static_cast<T>(config_.weight_decouple ? 0 : config_.weight_decay);
  const T decay_factor = static_cast<T>(config_.weight_decouple ? 1 - shrink : 1);
  const T beta1 = static_cast<T>(betas[0]);
  const T beta2 = static_cast<T>(betas[1]);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T minus_lr = static_cast<T>(-step_size);
  const T correction = static_cast<T>(root_correction);
  const T eps = static_cast<T>(config_.eps);
  const bool amsgrad = config_.amsgrad;
  T* w = parameters.data();
  T* average = exp_avg_.data();
  T* variance = exp_avg_var_.data();
  T* largest = max_exp_avg_var_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], g);
    average[i] = multiply_add(one_minus_beta1, gradient, beta1 * average[i]);
    // How far the gradient is from what was expected of it, in the place of the gradient itself.
    const T surprise = gradient - average[i];
    variance[i] = multiply_add(one_minus_beta2 * surprise, surprise, beta2 * variance[i]) + eps;
    T used = variance[i];
    if (amsgrad) used = largest[i] = std::max(used, largest[i]);
    const T scale = adaptive ? std::sqrt(used) / correction + eps : T(1);
    w[i] = decay_factor * w[i] + minus_lr * average[i] / scale;
  });
}

template <class T>
std::vector<StateView> AdaBelief<T>::state() {
  std::vector<StateView> views = {{"exp_avg", exp_avg_.span()}, {"exp_avg_var", exp_avg_var_.span()}};
  if (config_.amsgrad) views.push_back({"max_exp_avg_var", max_exp_avg_var_.span()});
  return views;
}

template class AdaBelief<float>;
template class AdaBelief<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdaBeliefConfig>();

}  // namespace runner
