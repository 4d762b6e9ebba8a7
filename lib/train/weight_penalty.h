#pragma once

#include <span>
#include <vector>

#include "plan/experiment.h"
#include "tensor/buffer.h"
#include "tensor/matrix.h"

namespace runner {

/// The penalties of `training.l2`, each factor / 2 times the sum of squares of some parameters. Nothing here
/// allocates but the constructor.
template <class T>
class WeightPenalty {
 public:
  /// `layout`: of the network's parameters.
  WeightPenalty(const TrainingConfig& config, const ParameterLayout& layout);

  bool empty() const { return pieces_.empty(); }
  /// What is added to the loss.
  double value(std::span<const T> parameters, int threads);
  /// The same, and its gradient is added to `gradients`.
  double add_to(std::span<const T> parameters, std::span<T> gradients, int threads);

 private:
  /// Of the flat parameters.
  struct Piece {
    Index first, count;
    double factor;
  };
  double sum() const;

  std::vector<Piece> pieces_;
  Buffer<double> sums_;  // of squares, of each piece
};

/// Reports patterns of `training.l2` that match no parameter.
void check_penalties(const TrainingConfig& config, const ParameterLayout& layout, Diagnostics& diagnostics);

}  // namespace runner
