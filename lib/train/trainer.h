#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include "plan/experiment.h"
#include "tensor/buffer.h"
#include "train/measures.h"
#include "train/objective.h"
#include "train/observer.h"

namespace runner {

/// Runs the loop: epochs, mini-batches and optimizer steps, counted exactly, with everything that happens
/// told to an observer. A step allocates nothing.
template <class T>
class Trainer {
 public:
  /// `stop` ends the run as interrupted after the step at hand.
  Trainer(const ExperimentConfig& config, std::unique_ptr<Objective<T>> objective, Observer& observer,
          const std::atomic<bool>& stop);

  /// Trains to the end and reports it.
  Status run();

 private:
  void begin();
  void train_epoch();
  std::int64_t steps_in_epoch() const;
  void step();
  double accumulate_batches();
  double gradient_norm() const;
  void clip(double norm);
  void record_iteration(std::span<const double> values);
  void report_epoch(bool evaluate);
  void diverge(std::string what);
  void finish();
  double seconds() const;
  std::vector<StateView> tensors();

  const ExperimentConfig& config_;
  std::unique_ptr<Objective<T>> objective_;
  std::unique_ptr<Optimizer<T>> optimizer_;
  Observer& observer_;
  const std::atomic<bool>& stop_;
  Generator generator_;
  Measures measures_;
  Buffer<T> accumulated_;  // of several mini-batches; empty where a step takes one
  std::vector<double> parameter_row_;
  std::int64_t record_every_;  // steps; 0: none
  std::chrono::steady_clock::time_point began_;

  RunEnd end_;
  bool ended_ = false;
  double lr_ = 0;
  // of the epoch at hand
  double loss_sum_ = 0, norm_sum_ = 0;
  std::int64_t loss_samples_ = 0, steps_ = 0;
  std::int64_t batches_left_ = 0;  // of the pass, where an epoch is a pass
};

}  // namespace runner
