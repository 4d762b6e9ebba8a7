#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "optim/optimizer.h"
#include "plan/experiment.h"
#include "tensor/buffer.h"
#include "train/objective.h"

namespace runner {

/// Where evaluations look when that is not where the parameters are: at an average of the optimizer's, with
/// the layers' running statistics taken anew for it where `training.averaging` says so.
template <class T>
class EvaluationPoint {
 public:
  /// References stay valid as long as this lives.
  EvaluationPoint(const ExperimentConfig& config, Objective<T>& objective, const Optimizer<T>& optimizer,
                  Generator& generator);

  /// Moves the objective there; `leave` puts it back. False, with the statistics half taken and as if nothing
  /// had been drawn, where `stop` cut it short; `leave` is due all the same. `iteration`: optimizer steps so
  /// far.
  bool visit(std::int64_t iteration, const std::atomic<bool>& stop);
  void leave();

  /// The parameters of the point, as it is now, and the statistics of the last visit (until there is one
  /// those of the training), under the names that the model has for them. Nothing where evaluations look at
  /// the parameters.
  std::vector<StateView> state(const std::vector<StateView>& model);
  /// What a run that goes on has to know beside these.
  std::vector<StateView> progress_state();

 private:
  void copy_statistics();
  void swap();

  Objective<T>& objective_;
  const Optimizer<T>& optimizer_;
  Generator& generator_;  // the run's: passes that take statistics draw masks, as training does
  std::int64_t first_;    // the step from which on evaluations look elsewhere
  Buffer<T> point_;       // empty where they never do
  bool away_ = false;
  std::vector<std::vector<std::byte>> statistics_;  // of each view of the model's state; empty without
  std::int64_t measured_at_ = 0;                    // the step of `statistics_`; 0: none
};

/// While it lives, the objective is where evaluations look.
template <class T>
class AtEvaluationPoint {
 public:
  AtEvaluationPoint(EvaluationPoint<T>& point, std::int64_t iteration, const std::atomic<bool>& stop)
      : complete(point.visit(iteration, stop)), point_(point) {}
  ~AtEvaluationPoint() { point_.leave(); }
  AtEvaluationPoint(const AtEvaluationPoint&) = delete;
  AtEvaluationPoint& operator=(const AtEvaluationPoint&) = delete;

  const bool complete;  ///< false where `stop` cut it short

 private:
  EvaluationPoint<T>& point_;
};

}  // namespace runner
