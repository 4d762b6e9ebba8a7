#pragma once

#include <memory>
#include <vector>

#include "nn/network.h"
#include "plan/experiment.h"
#include "train/augmenter.h"
#include "train/batches.h"
#include "train/metric_set.h"
#include "train/objective.h"
#include "train/training_data.h"
#include "train/weight_penalty.h"

namespace runner {

/// A network with a loss on the samples of a data set.
template <class T>
class NetworkObjective final : public Objective<T> {
 public:
  NetworkObjective(const ExperimentConfig& config, std::shared_ptr<const TrainingData<T>> data, int threads);

  std::span<T> parameters() override { return network_.parameters(); }
  std::span<T> gradients() override { return network_.gradients(); }
  const ParameterLayout& layout() const override { return network_.layout(); }
  std::string_view model_text() const override;
  Baseline baseline() override;
  void predict(Observer& observer) override;
  void initialize(Generator& generator) override { network_.initialize(generator); }
  std::vector<StateView> model_state() override { return network_.state(); }
  std::vector<StateView> progress_state() override;
  std::optional<FoldRows> fold_rows() const override;
  std::int64_t batches_per_pass() const override { return batches_.per_pass(); }
  typename Objective<T>::Batch next_batch(Generator& generator, StepInPassing<T>* step) override;
  double repeat_batch(Generator& generator) override { return batch_loss(generator, false, nullptr).loss; }

  const std::vector<Column>& training_columns() const override { return training_columns_; }
  void reset_training_measures() override;
  void training_measures(std::span<double> out) const override;
  std::optional<double> evaluate_training(std::span<double> out, const std::atomic<bool>& stop) override;
  bool has_statistics() const override { return has_statistics_; }
  bool measure_statistics(Generator& generator, const std::atomic<bool>& stop) override;
  const std::vector<Column>& evaluation_columns() const override { return evaluation_columns_; }
  std::optional<OutputRows> outputs(bool gradients) override;
  bool evaluate(std::span<double> out, const std::atomic<bool>& stop) override;

 private:
  /// Adds a part that evaluations measure, where it has samples, and its columns.
  void hold_back(const ExperimentConfig& config, const Samples<T>& samples, Part part);
  void gather(std::span<const std::int64_t> rows, Generator& generator);
  void gather_samples(std::span<const std::int64_t> rows, Generator& generator);
  void gather_targets(std::span<const std::int64_t> rows);
  Matrix<const T> batch_input() const;
  Target<T> batch_target() const;
  typename Objective<T>::Batch batch_loss(Generator& generator, bool measured, StepInPassing<T>* step);
  /// What backpropagation has left to do.
  void update_the_rest(ParameterUpdates<T>& updates);
  /// What a loss is made of, over samples that may be of several batches.
  struct Sums {
    LossSum loss;
    LossSum added;  // by layers, with the weights of the samples
  };
  /// Of rows that the network has seen last, keeps what layers add to the loss of each.
  void keep_added_loss(Index first, Index rows);
  /// That of all rows.
  LossSum added_loss(const Target<T>& target, Index rows) const;
  /// The loss; of parameters `penalty` is what l2 adds.
  double value_of(const Sums& sums, double penalty) const;
  LossShares shares_of(const Target<T>& target, Index rows);
  /// Whether outputs are something else than the target's values in its own units.
  bool has_units() const;
  void take_own_units(std::span<double> outputs) const;
  /// Predictions in the target's own units, in which metrics are measured; until the next call.
  Matrix<const T> in_own_units(Matrix<const T> prediction);
  /// What the network gives for the rows of an evaluation's piece, of which `goes_on` says that the
  /// parameters are those of the pass before.
  Matrix<const T> evaluated_output(Matrix<const T> input, bool goes_on);
  /// The loss of `count` rows from `first`, without training; metrics are added to.
  /// Nothing where `stop` cut it short.
  std::optional<Sums> evaluate_rows(const Samples<T>& samples, Index first, Index count,
                                    const std::atomic<bool>& stop);

  /// What `column` is for outputs that are the same for every sample.
  std::vector<T> own_outputs(std::span<const T> outputs) const;
  Matrix<const T> inputs_of(const Samples<T>& samples, Index first, Index rows);
  double value_of_constant(const std::vector<T>& outputs, const Samples<T>& samples);
  /// Outputs of all rows of a part, as an evaluation has them.
  Buffer<T> outputs_of(const Samples<T>& samples);

  const ExperimentConfig& config_;
  std::shared_ptr<const TrainingData<T>> data_;
  Shape input_;  // of a sample as the network takes it
  bool has_folds_;
  Batches batches_;
  Index evaluation_rows_;  // at once
  Index network_rows_;     // that it has room for
  Network<T> network_;
  bool has_statistics_;
  Augmenter<T> augmenter_;
  std::unique_ptr<Loss<T>> loss_;
  WeightPenalty<T> penalty_;
  bool target_is_input_, layers_add_loss_;
  MetricInput metric_input_;  // of evaluations
  MetricSet<T> training_metrics_, evaluation_metrics_;
  std::vector<const Samples<T>*> parts_;  // held back
  std::vector<Part> part_names_;
  std::vector<Column> training_columns_, evaluation_columns_;
  int threads_;

  // Where the target is scaled and there is something to measure.
  bool has_own_units_ = false;
  Buffer<double> unscaled_;
  Buffer<T> own_predictions_;

  Buffer<T>
      evaluated_;  // samples of an evaluation's piece, where they are not kept as the network takes them
  Buffer<T> evaluated_outputs_;  // of the piece, where it passes in parts
  bool is_gathered_by_network_;  // from where the rows are kept; then there are no `batch_features_`
  Index batch_rows_ = 0;         // of the gathered batch
  std::span<const std::int64_t> batch_order_;  // empty where there are `batch_features_`
  bool steps_pass_ = false;                    // while gradients are made
  std::vector<typename Chain<T>::Range> left_to_update_;
  Buffer<T> batch_features_, batch_values_, batch_own_values_;
  std::vector<std::int32_t> batch_classes_;
  Buffer<T> batch_weights_;               // empty where samples have none
  Buffer<double> added_, added_weights_;  // of each sample, where layers add to the loss
};

}  // namespace runner
