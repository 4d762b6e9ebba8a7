#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metric/classes.h"
#include "tensor/buffer.h"

namespace runner {

/// A sample as a curve over thresholds sees it.
struct Scored {
  double score;
  double weight;
  bool positive;
};

/// The area under the ROC curve, ties by trapezoids; NaN where there is one class alone. Sorts `samples`.
double area_under_roc(std::span<Scored> samples);

/// Σ (R_i − R_{i−1})·P_i over the distinct scores; 0 where nothing is positive. Sorts `samples`.
double average_precision(std::span<Scored> samples);

/// The outputs and targets of every row: what a curve needs, which is a sum of nothing.
template <class T>
class KeptScores {
 public:
  explicit KeptScores(const MetricInput& input);

  void expect_weights() { weights_ = Buffer<double>(static_cast<Index>(scored_.size())); }
  void reset() { rows_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target);
  std::vector<StateView> state();
  static std::int64_t bytes(const MetricInput& input, Index value_size);

  const ClassReader<T>& reader() const { return reader_; }
  Index rows() const { return rows_; }
  /// Whether an output is no number: then nothing can be sorted.
  bool has_nan() const;

  /// The samples with the probability of a class, or of one of several decisions, as their score. Valid until
  /// the next call.
  std::span<Scored> of_class(Index index);
  /// The same of the samples that are of class `index` or `other`. One class per row.
  std::span<Scored> of_pair(Index index, Index other);
  /// How many samples are of a class, or of one of several decisions, by their weights.
  double count(Index index);

 private:
  /// Of each row what its softmax is made with, and which and how many are of each class; once for
  /// all that was added.
  void prepare();
  void group();
  double score(Index row, Index index) const;
  bool is_of(Index row, Index index) const;
  double weight(Index row) const {
    return weights_.size() == 0 ? 1 : weights_[static_cast<std::size_t>(row)];
  }

  PredictionKind kind_;
  Index outputs_;
  ClassReader<T> reader_;
  Buffer<T> predictions_;          // rows × outputs
  Buffer<double> weights_;         // empty: all count the same
  Buffer<std::uint32_t> targets_;  // a class for each row, or 0 and 1 for each decision
  Index target_columns_;
  std::int64_t rows_ = 0;
  Buffer<double> largest_, sum_;  // of the softmax of each row
  Buffer<Scored> scored_;
  Buffer<std::int64_t> by_class_, first_of_class_;  // rows, class by class; of one class per row
  Buffer<double> counts_;                           // of each class or decision
  bool prepared_ = false;
};

}  // namespace runner
