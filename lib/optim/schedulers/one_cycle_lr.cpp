#include "optim/schedulers/one_cycle_lr.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<OneCycleLRConfig> OneCycleLRConfig::spec() {
  using C = OneCycleLRConfig;
  return Spec<C>("OneCycleLR", "The rate climbs to its largest value and falls to almost nothing, once.")
      .source("Smith & Topin 2018, arXiv:1708.07120; torch.optim.lr_scheduler.OneCycleLR")
      .formula(
          "initial = max_lr / div_factor,  smallest = initial / final_div_factor\n"
          "from initial to max_lr until step pct_start·total_steps - 1, then to smallest at total_steps - 1\n"
          "three_phase: back to initial until 2·pct_start·total_steps - 2, then to smallest\n"
          "the momentum goes from max_momentum to base_momentum while the rate climbs, and back")
      .required("max_lr", &C::max_lr, "The largest rate, in place of the optimizer's lr.", above(0))
      .field("total_steps", &C::total_steps,
             "Epochs (or iterations) of the cycle; as many as the training has by default.", closed(1, 1e15))
      .field("epochs", &C::epochs, "With steps_per_epoch, in place of total_steps.", closed(1, 1e9))
      .field("steps_per_epoch", &C::steps_per_epoch, "Iterations of an epoch.", closed(1, 1e9))
      .field("pct_start", &C::pct_start, "Share of the cycle in which the rate climbs.", closed(0, 1))
      .field("anneal_strategy", &C::anneal_strategy, "The shape of the ways up and down.")
      .field("cycle_momentum", &C::cycle_momentum,
             "Move the optimizer's momentum (the first of its betas) against the rate.")
      .field("base_momentum", &C::base_momentum, "The momentum at the largest rate.", half_open(0, 1))
      .field("max_momentum", &C::max_momentum, "The momentum at first and in the end.", half_open(0, 1))
      .field("div_factor", &C::div_factor, "max_lr is this many times the first rate.", above(0))
      .field("final_div_factor", &C::final_div_factor, "The first rate is this many times the last.",
             above(0))
      .field("three_phase", &C::three_phase, "Fall to the first rate as fast as it climbed, then on.")
      .check("epochs", "epochs needs steps_per_epoch",
             [](const C& c) { return !c.epochs || c.steps_per_epoch; })
      .check("steps_per_epoch", "steps_per_epoch needs epochs",
             [](const C& c) { return !c.steps_per_epoch || c.epochs; })
      .check("steps_per_epoch", "steps_per_epoch counts iterations; write interval: iteration beside it",
             [](const C& c) { return !c.steps_per_epoch || c.interval == Interval::iteration; });
}

double OneCycleLRConfig::total(std::int64_t length) const {
  if (total_steps) return static_cast<double>(*total_steps);
  if (epochs && steps_per_epoch) return static_cast<double>(*epochs) * static_cast<double>(*steps_per_epoch);
  return static_cast<double>(std::max<std::int64_t>(length, 1));
}

/// In which phase the training is and how far. Phases end a step before a whole number of them, as PyTorch
/// counts, and ends need not be whole.
OneCycleLRConfig::Point OneCycleLRConfig::point(const ScheduleStart& start, std::int64_t passed) const {
  const double steps = total(start.length);
  const double e = static_cast<double>(passed);
  const double first = pct_start * steps - 1;
  const auto way = [&](double from, double to) { return to == from ? 1 : (e - from) / (to - from); };
  if (e <= first) return {Corner::low, Corner::high, way(0, first)};
  if (!three_phase) return {Corner::high, Corner::end, way(first, steps - 1)};
  const double second = 2 * pct_start * steps - 2;
  if (e <= second) return {Corner::high, Corner::low, way(first, second)};
  return {Corner::low, Corner::end, way(second, steps - 1)};
}

double OneCycleLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  const double initial = max_lr / div_factor;
  const auto value = [&](Corner corner) {
    return corner == Corner::high ? max_lr : corner == Corner::low ? initial : initial / final_div_factor;
  };
  const Point now = point(start, passed);
  return anneal(anneal_strategy, value(now.from), value(now.to), now.way);
}

std::optional<double> OneCycleLRConfig::momentum(const ScheduleStart& start, std::int64_t passed) const {
  if (!cycle_momentum) return std::nullopt;
  const auto value = [&](Corner corner) { return corner == Corner::high ? base_momentum : max_momentum; };
  const Point now = point(start, passed);
  return anneal(anneal_strategy, value(now.from), value(now.to), now.way);
}

std::optional<double> OneCycleLRConfig::largest_momentum() const {
  return cycle_momentum ? std::optional(std::max(base_momentum, max_momentum)) : std::nullopt;
}

void OneCycleLRConfig::prepare(ScheduledGroup& group) const {
  group.initial_lr = max_lr / div_factor;
}

void OneCycleLRConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  check_momentum(cycle_momentum, use, sink);
  if (static_cast<double>(use.length) <= total(use.length)) return;
  sink.error(total_steps ? "total_steps" : "epochs",
             fmt::format("the cycle ends after {} step{} and the training takes {}; without a number the "
                         "cycle is as long as the training",
                         total(use.length), total(use.length) == 1 ? "" : "s", use.length));
}

template Registration<SchedulerConfig> registration<SchedulerConfig, OneCycleLRConfig>();

}  // namespace runner
