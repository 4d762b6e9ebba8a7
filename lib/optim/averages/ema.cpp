#include "optim/averages/ema.h"

#include "optim/rounding.h"
#include "spec/registration.h"

namespace runner {

Spec<EMAConfig> EMAConfig::spec() {
  using C = EMAConfig;
  return Spec<C>("EMA", "The exponential moving average of the weights.")
      .source(
          "torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn; Polyak & Juditsky 1992, "
          "Acceleration of stochastic approximation by averaging")
      .formula("a = w at first, then a = decay·a + (1 - decay)·w")
      .field("decay", &C::decay, "Memory of the average: 0.999 looks back over some 1000 steps.",
             closed(0, 1));
}

template <class T>
void EMAConfig::blend(std::span<T> average, std::span<const T> parameters, std::int64_t /*count*/) const {
  const T one_minus_decay = static_cast<T>(1 - decay);
  for (std::size_t i = 0; i < average.size(); ++i)
    average[i] = lerp(average[i], parameters[i], one_minus_decay);
}

template void EMAConfig::blend(std::span<float>, std::span<const float>, std::int64_t) const;
template void EMAConfig::blend(std::span<double>, std::span<const double>, std::int64_t) const;

template Registration<AveragingConfig> registration<AveragingConfig, EMAConfig>();

}  // namespace runner
