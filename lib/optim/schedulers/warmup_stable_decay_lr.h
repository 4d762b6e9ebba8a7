#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

enum class RampType { linear, cosine, one_minus_sqrt };
constexpr auto choice_names(RampType) {
  return std::array<std::string_view, 3>{"linear", "cosine", "1-sqrt"};
}

/// transformers' get_wsd_schedule. The part between is as long as the training leaves where it is not given.
struct WarmupStableDecayLRConfig : ClosedFormConfig {
  std::int64_t num_warmup_steps = 0;
  std::int64_t num_decay_steps = 0;
  std::optional<std::int64_t> num_stable_steps;
  RampType warmup_type = RampType::linear;
  RampType decay_type = RampType::cosine;
  double min_lr_ratio = 0;
  double num_cycles = 0.5;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<WarmupStableDecayLRConfig> spec();

 private:
  double factor(std::int64_t length, std::int64_t passed) const;
};

}  // namespace runner
