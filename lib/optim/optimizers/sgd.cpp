#include "optim/optimizers/sgd.h"

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<SGDConfig> SGDConfig::spec() {
  using C = SGDConfig;
  return Spec<C>("SGD", "Gradient descent, with momentum if wanted.")
      .source("Robbins & Monro 1951; momentum: Polyak 1964, Nesterov 1983 as in Sutskever et al. 2013")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "b_t = momentum·b_{t-1} + (1 - dampening)·g_t,  b_1 = g_1\n"
          "w_t = w_{t-1} - lr·b_t,  with nesterov w_t = w_{t-1} - lr·(g_t + momentum·b_t)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("momentum", &C::momentum, "Share of the last step's direction that is kept.", at_least(0))
      .field("dampening", &C::dampening, "Share of the gradient kept out of the momentum.")
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("nesterov", &C::nesterov, "Look ahead along the momentum.")
      .field("maximize", &C::maximize, maximize_help)
      .check("nesterov", "nesterov needs a momentum above 0 and a dampening of 0",
             [](const C& c) { return !c.nesterov || (c.momentum > 0 && c.dampening == 0); });
}

template <class T>
SGD<T>::SGD(const SGDConfig& config, const ParameterLayout& layout)
    : config_(config), momentum_buffer_(config.momentum > 0 ? total_size(layout) : 0) {}

template <class T>
void SGD<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(config_.weight_decay);
  const T minus_lr = static_cast<T>(-step.lr);
  T* w = parameters.data();

  const double scheduled_momentum = step.momentum_or(config_.momentum);
  if (scheduled_momentum == 0) {
    for_each_gradient(step, gradients, [=](std::size_t i, T g) {
      const T gradient = multiply_add(decay, w[i], sign * g);
      w[i] = multiply_add(minus_lr, gradient, w[i]);
    });
    return;
  }

  // The buffer is zero before the first step, which takes the gradient whole.
  const T momentum = static_cast<T>(scheduled_momentum);
  const T one_minus_dampening = step.number == 1 ? T(1) : static_cast<T>(1 - config_.dampening);
  const bool nesterov = config_.nesterov;
  T* buffer = momentum_buffer_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], sign * g);
    const T moved = multiply_add(one_minus_dampening, gradient, momentum * buffer[i]);
    const T direction = nesterov ? multiply_add(momentum, moved, gradient) : moved;
    buffer[i] = moved;
    w[i] = multiply_add(minus_lr, direction, w[i]);
  });
}

template <class T>
std::vector<StateView> SGD<T>::state() {
  if (config_.momentum == 0) return {};
  return {{"momentum_buffer", momentum_buffer_.span()}};
}

template class SGD<float>;
template class SGD<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, SGDConfig>();

}  // namespace runner
