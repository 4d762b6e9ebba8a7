#include "optim/schedulers/warmup_stable_decay_lr.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "spec/registration.h"

namespace runner {

Spec<WarmupStableDecayLRConfig> WarmupStableDecayLRConfig::spec() {
  using C = WarmupStableDecayLRConfig;
  return Spec<C>("WarmupStableDecayLR", "The rate climbs, stays, and falls; a trapezoid where all is linear.")
      .alias("wsd")
      .alias("trapezoid")
      .source("Hu et al. 2024 (MiniCPM), arXiv:2404.06395; transformers.get_wsd_schedule")
      .formula(
          "t = share of the climb or of the fall that has passed,  f = its height from 0 to 1\n"
          "climb: f = t for linear, (1 - cos(π·t)) / 2 for cosine, 1 - √(1 - t) for 1-sqrt\n"
          "fall: f = 1 - t for linear, (1 + cos(2π·num_cycles·t)) / 2 for cosine, 1 - √t for 1-sqrt\n"
          "lr_e = lr·max(0, min_lr_ratio + (1 - min_lr_ratio)·f),  lr between, lr·min_lr_ratio after,  "
          "e = 0, 1, …")
      .required("num_warmup_steps", &C::num_warmup_steps, "Epochs (or iterations) of the climb.",
                closed(0, 1e15))
      .required("num_decay_steps", &C::num_decay_steps, "Epochs (or iterations) of the fall.",
                closed(0, 1e15))
      .field("num_stable_steps", &C::num_stable_steps,
             "Epochs (or iterations) between; by default all that the training leaves.", closed(0, 1e15))
      .field("warmup_type", &C::warmup_type, "The shape of the climb.")
      .field("decay_type", &C::decay_type, "The shape of the fall.")
      .field("min_lr_ratio", &C::min_lr_ratio, "The smallest rate, as a share of the largest.", closed(0, 1))
      .field("num_cycles", &C::num_cycles, "Waves of a cosine fall; a half falls once.", above(0));
}

double WarmupStableDecayLRConfig::factor(std::int64_t length, std::int64_t passed) const {
  const std::int64_t stable =
      num_stable_steps.value_or(std::max<std::int64_t>(length - num_warmup_steps - num_decay_steps, 0));
  const auto raised = [&](double f) { return std::max(0.0, f * (1 - min_lr_ratio) + min_lr_ratio); };
  if (passed < num_warmup_steps) {
    const double t = static_cast<double>(passed) / static_cast<double>(num_warmup_steps);
    if (warmup_type == RampType::linear) return raised(t);
    return raised(warmup_type == RampType::cosine ? 0.5 * (1 - std::cos(std::numbers::pi * t))
                                                  : 1 - std::sqrt(1 - t));
  }
  const std::int64_t fallen = passed - num_warmup_steps - stable;
  if (fallen < 0) return 1;
  if (fallen >= num_decay_steps) return min_lr_ratio;
  const double t = static_cast<double>(fallen) / static_cast<double>(num_decay_steps);
  if (decay_type == RampType::linear) return raised(1 - t);
  return raised(decay_type == RampType::cosine ? 0.5 * (1 + std::cos(std::numbers::pi * num_cycles * 2 * t))
                                               : 1 - std::sqrt(t));
}

double WarmupStableDecayLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  return start.lr * factor(start.length, passed);
}

void WarmupStableDecayLRConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  if (num_stable_steps || num_warmup_steps + num_decay_steps <= use.length) return;
  sink.error("num_decay_steps", fmt::format("the climb and the fall take {} steps and the training {}",
                                            num_warmup_steps + num_decay_steps, use.length));
}

template Registration<SchedulerConfig> registration<SchedulerConfig, WarmupStableDecayLRConfig>();

}  // namespace runner
