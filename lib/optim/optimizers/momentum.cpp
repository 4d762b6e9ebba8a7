#include "optim/optimizers/momentum.h"

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<MomentumConfig> MomentumConfig::spec() {
  using C = MomentumConfig;
  return Spec<C>("Momentum", "Gradient descent along an exponential moving average of the gradients.")
      .source("Polyak 1964, written as an exponential moving average")
      .formula(
          "S_t = (1 - beta)·g_t + beta·S_{t-1},  S_0 = 0\n"
          "w_t = w_{t-1} - lr·S_t")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("beta", &C::beta, "Memory of the average; 0 is plain gradient descent.", half_open(0, 1));
}

template <class T>
Momentum<T>::Momentum(const MomentumConfig& config, const ParameterLayout& layout)
    : config_(config), average_(total_size(layout)) {}

template <class T>
void Momentum<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const double momentum = step.momentum_or(config_.beta);
  const T beta = static_cast<T>(momentum);
  const T one_minus_beta = static_cast<T>(1 - momentum);
  const T minus_lr = static_cast<T>(-step.lr);
  T* w = parameters.data();
  T* average = average_.data();
  for_each_gradient(step, gradients, [=](std::size_t i, T g) {
    average[i] = multiply_add(one_minus_beta, g, beta * average[i]);
    w[i] = multiply_add(minus_lr, average[i], w[i]);
  });
}

template <class T>
std::vector<StateView> Momentum<T>::state() {
  return {{"average", average_.span()}};
}

template class Momentum<float>;
template class Momentum<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, MomentumConfig>();

}  // namespace runner
