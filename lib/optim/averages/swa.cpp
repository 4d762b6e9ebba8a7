#include "optim/averages/swa.h"

#include "spec/registration.h"

namespace runner {

Spec<SWAConfig> SWAConfig::spec() {
  using C = SWAConfig;
  return Spec<C>(
             "SWA",
             "Stochastic weight averaging: the mean of the weights, usually at the end of each of the last "
             "epochs, at a rate that stays high (see SWALR). With interval: iteration it is "
             "Polyak-Ruppert averaging.")
      .source(
          "torch.optim.swa_utils.AveragedModel; Izmailov et al. 2018, Averaging weights leads to wider "
          "optima "
          "and better generalization, arXiv:1803.05407; Polyak & Juditsky 1992")
      .formula("a = a + (w - a) / (n + 1),  n = how many were averaged before; a = w at first");
}

template <class T>
void SWAConfig::blend(std::span<T> average, std::span<const T> parameters, std::int64_t count) const {
  const T all = static_cast<T>(count + 1);
  for (std::size_t i = 0; i < average.size(); ++i) average[i] += (parameters[i] - average[i]) / all;
}

template void SWAConfig::blend(std::span<float>, std::span<const float>, std::int64_t) const;
template void SWAConfig::blend(std::span<double>, std::span<const double>, std::int64_t) const;

template Registration<AveragingConfig> registration<AveragingConfig, SWAConfig>();

}  // namespace runner
