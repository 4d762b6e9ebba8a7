#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "base/saved_state.h"
#include "plan/experiment.h"
#include "tensor/buffer.h"
#include "train/early_stopping.h"
#include "train/evaluation_point.h"
#include "train/measures.h"
#include "train/objective.h"
#include "train/observer.h"
#include "train/step_gradient.h"

namespace runner {

/// Runs the loop: epochs, mini-batches and optimizer steps, counted exactly, with everything that happens
/// told to an observer. A step allocates nothing.
template <class T>
class Trainer {
 public:
  /// `stop` ends the run as interrupted after the step at hand; it can go on from there.
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
  void checkpoint_by_steps();
  void save();
  void interrupt();
  std::int64_t steps_in_epoch() const;
  void schedule_rates();
  void step();
  void record_iteration(std::span<const double> values);
  bool report_epoch(bool evaluate);
  void diverge(std::string what);
  void finish();
  double seconds() const;
  std::vector<StateView> tensors();
  std::vector<StateView> model();
  void keep_best();

  const ExperimentConfig& config_;
  std::unique_ptr<Objective<T>> objective_;
  std::unique_ptr<Optimizer<T>> optimizer_;
  std::vector<double> base_lrs_, lrs_;  // before and after scheduling: the optimizer's, then its groups'
  std::vector<std::unique_ptr<Schedule>> schedules_;  // for each of these; empty where the rates stay
  std::optional<double> momentum_;                    // where a schedule moves it
  Observer& observer_;
  const std::atomic<bool>& stop_;
  int threads_;
  Generator generator_;
  Measures measures_;
  StepGradient<T> gradient_;
  EvaluationPoint<T> evaluation_point_;
  std::vector<double> parameter_row_;
  std::int64_t record_every_;  // steps; 0: none
  std::optional<EarlyStopping> early_stopping_;
  std::optional<std::size_t> watched_;        // the epoch column that the schedule is told
  std::vector<std::vector<std::byte>> best_;  // of each view of `model()`; empty without early stopping
  std::chrono::steady_clock::time_point began_, saved_at_;
  double seconds_before_ = 0;  // taken before the run was interrupted

  RunEnd end_;
  bool ended_ = false;
  bool can_go_on_ = false;  // there is a state worth keeping
  double lr_ = 0;
  // of the epoch at hand
  double loss_sum_ = 0, norm_sum_ = 0;
  std::int64_t loss_samples_ = 0, steps_ = 0;
  std::int64_t steps_wanted_ = 0;
  std::int64_t batches_left_ = 0;  // of the pass, where an epoch is a pass
  std::int64_t epoch_is_open_ = 0;
};

}  // namespace runner
