#include "optim/schedulers/sequential_lr.h"

#include <algorithm>

#include "spec/registration.h"

// All parts are made at once and each makes its initial step on the group, as in PyTorch's constructor, which
// then takes those steps back: what a part writes into the group at its beginning is seen by those behind it.

namespace runner {

namespace {

class SequentialStepper final : public ScheduleStepper {
 public:
  SequentialStepper(const SequentialLRConfig& config, std::int64_t length) : milestones_(config.milestones) {
    for (std::size_t i = 0; i < config.schedulers.size(); ++i)
      parts_.push_back(config.schedulers[i]->make_stepper(config.length_of(i, length)));
  }
  void begin(ScheduledGroup& group) override {
    for (auto& part : parts_) part->begin(group);
    group.lr = group.initial_lr.value_or(group.lr);
    undo();
    parts_[turn()]->initial_step(group);
  }
  // PyTorch's counts on here: inside another one its milestones come an interval early.
  void initial_step(ScheduledGroup& group) override { step(group); }
  void step(ScheduledGroup& group) override {
    ++passed_;
    const std::size_t now = turn();
    const bool is_new = now > 0 && milestones_[now - 1] == passed_;
    is_new ? parts_[now]->restart(group) : parts_[now]->step(group);
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
    passed_ = 0;
    parts_[turn()]->begin_again(group);
  }

 private:
  std::size_t turn() const {
    const auto next = std::upper_bound(milestones_.begin(), milestones_.end(), passed_);
    return static_cast<std::size_t>(next - milestones_.begin());
  }

  const std::vector<std::int64_t>& milestones_;
  std::vector<std::unique_ptr<ScheduleStepper>> parts_;
  std::int64_t passed_ = 0;
};

}  // namespace

Spec<SequentialLRConfig> SequentialLRConfig::spec() {
  using C = SequentialLRConfig;
  return Spec<C>("SequentialLR", "One schedule after the other.")
      .alias("sequential")
      .source("torch.optim.lr_scheduler.SequentialLR")
      .formula(
          "The first schedule until the first milestone, the second from there, counting from 0, and so on.\n"
          "At its milestone a schedule begins with the optimizer's rate; MultiplicativeLR and SWALR go on "
          "from "
          "the rate they find.")
      .required_list("schedulers", &C::schedulers, "The schedules, one after the other.")
      .required("milestones", &C::milestones,
                "Numbers of epochs (or iterations) after which the next schedule begins, increasing.",
                at_least(0))
      .check("milestones", "there must be one milestone less than there are schedules",
             [](const C& c) { return c.milestones.size() + 1 == c.schedulers.size(); })
      .check("milestones", "milestones must increase",
             [](const C& c) { return std::is_sorted(c.milestones.begin(), c.milestones.end()); });
}

std::int64_t SequentialLRConfig::length_of(std::size_t part, std::int64_t length) const {
  const std::int64_t begin = part == 0 ? 0 : milestones[part - 1];
  const std::int64_t end = part < milestones.size() ? std::min(milestones[part], length) : length;
  return std::max<std::int64_t>(end - begin, 0);
}

std::unique_ptr<Schedule> SequentialLRConfig::make(const ScheduleStart& start) const {
  return std::make_unique<SteppedSchedule>(*this, start);
}

std::unique_ptr<ScheduleStepper> SequentialLRConfig::make_stepper(std::int64_t length) const {
  return std::make_unique<SequentialStepper>(*this, length);
}

void SequentialLRConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  for (std::size_t i = 0; i < schedulers.size(); ++i) {
    ScheduleUse part = use;
    part.length = length_of(i, use.length);
    check_nested(schedulers, i, part, sink);
  }
}

template Registration<SchedulerConfig> registration<SchedulerConfig, SequentialLRConfig>();

}  // namespace runner
