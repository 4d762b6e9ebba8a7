#include "optim/optimizers/rmsprop.h"

#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<RMSpropConfig> RMSpropConfig::spec() {
  using C = RMSpropConfig;
  return Spec<C>("RMSprop", "Steps divided per parameter by a running root mean square of the gradient.")
      .source("Tieleman & Hinton 2012, Lecture 6.5; centered: Graves 2013, arXiv:1308.0850")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "v_t = alpha·v_{t-1} + (1 - alpha)·g_t²\n"
          "a_t = alpha·a_{t-1} + (1 - alpha)·g_t,  d_t = √v_t,  with centered d_t = √(v_t - a_t²)\n"
          "b_t = momentum·b_{t-1} + g_t / (d_t + eps)\n"
          "w_t = w_{t-1} - lr·b_t")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("alpha", &C::alpha, "Memory of the squared gradients.", closed(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("momentum", &C::momentum, "Share of the last step's direction that is kept.", at_least(0))
      .field("centered", &C::centered, "Divide by the standard deviation instead of the root mean square.")
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
RMSprop<T>::RMSprop(const RMSpropConfig& config, const ParameterLayout& layout)
    : config_(config),
      square_avg_(total_size(layout)),
      grad_avg_(config.centered ? total_size(layout) : 0),
      momentum_buffer_(config.momentum > 0 ? total_size(layout) : 0) {}

template <class T>
void RMSprop<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const bool with_momentum = step.momentum_or(config_.momentum) > 0;
  if (config_.centered) {
    with_momentum ? update<true, true>(parameters, gradients, step)
                  : update<true, false>(parameters, gradients, step);
  } else {
    with_momentum ? update<false, true>(parameters, gradients, step)
                  : update<false, false>(parameters, gradients, step);
  }
}

/// The options are known when it is compiled, so that the loop has no choice in it.
template <class T>
template <bool centered, bool with_momentum>
void RMSprop<T>::update(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const T minus_lr = static_cast<T>(-step.lr);
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(config_.weight_decay);
  const T alpha = static_cast<T>(config_.alpha);
  const T one_minus_alpha = static_cast<T>(1 - config_.alpha);
  const T eps = static_cast<T>(config_.eps);
  const T momentum = static_cast<T>(step.momentum_or(config_.momentum));
  T* w = parameters.data();
  T* square = square_avg_.data();
  T* average = grad_avg_.data();
  T* buffer = momentum_buffer_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], sign * g);
    square[i] = multiply_add(one_minus_alpha * gradient, gradient, alpha * square[i]);
    T variance = square[i];
    if constexpr (centered) {
      average[i] = lerp(average[i], gradient, one_minus_alpha);
      // E[g²] - E[g]²; rounding may take it below 0, and the step to NaN, in PyTorch as here.
      variance = multiply_add(-average[i], average[i], variance);
    }
    const T scale = std::sqrt(variance) + eps;
    if constexpr (with_momentum) {
      buffer[i] = momentum * buffer[i] + gradient / scale;
      w[i] = multiply_add(minus_lr, buffer[i], w[i]);
    } else {
      w[i] += minus_lr * gradient / scale;
    }
  });
}

template <class T>
std::vector<StateView> RMSprop<T>::state() {
  std::vector<StateView> views = {{"square_avg", square_avg_.span()}};
  if (config_.centered) views.push_back({"grad_avg", grad_avg_.span()});
  if (config_.momentum > 0) views.push_back({"momentum_buffer", momentum_buffer_.span()});
  return views;
}

template class RMSprop<float>;
template class RMSprop<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, RMSpropConfig>();

}  // namespace runner
