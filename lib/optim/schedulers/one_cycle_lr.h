#pragma once

#include <optional>

#include "optim/closed_form.h"
#include "optim/schedulers/anneal.h"
#include "optim/schedulers/cycled_momentum.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.OneCycleLR. The optimizer's lr plays no part. As long as the training where no
/// number of steps is given.
struct OneCycleLRConfig : ClosedFormConfig {
  double max_lr = 0;
  std::optional<std::int64_t> total_steps, epochs, steps_per_epoch;
  double pct_start = 0.3;
  AnnealStrategy anneal_strategy = AnnealStrategy::cos;
  bool cycle_momentum = true;
  double base_momentum = 0.85;
  double max_momentum = 0.95;
  double div_factor = 25;
  double final_div_factor = 1e4;
  bool three_phase = false;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  std::optional<double> momentum(const ScheduleStart& start, std::int64_t passed) const override;
  std::optional<double> largest_momentum() const override;
  std::int64_t fewest_intervals() const override { return fewest_stairs; }
  void prepare(ScheduledGroup& group) const override;
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<OneCycleLRConfig> spec();

 private:
  /// What a phase moves from and to: low is initial_lr and max_momentum, high max_lr and base_momentum, end
  /// the smallest rate.
  enum class Corner { low, high, end };
  struct Point {
    Corner from, to;
    double way;  // 0 … 1
  };
  Point point(const ScheduleStart& start, std::int64_t passed) const;
  double total(std::int64_t length) const;
};

}  // namespace runner
