#pragma once

#include "optim/closed_form.h"
#include "optim/schedulers/anneal.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.swa_utils.SWALR in closed form.
struct SWALRConfig : ClosedFormConfig {
  double swa_lr = 0;
  std::int64_t anneal_epochs = 10;
  AnnealStrategy anneal_strategy = AnnealStrategy::cos;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<SWALRConfig> spec();

 private:
  double way(std::int64_t passed) const;
};

}  // namespace runner
