#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "plan/experiment.h"
#include "tensor/buffer.h"
#include "train/batches.h"
#include "train/objective.h"

namespace runner {

/// A test function: each step sees the function itself or, where it has samples, a mini-batch of them.
/// `test_loss` is its value where the parameters are, over its test samples and without noise.
template <class T>
class ProblemObjective final : public Objective<T> {
 public:
  explicit ProblemObjective(const ExperimentConfig& config);

  std::span<T> parameters() override { return parameters_.span(); }
  std::span<T> gradients() override { return gradients_.span(); }
  const ParameterLayout& layout() const override { return layout_; }
  void initialize(Generator& generator) override;
  std::vector<StateView> progress_state() override;
  std::int64_t batches_per_pass() const override { return batches_ ? batches_->per_pass() : 1; }
  typename Objective<T>::Batch next_batch(Generator& generator, StepInPassing<T>* step) override;
  double repeat_batch(Generator& generator) override;

  const std::vector<Column>& training_columns() const override { return training_columns_; }
  void reset_training_measures() override {}
  void training_measures(std::span<double>) const override {}
  std::optional<double> evaluate_training(std::span<double> out, const std::atomic<bool>& stop) override;
  const std::vector<Column>& evaluation_columns() const override { return evaluation_columns_; }
  bool evaluate(std::span<double> out, const std::atomic<bool>& stop) override;

 private:
  std::span<const T> position() const { return parameters_.span(); }
  double add_noise();
  double distance_to_minimum() const;

  std::shared_ptr<const ProblemConfig> problem_;
  std::vector<double> start_;
  std::optional<Batches> batches_;           // of its samples, where it has some
  SampleIndices batch_;                      // the last one
  std::vector<std::vector<double>> minima_;  // where the distance to them is measured
  Buffer<T> noise_;                          // of the last batch's gradient; empty where there is none
  Buffer<T> parameters_, gradients_, scratch_;
  ParameterLayout layout_;
  std::vector<Column> training_columns_;
  std::vector<Column> evaluation_columns_ = {loss_column(Part::test)};
};

}  // namespace runner
