#include "optim/optimizers/adagrad.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AdagradConfig> AdagradConfig::spec() {
  using C = AdagradConfig;
  return Spec<C>("Adagrad", "Steps that shrink per parameter with the squared gradients seen so far.")
      .source("Duchi, Hazan & Singer 2011, jmlr.org/papers/v12/duchi11a.html")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "s_t = s_{t-1} + g_t²,  s_0 = initial_accumulator_value\n"
          "w_t = w_{t-1} - lr / (1 + (t - 1)·lr_decay) · g_t / (√s_t + eps)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("lr_decay", &C::lr_decay, "How fast the step size shrinks with the steps taken.", at_least(0))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("initial_accumulator_value", &C::initial_accumulator_value,
             "Where the sum of squared gradients starts.", at_least(0))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
Adagrad<T>::Adagrad(const AdagradConfig& config, const ParameterLayout& layout)
    : config_(config), sum_(total_size(layout)) {
  std::ranges::fill(sum_.span(), static_cast<T>(config.initial_accumulator_value));
}

template <class T>
void Adagrad<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(config_.weight_decay);
  const T eps = static_cast<T>(config_.eps);
  const double steps_before = static_cast<double>(step.number - 1);
  const T minus_lr = static_cast<T>(-step.lr / (1 + steps_before * config_.lr_decay));
  T* w = parameters.data();
  T* sum = sum_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    const T gradient = multiply_add(decay, w[i], sign * g);
    sum[i] = multiply_add(gradient, gradient, sum[i]);
    w[i] += minus_lr * gradient / (std::sqrt(sum[i]) + eps);
  });
}

template <class T>
std::vector<StateView> Adagrad<T>::state() {
  return {{"sum", sum_.span()}};
}

template class Adagrad<float>;
template class Adagrad<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AdagradConfig>();

}  // namespace runner
