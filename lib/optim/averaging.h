#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "optim/scheduler.h"
#include "spec/type.h"

namespace runner {

/// How the steps of a training are counted.
struct StepCount {
  std::int64_t per_epoch = 1;
  std::int64_t total = 0;  ///< the last epoch may have fewer
};

/// A running average of the parameters over a training, beside it; also the rule by which it takes in new
/// ones.
struct AveragingConfig {
  static constexpr std::string_view kind = "averaging";
  static constexpr std::string_view plural = "weight averages";
  explicit AveragingConfig(Interval interval_) : interval(interval_) {}
  virtual ~AveragingConfig() = default;

  Interval interval;
  std::int64_t every = 1;
  std::int64_t start_epoch = 1;
  std::optional<std::int64_t> start_iteration;
  bool update_bn = true;

  /// The first step that may be averaged.
  std::int64_t first_step(const StepCount& steps) const;
  /// Whether the parameters after this step are averaged.
  bool takes(std::int64_t step, const StepCount& steps) const;

  /// Takes `parameters` into the average of `count` ≥ 1 earlier ones.
  virtual void update(std::span<float> average, std::span<const float> parameters,
                      std::int64_t count) const = 0;
  virtual void update(std::span<double> average, std::span<const double> parameters,
                      std::int64_t count) const = 0;

  template <class S>
  static void add_common_fields(S& spec) {
    using C = AveragingConfig;
    spec.field("interval", &C::interval, "Take in the weights after each step, or at the end of each epoch.")
        .field("every", &C::every, "Of these the first that counts, and every N-th after it.",
               closed(1, 1e15))
        .field("start_epoch", &C::start_epoch,
               "The first epoch that counts. Until there is an average, evaluations look at the weights "
               "themselves.",
               closed(1, 1e9))
        .field("start_iteration", &C::start_iteration,
               "The first step that counts, in the place of an epoch.", closed(1, 1e15))
        .field(
            "update_bn", &C::update_bn,
            "Before an evaluation BatchNorm takes its running means anew, with the averaged weights, as "
            "the mean over the mini-batches of the epoch's last pass; the training keeps its own. Without, "
            "evaluations use those of the training.")
        .check("start_iteration", "give either start_epoch or start_iteration, not both",
               [](const C& c) { return c.start_epoch == 1 || !c.start_iteration; });
  }
};

/// Ties a config to its rule: `blend(average, parameters, count)`, a template over the scalar.
template <class C>
struct AveragingConfigOf : AveragingConfig {
  using AveragingConfig::AveragingConfig;
  void update(std::span<float> average, std::span<const float> parameters,
              std::int64_t count) const override {
    static_cast<const C&>(*this).blend(average, parameters, count);
  }
  void update(std::span<double> average, std::span<const double> parameters,
              std::int64_t count) const override {
    static_cast<const C&>(*this).blend(average, parameters, count);
  }
};

}  // namespace runner
