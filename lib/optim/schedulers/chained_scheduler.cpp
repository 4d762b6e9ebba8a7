#include "optim/schedulers/chained_scheduler.h"

#include "spec/registration.h"

namespace runner {

namespace {

class ChainedStepper final : public ScheduleStepper {
 public:
  ChainedStepper(const NestedSchedulers& schedulers, std::int64_t length) {
    for (const NestedScheduler& scheduler : schedulers) parts_.push_back(scheduler->make_stepper(length));
  }
  void begin(ScheduledGroup& group) override {
    for (auto& part : parts_) part->begin(group);
  }
  // PyTorch's has no initial step of its own: its parts make a whole one.
  void initial_step(ScheduledGroup& group) override { step(group); }
  void step(ScheduledGroup& group) override {
    for (auto& part : parts_) part->step(group);
  }
  // PyTorch's can't be restarted.
  void restart(ScheduledGroup& group) override {
    group.lr = group.initial_lr.value_or(group.lr);
    begin_again(group);
  }
  void undo() override {
    for (auto& part : parts_) part->undo();
  }
  void begin_again(ScheduledGroup& group) override {
    for (auto& part : parts_) part->begin_again(group);
  }

 private:
  std::vector<std::unique_ptr<ScheduleStepper>> parts_;
};

}  // namespace

Spec<ChainedSchedulerConfig> ChainedSchedulerConfig::spec() {
  using C = ChainedSchedulerConfig;
  return Spec<C>("ChainedScheduler", "Several schedules at once, each on top of the ones before it.")
      .alias("chained")
      .source("torch.optim.lr_scheduler.ChainedScheduler")
      .formula(
          "Each step, every schedule in turn changes the rate that it finds, as PyTorch's get_lr does: "
          "StepLR "
          "multiplies it,\nCosineAnnealingLR scales its distance from eta_min; LambdaLR, "
          "CosineAnnealingWarmRestarts, CyclicLR and OneCycleLR\nset their own.")
      .required_list("schedulers", &C::schedulers, "The schedules, in the order in which they act.");
}

std::unique_ptr<Schedule> ChainedSchedulerConfig::make(const ScheduleStart& start) const {
  return std::make_unique<SteppedSchedule>(*this, start);
}

std::unique_ptr<ScheduleStepper> ChainedSchedulerConfig::make_stepper(std::int64_t length) const {
  return std::make_unique<ChainedStepper>(schedulers, length);
}

void ChainedSchedulerConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  for (std::size_t i = 0; i < schedulers.size(); ++i) check_nested(schedulers, i, use, sink);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, ChainedSchedulerConfig>();

}  // namespace runner
