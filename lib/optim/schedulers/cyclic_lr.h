#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "expression/expression.h"
#include "optim/closed_form.h"
#include "optim/schedulers/cycled_momentum.h"
#include "spec/component.h"

namespace runner {

enum class CyclicMode { triangular, triangular2, exp_range };
constexpr auto choice_names(CyclicMode) {
  return std::array<std::string_view, 3>{"triangular", "triangular2", "exp_range"};
}
enum class CyclicScaleMode { cycle, iterations };
constexpr auto choice_names(CyclicScaleMode) {
  return std::array<std::string_view, 2>{"cycle", "iterations"};
}

/// torch.optim.lr_scheduler.CyclicLR, whose scale_fn is an expression. The optimizer's lr plays no part.
struct CyclicLRConfig : ClosedFormConfig {
  double base_lr = 0;
  double max_lr = 0;
  std::int64_t step_size_up = 2000;
  std::optional<std::int64_t> step_size_down;  ///< by default step_size_up
  CyclicMode mode = CyclicMode::triangular;
  double gamma = 1;
  std::optional<Expression> scale_fn;
  CyclicScaleMode scale_mode = CyclicScaleMode::cycle;
  bool cycle_momentum = true;
  double base_momentum = 0.8;
  double max_momentum = 0.9;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  std::optional<double> momentum(const ScheduleStart& start, std::int64_t passed) const override;
  std::optional<double> largest_momentum() const override;
  std::int64_t fewest_intervals() const override { return std::max(fewest_stairs, step_size_up); }
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  void prepare(ScheduledGroup& group) const override;
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<CyclicLRConfig> spec();

 private:
  double height(std::int64_t passed) const;
  double scale(double cycle, double passed) const;
};

}  // namespace runner
