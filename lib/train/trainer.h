#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "base/saved_state.h"
#include "plan/experiment.h"
#include "train/objective.h"
#include "train/observer.h"
#include "train/passing_step.h"
#include "train/run_state.h"
#include "train/step_gradient.h"

namespace runner {

/// Runs the loop: epochs, mini-batches and optimizer steps, counted exactly, with everything that happens
/// told to an observer. A step allocates nothing.
template <class T>
class Trainer {
 public:
  /// `stop` ends the run as interrupted after the step at hand; it can go on from there. A step of many
  /// evaluations that would not end soon is given up: then the run can go on from its last checkpoint.
  Trainer(const ExperimentConfig& config, std::unique_ptr<Objective<T>> objective, Observer& observer,
          const std::atomic<bool>& stop, int threads);

  /// Trains to the end and reports it. From `saved`, which may be null, the run goes on as if it had never
  /// stopped; one that is not this run's is passed over. With `pause_after` the run ends, as interrupted,
  /// after this many epochs in all.
  Status run(const SavedState* saved, std::optional<std::int64_t> pause_after);

 private:
  void announce(bool goes_on);
  void begin();
  bool is_done() const;
  void begin_epoch();
  void train_steps();
  void end_epoch();
  void skip_loader_draws();
  void judge(std::span<const double> row);
  void stop_early();
  void checkpoint_by_steps();
  void save();
  void interrupt();
  void give_up_step(std::int64_t samples);
  std::int64_t steps_in_epoch() const;
  void step();
  void record_iteration(std::span<const double> values);
  bool report_epoch(bool evaluate);
  void diverge(std::string what);
  void finish();
  void predict();
  double seconds() const;
  RunEnd end() const;

  const ExperimentConfig& config_;
  RunState<T> state_;
  Observer& observer_;
  const std::atomic<bool>& stop_;
  int threads_;
  StepGradient<T> gradient_;
  PassingStep<T> passing_step_;
  bool steps_in_passing_ = false;                     // wherever the objective can
  std::vector<double> parameter_row_, gradient_row_;  // empty unless recorded
  std::int64_t record_every_;                         // steps; 0: none
  bool has_long_steps_;                               // a step may be of many evaluations
  std::chrono::steady_clock::time_point began_, saved_at_;
  double seconds_before_ = 0;  // taken before the run was interrupted

  RunEnd end_;  // status, message and time; `end()` has the counts
  bool ended_ = false;
  bool can_go_on_ = false;  // there is a state worth keeping
};

}  // namespace runner
