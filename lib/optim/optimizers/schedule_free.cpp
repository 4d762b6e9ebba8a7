#include "optim/optimizers/schedule_free.h"

#include <algorithm>
#include <cmath>

#include "optim/each_parameter.h"
#include "optim/field_help.h"
#include "optim/rounding.h"
#include "spec/registration.h"

// The parameters in memory are y, and x is kept beside them. The authors keep y and z and work x out from
// both where it is evaluated; that saves a vector, but divides by β1 and loses digits where training goes on
// after it.

namespace runner {

namespace {

template <class C>
void add_schedule_free_fields(Spec<C>& spec) {
  spec.field("warmup_steps", &C::warmup_steps, "Steps in which lr grows from 0.", at_least(0))
      .field("r", &C::r, "Power of the step in its weight in the average.", at_least(0))
      .field("weight_lr_power", &C::weight_lr_power,
             "Power of the largest lr so far in a step's weight in the average.", at_least(0));
}

}  // namespace

Spec<SGDScheduleFreeConfig> SGDScheduleFreeConfig::spec() {
  using C = SGDScheduleFreeConfig;
  Spec<C> spec("SGDScheduleFree", "Gradient descent that averages instead of following a schedule.");
  spec.source(
          "Defazio et al. 2024, equations 3 to 5, arXiv:2405.15682, with the options and weights of the "
          "authors' "
          "schedulefree. Metrics are of x")
      .formula(
          "γ = lr·min(1, t / warmup_steps)\n"
          "z_t = z_{t-1} - γ·(g_t + weight_decay·y_{t-1}),  g_t = ∇f(y_{t-1})\n"
          "x_t = (1 - c)·x_{t-1} + c·z_t,  c = ω_t / (ω_1 + … + ω_t),  ω_t = t^r · max(γ)^weight_lr_power\n"
          "y_t = (1 - momentum)·z_t + momentum·x_t,  from x_0 = y_0 = z_0 = w_0")
      .field("lr", &C::lr, "Step size before scheduling; no schedule is needed.", at_least(0))
      .field("momentum", &C::momentum, "How near to the average gradients are taken.", half_open(0, 1))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0));
  add_schedule_free_fields(spec);
  return spec;
}

Spec<AdamWScheduleFreeConfig> AdamWScheduleFreeConfig::spec() {
  using C = AdamWScheduleFreeConfig;
  Spec<C> spec("AdamWScheduleFree", "AdamW that averages instead of following a schedule.");
  spec.source(
          "Defazio et al. 2024, Algorithm 1, arXiv:2405.15682, as in the authors' schedulefree 1.4: the "
          "second "
          "moment's correction is inside the root, where the paper has it in γ. Metrics are of x")
      .formula(
          "γ = lr·min(1, t / warmup_steps)\n"
          "v_t = β2·v_{t-1} + (1 - β2)·g_t²,  g_t = ∇f(y_{t-1})\n"
          "z_t = z_{t-1} - γ·(g_t / (√(v_t / (1 - β2^t)) + eps) + weight_decay·y_{t-1})\n"
          "x_t = (1 - c)·x_{t-1} + c·z_t,  c = ω_t / (ω_1 + … + ω_t),  ω_t = t^r · max(γ)^weight_lr_power\n"
          "y_t = (1 - β1)·z_t + β1·x_t,  from x_0 = y_0 = z_0 = w_0")
      .field("lr", &C::lr, "Step size before scheduling; no schedule is needed.", at_least(0))
      .field("betas", &C::betas,
             "How near to the average gradients are taken, and the memory of the second moment.",
             half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0));
  add_schedule_free_fields(spec);
  return spec;
}

template <class T>
ScheduleFree<T>::ScheduleFree(const ScheduleFreeOptions& options, const ParameterLayout& layout)
    : z_(total_size(layout)), x_(total_size(layout)), options_(options) {}

template <class T>
void ScheduleFree<T>::evaluation_point(std::span<const T> parameters, std::span<T> point) const {
  const bool stepped = lr_max_ >= 0;
  std::ranges::copy(stepped ? x_.span() : parameters, point.begin());
}

