#include "optim/optimizers/lookahead.h"

#include <algorithm>

#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<LookaheadConfig> LookaheadConfig::spec() {
  using C = LookaheadConfig;
  return Spec<C>("Lookahead", "A wrapper: slow weights that follow another optimizer part of the way.")
      .source(
          "Zhang et al. 2019, Algorithm 1, arXiv:1907.08610. The inner optimizer's memory is left as it is; "
          "metrics are of the weights that are stepped")
      .formula(
          "w_t = a step of `optimizer` from w_{t-1}\n"
          "every k steps: s = s + alpha·(w_t - s), from s = w_0;  w_t = s")
      .required("optimizer", &C::optimizer, "The optimizer that runs ahead.")
      .field("k", &C::k, "Its steps between two of the slow weights.", at_least(1))
      .field("alpha", &C::alpha, "How far the slow weights follow: 1 is the optimizer alone.", closed(0, 1))
      .check("optimizer", "an optimizer that is evaluated at an average of its own can't be in Lookahead",
             [](const C& c) { return !c.optimizer->uses_averaged_weights_anywhere(); });
}

template <class T>
Lookahead<T>::Lookahead(const LookaheadConfig& config, const ParameterLayout& layout)
    : fast_(config.optimizer->make<T>(layout)),
      k_(config.k),
      alpha_(static_cast<T>(config.alpha)),
      slow_(total_size(layout)) {}

template <class T>
void Lookahead<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  if (step.number == 1) std::ranges::copy(parameters, slow_.data());
  fast_->step(parameters, gradients, step);
  if (step.number % k_ != 0) return;
  const std::size_t n = parameters.size();
  T* w = parameters.data();
  T* slow = slow_.data();
  for (std::size_t i = 0; i < n; ++i) {
    slow[i] = lerp(slow[i], w[i], alpha_);
    w[i] = slow[i];
  }
}

template <class T>
std::vector<StateView> Lookahead<T>::state() {
  std::vector<StateView> views = {{"slow", slow_.span()}};
  add_state(views, "optimizer.", fast_->state());
  return views;
}

template class Lookahead<float>;
template class Lookahead<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, LookaheadConfig>();

}  // namespace runner
