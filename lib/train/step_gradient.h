#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "optim/optimizer.h"
#include "plan/experiment.h"
#include "tensor/buffer.h"
#include "train/objective.h"

namespace runner {

/// The gradient of an optimizer step, in the objective's `gradients()`: of one mini-batch, or the mean over
/// several, clipped. Nothing here allocates on the heap but the constructor.
template <class T>
class StepGradient final : public Closure {
 public:
  /// `wants_norm`: its length (L2) is asked for. References stay valid as long as this lives.
  StepGradient(const ExperimentConfig& config, Objective<T>& objective, Generator& generator, bool wants_norm,
               const std::atomic<bool>& stop);

  struct Taken {
    double loss_sum = 0;  ///< over the samples
    double loss = 0;      ///< their mean
    std::int64_t samples = 0, batches = 0;
    double norm = 0;          ///< before clipping; 0 where nobody asks for it
    bool is_updated = false;  ///< the step has been made on the way
    bool unusable = false;    ///< the norm is not finite, which clip_grad_norm takes for an error
  };
  /// The gradient of the next mini-batches, of which there are at least one and at most `most`. With `step`,
  /// which may be null, the optimizer's step is made on the way where it can be; only where this `is_plain`.
  Taken take(std::int64_t most, StepInPassing<T>* step);
  /// Whether nothing is asked of the gradient but a step: one mini-batch, nothing clipped, frozen or
  /// measured.
  bool is_plain() const { return is_plain_; }

  /// Throws Interrupted, and the step is lost, where it does not end soon after `stop` asks for it.
  double evaluate() override;
  /// How many gradients were taken since `forget_taken`, the evaluations within steps among them.
  std::int64_t gradients_taken() const { return taken_; }
  void forget_taken() { taken_ = 0; }

 private:
  void finish(Taken& taken);
  void wait_for_the_end_of_the_step();

  std::int64_t together_;  // mini-batches of a step
  std::optional<ClipGradNormConfig> clip_norm_;
  std::optional<double> clip_value_;
  Objective<T>& objective_;
  Generator& generator_;
  bool wants_norm_;
  const std::atomic<bool>& stop_;
  std::int64_t taken_ = 0;
  std::optional<std::chrono::steady_clock::time_point> stop_seen_;
  ParameterLayout frozen_;
  bool is_plain_;
  Buffer<T> sum_;  // over several mini-batches; empty where a step takes one
};

}  // namespace runner
