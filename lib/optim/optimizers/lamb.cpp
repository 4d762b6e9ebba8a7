#include "optim/optimizers/lamb.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/norm.h"
#include "optim/rounding.h"
#include "spec/registration.h"

// The length of a tensor's step is known only when all of it has been worked out; so the first pass writes
// steps into memory and the second scales them, tensor by tensor.

namespace runner {

Spec<LAMBConfig> LAMBConfig::spec() {
  using C = LAMBConfig;
  return Spec<C>("LAMB", "Adam with steps as long, tensor by tensor, as the weights themselves times lr.")
      .source(
          "You et al. 2020, Algorithm 2 with φ(z) = z, arXiv:1904.00962; trust_clip: LAMBC, arXiv:2011.13584")
      .formula(
          "m_t, v_t as in Adam\n"
          "u_t = m_t / (1 - β1^t) / (√(v_t / (1 - β2^t)) + eps) + weight_decay·w_{t-1}\n"
          "w_t = w_{t-1} - lr · ‖w_{t-1}‖ / ‖u_t‖ · u_t  for each tensor w; 1 in place of a ratio with a "
          "norm of 0")
      .field("lr", &C::lr, "Step size before scheduling, as a share of each tensor's length.", at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, "Pull towards zero, added to the step before it is scaled.",
             at_least(0))
      .field("bias_correction", &C::bias_correction, "Correct the moments for their start at 0.")
      .field("trust_clip", &C::trust_clip, "Let no ratio be above 1.");
}

template <class T>
LAMB<T>::LAMB(const LAMBConfig& config, const ParameterLayout& layout)
    : config_(config),
      layout_(layout),
      exp_avg_(total_size(layout)),
      exp_avg_sq_(total_size(layout)),
      update_(total_size(layout)) {}

template <class T>
void LAMB<T>::prepare(std::span<const T> parameters, std::span<const T> gradients, const Step& step) {
  const auto betas = step.betas_or(config_.betas);
  const double t = static_cast<double>(step.number);
  const bool correct = config_.bias_correction;
  const T beta1 = static_cast<T>(betas[0]);
  const T beta2 = static_cast<T>(betas[1]);
  const T one_minus_beta1 = static_cast<T>(1 - betas[0]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T correction1 = static_cast<T>(correct ? 1 - std::pow(betas[0], t) : 1);
  const T correction2 = static_cast<T>(correct ? std::sqrt(1 - std::pow(betas[1], t)) : 1);
  const T eps = static_cast<T>(config_.eps);
  const T decay = static_cast<T>(config_.weight_decay);
  const std::size_t n = parameters.size();
  const T* w = parameters.data();
  const T* g = gradients.data();
  T* average = exp_avg_.data();
  T* square = exp_avg_sq_.data();
  T* update = update_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    average[i] = multiply_add(one_minus_beta1, g[i], beta1 * average[i]);
    square[i] = multiply_add(one_minus_beta2 * g[i], g[i], beta2 * square[i]);
    const T scale = std::sqrt(square[i]) / correction2 + eps;
    update[i] = multiply_add(decay, w[i], average[i] / correction1 / scale);
  });
}

template <class T>
void LAMB<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  prepare(parameters, gradients, step);
  for (const ParameterView& view : layout_) {
    const auto first = static_cast<std::size_t>(view.offset);
    const auto count = static_cast<std::size_t>(view.size);
    const std::span<T> w = parameters.subspan(first, count);
    const std::span<const T> update = update_.span().subspan(first, count);
    const double weights = norm<T>(w);
    const double wanted = norm(update);
    double ratio = weights > 0 && wanted > 0 ? weights / wanted : 1;
    if (config_.trust_clip) ratio = std::min(ratio, 1.0);
    const T factor = static_cast<T>(-step.lr * ratio);
    for (std::size_t i = 0; i < count; ++i) w[i] = multiply_add(factor, update[i], w[i]);
  }
}

template <class T>
std::vector<StateView> LAMB<T>::state() {
  return {{"exp_avg", exp_avg_.span()}, {"exp_avg_sq", exp_avg_sq_.span()}};
}

template class LAMB<float>;
template class LAMB<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, LAMBConfig>();

}  // namespace runner
