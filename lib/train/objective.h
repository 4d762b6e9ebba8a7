#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "tensor/matrix.h"
#include "tensor/parameter_updates.h"
#include "train/observer.h"

namespace runner {

/// The optimizer's step, where it can be made while gradients are.
template <class T>
class StepInPassing {
 public:
  /// Once the loss of a mini-batch of so many samples is known. Null where no step is to be made of it.
  virtual ParameterUpdates<T>* begin(double loss, Index samples) = 0;

 protected:
  ~StepInPassing() = default;
};

/// What training makes small, as the loop sees it: parameters, gradients batch by batch, and evaluations.
template <class T>
class Objective {
 public:
  virtual ~Objective() = default;

  virtual std::span<T> parameters() = 0;
  virtual std::span<T> gradients() = 0;
  virtual const ParameterLayout& layout() const = 0;
  /// What was fitted to the data before, as text (model/fitted_data.h). Empty without data.
  virtual std::string_view model_text() const { return {}; }
  /// What somebody gets who has learnt nothing but the targets' shares or means.
  virtual Baseline baseline() { return {}; }
  /// Tells `observer` what the model says of every sample. Nothing without samples.
  virtual void predict(Observer& /*observer*/) {}
  /// What training changes in the model beside its parameters: "3.running_mean".
  virtual std::vector<StateView> model_state() { return {}; }
  /// Where the training is: the batches of the pass, the measures of the epoch.
  virtual std::vector<StateView> progress_state() { return {}; }

  /// Gives the parameters their first values.
  virtual void initialize(Generator& generator) = 0;

  /// How many rows are trained on and held out where the data is divided into folds.
  virtual std::optional<FoldRows> fold_rows() const { return std::nullopt; }

  /// Mini-batches of one pass through the samples.
  virtual std::int64_t batches_per_pass() const = 0;

  /// The reduced loss of the next mini-batch and its size; its gradient is in `gradients()`. No heap
  /// allocation.
  struct Batch {
    double loss = 0;
    Index samples = 0;
    bool is_updated = false;  ///< the step has been made
  };
  /// With `step`, which may be null, it is made on the way where it can be; then no gradient is kept.
  virtual Batch next_batch(Generator& generator, StepInPassing<T>* step) = 0;
  /// The loss of the same mini-batch again, where the parameters are now; its gradient is in `gradients()`.
  /// Layers draw again; nothing is measured.
  virtual double repeat_batch(Generator& generator) = 0;

  /// What is measured on the training batches beside the loss ("train_accuracy"), since the last reset.
  virtual const std::vector<Column>& training_columns() const = 0;
  virtual void reset_training_measures() = 0;
  virtual void training_measures(std::span<double> out) const = 0;

  /// The loss of the training part and `training_columns` before any training, as an epoch would report them.
  /// Nothing where `stop` cut it short.
  virtual std::optional<double> evaluate_training(std::span<double> out, const std::atomic<bool>& stop) = 0;

  /// Whether layers have running statistics of their mini-batches.
  virtual bool has_statistics() const { return false; }
  /// Takes these anew, where the parameters are: the mean over the mini-batches of the pass at hand, as
  /// torch.optim.swa_utils.update_bn does. Layers draw. False where `stop` cut it short.
  virtual bool measure_statistics(Generator& /*generator*/, const std::atomic<bool>& /*stop*/) {
    return true;
  }

  /// What is measured on the parts held back ("val_loss", "test_accuracy").
  virtual const std::vector<Column>& evaluation_columns() const = 0;
  /// What the training rows give, in their order, and with `gradients` the gradient of their loss by that.
  /// Nothing where there are no such outputs.
  virtual std::optional<OutputRows> outputs(bool /*gradients*/) { return std::nullopt; }
  /// False, with unspecified values, where `stop` cut it short.
  virtual bool evaluate(std::span<double> out, const std::atomic<bool>& stop) = 0;
};

}  // namespace runner
