#include "optim/optimizers/asgd.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<ASGDConfig> ASGDConfig::spec() {
  using C = ASGDConfig;
  return Spec<C>("ASGD", "Gradient descent with a falling step size that keeps the average of its points.")
      .source("Polyak & Juditsky 1992; step sizes: Bottou's, as in torch.optim.ASGD")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "w_t = (1 - lambd·η_t)·w_{t-1} - η_t·g_t,  η_1 = lr\n"
          "a_t = a_{t-1} + μ_t·(w_t - a_{t-1}),  μ_1 = 1\n"
          "η_{t+1} = lr / (1 + lambd·lr·t)^alpha,  μ_{t+1} = 1 / max(1, t - t0)\n"
          "training and evaluation go on at w; the average a is in the checkpoint as `ax`")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("lambd", &C::lambd, "Share by which each step shrinks the parameters, and the step size falls.",
             at_least(0))
      .field("alpha", &C::alpha, "Power with which the step size falls.")
      .field("t0", &C::t0, "The step at which averaging starts.")
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("maximize", &C::maximize, maximize_help);
}

template <class T>
ASGD<T>::ASGD(const ASGDConfig& config, const ParameterLayout& layout)
    : config_(config), ax_(total_size(layout)) {}

template <class T>
void ASGD<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  if (step.number == 1) eta_ = static_cast<T>(step.lr);
  const T sign = config_.maximize ? T(-1) : T(1);
  const T decay = static_cast<T>(config_.weight_decay);
  const T decay_factor = static_cast<T>(1 - config_.lambd * static_cast<double>(eta_));
  const T minus_eta = -eta_;
  const T mu = mu_;
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  const T* g = gradients.data();
  T* average = ax_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    const T gradient = multiply_add(decay, w[i], sign * g[i]);
    w[i] = multiply_add(minus_eta, gradient, decay_factor * w[i]);
    average[i] = mu == T(1) ? w[i] : average[i] + (w[i] - average[i]) * mu;
  });
  // For the next step: PyTorch too works both out at the end.
  const double t = static_cast<double>(step.number);
  eta_ = static_cast<T>(step.lr / std::pow(1 + config_.lambd * step.lr * t, config_.alpha));
  mu_ = static_cast<T>(1 / std::max(1.0, t - config_.t0));
}

template <class T>
std::vector<StateView> ASGD<T>::state() {
  return {{"ax", ax_.span()}, {"eta", eta_}, {"mu", mu_}};
}

template class ASGD<float>;
template class ASGD<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, ASGDConfig>();

}  // namespace runner
