#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "optim/scheduler.h"
#include "spec/component.h"

namespace runner {

enum class PlateauMode { min, max, automatic };
constexpr auto choice_names(PlateauMode) {
  return std::array<std::string_view, 3>{"min", "max", "auto"};
}
enum class ThresholdMode { rel, abs };
constexpr auto choice_names(ThresholdMode) {
  return std::array<std::string_view, 2>{"rel", "abs"};
}

/// torch.optim.lr_scheduler.ReduceLROnPlateau.
struct ReduceLROnPlateauConfig : SchedulerConfig {
  std::optional<std::string> monitor;  ///< by default val_loss, without a validation part train_loss
  PlateauMode mode = PlateauMode::min;
  double factor = 0.1;
  std::int64_t patience = 10;
  double threshold = 1e-4;
  ThresholdMode threshold_mode = ThresholdMode::rel;
  std::int64_t cooldown = 0;
  double min_lr = 0;
  double eps = 1e-8;

  std::unique_ptr<Schedule> make(const ScheduleStart& start) const override;
  std::unique_ptr<ScheduleStepper> make_stepper(std::int64_t length) const override;
  std::optional<std::string> watched_column() const override { return monitor.value_or(""); }
  std::optional<bool> higher_is_better() const override;
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<ReduceLROnPlateauConfig> spec();
};

}  // namespace runner
