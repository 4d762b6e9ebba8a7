#pragma once

#include <array>
#include <string_view>

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

enum class AnnealStrategy { cos, linear };
constexpr auto choice_names(AnnealStrategy) {
  return std::array<std::string_view, 2>{"cos", "linear"};
}

/// torch.optim.swa_utils.SWALR in closed form.
struct SWALRConfig : SchedulerConfig {
  double swa_lr = 0;
  std::int64_t anneal_epochs = 10;
  AnnealStrategy anneal_strategy = AnnealStrategy::cos;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<SWALRConfig> spec();

 private:
  double way(std::int64_t passed) const;
};

}  // namespace runner