template <class T>
typename ScheduleFree<T>::Rates ScheduleFree<T>::begin(std::span<const T> parameters, const Step& step) {
  if (step.number == 1) {
    std::ranges::copy(parameters, z_.data());
    std::ranges::copy(parameters, x_.data());
  }
  const double t = static_cast<double>(step.number);
  const double warmup = static_cast<double>(options_.warmup_steps);
  const double lr = step.lr * (t < warmup ? t / warmup : 1);
  lr_max_ = std::max(lr_max_, lr);
  const double weight = std::pow(t, options_.r) * std::pow(lr_max_, options_.weight_lr_power);
  weight_sum_ += weight;
  return {static_cast<T>(lr), static_cast<T>(weight_sum_ > 0 ? weight / weight_sum_ : 0)};
}

template <class T>
std::vector<StateView> ScheduleFree<T>::state() {
  return {{"z", z_.span()}, {"x", x_.span()}, {"weight_sum", weight_sum_}, {"lr_max", lr_max_}};
}

template <class T>
SGDScheduleFree<T>::SGDScheduleFree(const SGDScheduleFreeConfig& config, const ParameterLayout& layout)
    : ScheduleFree<T>(config, layout), config_(config) {}

template <class T>
void SGDScheduleFree<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto [lr, weight] = this->begin(parameters, step);
  const T decay = static_cast<T>(config_.weight_decay);
  const T momentum = static_cast<T>(step.momentum_or(config_.momentum));
  const std::size_t n = parameters.size();
  T* y = parameters.data();
  const T* g = gradients.data();
  T* z = this->z_.data();
  T* x = this->x_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    z[i] -= lr * multiply_add(decay, y[i], g[i]);
    x[i] = lerp(x[i], z[i], weight);
    y[i] = lerp(z[i], x[i], momentum);
  });
}

template <class T>
AdamWScheduleFree<T>::AdamWScheduleFree(const AdamWScheduleFreeConfig& config, const ParameterLayout& layout)
    : ScheduleFree<T>(config, layout), config_(config), exp_avg_sq_(total_size(layout)) {}

template <class T>
void AdamWScheduleFree<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const auto [lr, weight] = this->begin(parameters, step);
  const auto betas = step.betas_or(config_.betas);
  const T beta1 = static_cast<T>(betas[0]);
  const T beta2 = static_cast<T>(betas[1]);
  const T one_minus_beta2 = static_cast<T>(1 - betas[1]);
  const T correction = static_cast<T>(1 - std::pow(betas[1], static_cast<double>(step.number)));
  const T eps = static_cast<T>(config_.eps);
  const T decay = static_cast<T>(config_.weight_decay);
  const std::size_t n = parameters.size();
  T* y = parameters.data();
  const T* g = gradients.data();
  T* square = exp_avg_sq_.data();
  T* z = this->z_.data();
  T* x = this->x_.data();
  for_each_parameter(step, n, [=](std::size_t i) {
    square[i] = multiply_add(one_minus_beta2 * g[i], g[i], beta2 * square[i]);
    const T divided = g[i] / (std::sqrt(square[i] / correction) + eps);
    z[i] -= lr * multiply_add(decay, y[i], divided);
    x[i] = lerp(x[i], z[i], weight);
    y[i] = lerp(z[i], x[i], beta1);
  });
}

template <class T>
std::vector<StateView> AdamWScheduleFree<T>::state() {
  auto views = ScheduleFree<T>::state();
  views.push_back({"exp_avg_sq", exp_avg_sq_.span()});
  return views;
}

template class ScheduleFree<float>;
template class ScheduleFree<double>;
template class SGDScheduleFree<float>;
template class SGDScheduleFree<double>;
template class AdamWScheduleFree<float>;
template class AdamWScheduleFree<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, SGDScheduleFreeConfig>();
template Registration<OptimizerConfig> registration<OptimizerConfig, AdamWScheduleFreeConfig>();

}  // namespace runner
