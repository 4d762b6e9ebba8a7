#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "optim/optimizer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class AdEMAMix;

struct AdEMAMixConfig : OptimizerConfigOf<AdEMAMixConfig, AdEMAMix> {
  double lr = 1e-3;
  std::array<double, 3> betas = {0.9, 0.999, 0.9999};
  double alpha = 5;
  std::optional<std::int64_t> beta3_warmup;
  std::optional<std::int64_t> alpha_warmup;
  double eps = 1e-8;
  double weight_decay = 0;

  static Spec<AdEMAMixConfig> spec();
};

/// AdEMAMix: Adam whose first moment is a fast and a slow average of the gradients together.
template <class T>
class AdEMAMix final : public Optimizer<T> {
 public:
  AdEMAMix(const AdEMAMixConfig& config, const ParameterLayout& layout);

  void step(std::span<T> parameters, std::span<const T> gradients, const Step& step) override;
  std::vector<StateView> state() override;

 private:
  AdEMAMixConfig config_;
  Buffer<T> exp_avg_fast_;
  Buffer<T> exp_avg_slow_;
  Buffer<T> exp_avg_sq_;
};

}  // namespace runner
