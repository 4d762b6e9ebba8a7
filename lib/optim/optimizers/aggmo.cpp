#include "optim/optimizers/aggmo.h"

#include <string>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<AggMoConfig> AggMoConfig::spec() {
  using C = AggMoConfig;
  return Spec<C>("AggMo", "Gradient descent along the mean of several momenta.")
      .source("Lucas et al. 2019, equations 3 and 4, arXiv:1804.00325")
      .formula(
          "g_t = ∇f(w_{t-1}) + weight_decay·w_{t-1}\n"
          "b_t = β·b_{t-1} + g_t  for each β of betas\n"
          "w_t = w_{t-1} - lr·mean of the b_t")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, "Share of each momentum that is kept.", half_open(0, 1))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .check("betas", "betas needs at least one number", [](const C& c) { return !c.betas.empty(); });
}

template <class T>
AggMo<T>::AggMo(const AggMoConfig& config, const ParameterLayout& layout)
    : config_(config), gradient_(total_size(layout)) {
  for (std::size_t k = 0; k < config.betas.size(); ++k) momentum_buffers_.emplace_back(total_size(layout));
}

template <class T>
void AggMo<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const T decay = static_cast<T>(config_.weight_decay);
  const T minus_lr = static_cast<T>(-step.lr / static_cast<double>(config_.betas.size()));
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  T* g = gradient_.data();
  for_each_parameter(step, n, [=](std::size_t i) { g[i] = multiply_add(decay, w[i], gradients[i]); });
  for (std::size_t k = 0; k < momentum_buffers_.size(); ++k) {
    const T beta = static_cast<T>(config_.betas[k]);
    T* buffer = momentum_buffers_[k].data();
    for_each_parameter(step, n, [=](std::size_t i) {
      buffer[i] = multiply_add(beta, buffer[i], g[i]);
      w[i] = multiply_add(minus_lr, buffer[i], w[i]);
    });
  }
}

template <class T>
std::vector<StateView> AggMo<T>::state() {
  std::vector<StateView> views;
  for (std::size_t k = 0; k < momentum_buffers_.size(); ++k) {
    views.push_back({"momentum_buffer." + std::to_string(k), momentum_buffers_[k].span()});
  }
  return views;
}

template class AggMo<float>;
template class AggMo<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, AggMoConfig>();

}  // namespace runner
