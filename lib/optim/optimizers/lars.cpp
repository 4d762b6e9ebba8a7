#include "optim/optimizers/lars.h"

#include "optim/field_help.h"
#include "optim/norm.h"
#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<LARSConfig> LARSConfig::spec() {
  using C = LARSConfig;
  return Spec<C>("LARS",
                 "Gradient descent with momentum and, tensor by tensor, a rate that fits the weights.")
      .source(
          "You, Gitman & Ginsburg 2017, Algorithm 1, arXiv:1708.03888; eps and the ratio 1 are custom since")
      .formula(
          "r_t = trust_coefficient · ‖w_{t-1}‖ / (‖g_t‖ + weight_decay·‖w_{t-1}‖ + eps)  for each tensor w; "
          "1 "
          "where a norm is 0\n"
          "b_t = momentum·b_{t-1} + lr·r_t·(g_t + weight_decay·w_{t-1})\n"
          "w_t = w_{t-1} - b_t")
      .field("lr", &C::lr, "Step size before scheduling; multiplied by each tensor's own ratio.", at_least(0))
      .field("momentum", &C::momentum, "Share of the last step that is kept.", half_open(0, 1))
      .field("weight_decay", &C::weight_decay, coupled_decay_help, at_least(0))
      .field("trust_coefficient", &C::trust_coefficient,
             "How much of a tensor's length a step may be, before lr.", above(0))
      .field("eps", &C::eps, "Added to the norm of the gradient.", at_least(0))
      .field("exclude_bias_and_norm", &C::exclude_bias_and_norm,
             "Give tensors of one dimension no weight decay, and the ratio 1.");
}

template <class T>
LARS<T>::LARS(const LARSConfig& config, const ParameterLayout& layout)
    : config_(config), layout_(layout), momentum_buffer_(total_size(layout)) {}

template <class T>
double LARS<T>::rate(std::span<const T> w, std::span<const T> g, double decay) const {
  const double weights = norm(w);
  const double gradient = norm(g);
  // A tensor of zeros, such as a bias at first, would never move.
  if (weights == 0 || gradient == 0) return 1;
  return config_.trust_coefficient * weights / (gradient + decay * weights + config_.eps);
}

template <class T>
void LARS<T>::step(std::span<T> parameters, std::span<const T> gradients, const Step& step) {
  const T momentum = static_cast<T>(step.momentum_or(config_.momentum));
  for (const ParameterView& view : layout_) {
    const auto first = static_cast<std::size_t>(view.offset);
    const auto count = static_cast<std::size_t>(view.size);
    const std::span<T> w = parameters.subspan(first, count);
    const std::span<const T> g = gradients.subspan(first, count);
    const std::span<T> buffer = momentum_buffer_.span().subspan(first, count);
    const bool plain = config_.exclude_bias_and_norm && view.shape.size() < 2;
    const double weight_decay = plain ? 0 : config_.weight_decay;
    const T decay = static_cast<T>(weight_decay);
    const T lr = static_cast<T>(step.lr * (plain ? 1 : rate(w, g, weight_decay)));
    for (std::size_t i = 0; i < count; ++i) {
      const T gradient = multiply_add(decay, w[i], g[i]);
      buffer[i] = multiply_add(lr, gradient, momentum * buffer[i]);
      w[i] -= buffer[i];
    }
  }
}

template <class T>
std::vector<StateView> LARS<T>::state() {
  return {{"momentum_buffer", momentum_buffer_.span()}};
}

template class LARS<float>;
template class LARS<double>;

template Registration<OptimizerConfig> registration<OptimizerConfig, LARSConfig>();

}  // namespace runner
