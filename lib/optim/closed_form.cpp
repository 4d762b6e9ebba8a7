#include "optim/closed_form.h"

// Two ways to the same rates. Alone, a schedule is its formula, which a resumed run evaluates at once. As a
// part of another (ChainedScheduler, SequentialLR) it moves from one interval to the next, multiplying what
// the others left, as PyTorch's step() does, and rounds as that does; then only the walk from the start gives
// the same bits.

namespace runner {

namespace {

class ClosedFormSchedule final : public Schedule {
 public:
  ClosedFormSchedule(const ClosedFormConfig& config, const ScheduleStart& start)
      : config_(config), start_(start) {}
  Rates at(std::int64_t passed) override {
    return {config_.rate(start_, passed), config_.momentum(start_, passed)};
  }

 private:
  const ClosedFormConfig& config_;
  ScheduleStart start_;
};

class ClosedFormStepper final : public ScheduleStepper {
 public:
  using Move = ClosedFormConfig::Move;
  ClosedFormStepper(const ClosedFormConfig& config, std::int64_t length)
      : config_(config), start_{0, length} {}

  void begin(ScheduledGroup& group) override {
    config_.prepare(group);
    if (!group.initial_lr) group.initial_lr = group.lr;
    start_.lr = *group.initial_lr;
    initial_step(group);
  }
  void initial_step(ScheduledGroup& group) override {
    steps_ = 0;
    ++passed_;
    move(Move::initial, group);
  }
  void step(ScheduledGroup& group) override {
    ++steps_;
    ++passed_;
    move(Move::step, group);
  }
  void restart(ScheduledGroup& group) override {
    passed_ = 0;
    move(Move::restart, group);
  }
  void undo() override { --passed_; }
  void begin_again(ScheduledGroup& group) override {
    passed_ = -1;
    initial_step(group);
  }

 private:
  void move(Move move, ScheduledGroup& group) {
    group.lr = config_.follow(start_, {move, passed_, steps_, group.lr});
    if (const auto momentum = config_.momentum(start_, passed_)) group.momentum = momentum;
  }

  const ClosedFormConfig& config_;
  ScheduleStart start_;
  std::int64_t passed_ = -1, steps_ = 0;
};

}  // namespace

std::unique_ptr<Schedule> ClosedFormConfig::make(const ScheduleStart& start) const {
  return std::make_unique<ClosedFormSchedule>(*this, start);
}

std::unique_ptr<ScheduleStepper> ClosedFormConfig::make_stepper(std::int64_t length) const {
  return std::make_unique<ClosedFormStepper>(*this, length);
}

}  // namespace runner
