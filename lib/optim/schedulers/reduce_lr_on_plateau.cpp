#include "optim/schedulers/reduce_lr_on_plateau.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "optim/schedule_stepper.h"
#include "spec/registration.h"

// The only schedule that depends on what the training does, so the only one with a state, and it can be no
// part of another one: PyTorch's has another step() too.

namespace runner {

namespace {

class Plateau final : public Schedule {
 public:
  Plateau(const ReduceLROnPlateauConfig& config, const ScheduleStart& start)
      : config_(config),
        higher_(config.higher_is_better().value_or(start.higher_is_better)),
        lr_(start.lr),
        best_(higher_ ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity()) {}

  Rates at(std::int64_t /*passed*/) override { return {lr_, {}}; }

  void watch(double value) override {
    if (is_better(value)) {
      best_ = value;
      num_bad_epochs_ = 0;
    } else {
      ++num_bad_epochs_;
    }
    if (cooldown_counter_ > 0) {
      --cooldown_counter_;
      num_bad_epochs_ = 0;
    }
    if (num_bad_epochs_ <= config_.patience) return;
    const double reduced = std::max(lr_ * config_.factor, config_.min_lr);
    if (lr_ - reduced > config_.eps) lr_ = reduced;
    cooldown_counter_ = config_.cooldown;
    num_bad_epochs_ = 0;
  }

  std::vector<StateView> state() override {
    return {{"lr", lr_},
            {"best", best_},
            {"num_bad_epochs", num_bad_epochs_},
            {"cooldown_counter", cooldown_counter_}};
  }

 private:
  bool is_better(double value) const {
    const bool relative = config_.threshold_mode == ThresholdMode::rel;
    if (!higher_) return value < (relative ? best_ * (1 - config_.threshold) : best_ - config_.threshold);
    return value > (relative ? best_ * (config_.threshold + 1) : best_ + config_.threshold);
  }

  const ReduceLROnPlateauConfig& config_;
  bool higher_;
  double lr_, best_;
  std::int64_t num_bad_epochs_ = 0, cooldown_counter_ = 0;
};

}  // namespace

Spec<ReduceLROnPlateauConfig> ReduceLROnPlateauConfig::spec() {
  using C = ReduceLROnPlateauConfig;
  return Spec<C>("ReduceLROnPlateau", "The rate times factor when a measured column stops getting better.")
      .source("torch.optim.lr_scheduler.ReduceLROnPlateau")
      .formula(
          "better: value < best·(1 - threshold), or value < best - threshold for abs\n"
          "max: value > best·(1 + threshold), or value > best + threshold for abs\n"
          "after more than patience epochs that are not better: lr = max(lr·factor, min_lr)")
      .field("monitor", &C::monitor,
             "The column of metrics.csv to watch: val_loss by default, train_loss without a validation part.")
      .field("mode", &C::mode, "Whether small or large values are good; auto: as the column has it.")
      .field("factor", &C::factor, "Factor of each change.", half_open(0, 1))
      .field("patience", &C::patience, "Epochs that may pass without getting better.", at_least(0))
      .field("threshold", &C::threshold, "How much better counts.", at_least(0))
      .field("threshold_mode", &C::threshold_mode, "Whether the threshold is a share of the best value.")
      .field("cooldown", &C::cooldown, "Epochs after a change in which nothing is counted.", at_least(0))
      .field("min_lr", &C::min_lr, "The smallest rate.", at_least(0))
      .field("eps", &C::eps, "A change of less than this is not made.", at_least(0))
      .check("interval", "the columns that are watched have a value per epoch",
             [](const C& c) { return c.interval == Interval::epoch; });
}

std::unique_ptr<Schedule> ReduceLROnPlateauConfig::make(const ScheduleStart& start) const {
  return std::make_unique<Plateau>(*this, start);
}

std::unique_ptr<ScheduleStepper> ReduceLROnPlateauConfig::make_stepper(std::int64_t /*length*/) const {
  return nullptr;
}

std::optional<bool> ReduceLROnPlateauConfig::higher_is_better() const {
  if (mode == PlateauMode::automatic) return std::nullopt;
  return mode == PlateauMode::max;
}

void ReduceLROnPlateauConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  // The first epoch is better than none, patience others may be worse, and what follows takes effect after.
  if (patience < use.length - 2) return;
  sink.warning("patience", fmt::format("this changes nothing in {} epoch{}: patience is {}", use.length,
                                       use.length == 1 ? "" : "s", patience));
}

template Registration<SchedulerConfig> registration<SchedulerConfig, ReduceLROnPlateauConfig>();

}  // namespace runner
