#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "nn/chain.h"
#include "plan/experiment.h"
#include "tensor/fit.h"
#include "tensor/matrix.h"

namespace runner {

/// How a pass over the samples is cut up.
struct PassPlan {
  Index batch_size = 0;      ///< of the largest batch
  Index samples = 0;         ///< less than all where the last batch is dropped
  std::int64_t batches = 0;  ///< 0 where drop_last leaves nothing
};
PassPlan plan_pass(Index samples, const TrainingConfig& config);

/// Rows that an evaluation passes through the network at once, at most: sums of a loss are made piece by
/// piece, so that they depend on it.
Index evaluation_piece(Index batch_size);

/// Rows that a network for samples of a shape has room for, at most: those of a mini-batch, and of the
/// `evaluated` ones of an evaluation's piece, unless it takes them in parts, which is as fast for pictures
/// and needs less memory.
Index rows_at_once(const LayerComponents& layers, const Shape& input, Index batch_size, Index evaluated);

/// The most samples that an epoch takes, each time one is seen; `uncountable` (base/memory.h) where they are
/// too many.
Index samples_per_epoch(Index samples, const TrainingConfig& config);

/// The sampler's weights of the classes, in their order.
std::vector<double> sampler_weights(const TrainingConfig& config, const TargetInfo& target);

/// Of each of `rows` samples the weight of its class, 0 for one that the loss ignores; empty without a
/// sampler.
template <class T>
std::vector<double> sample_weights(const TrainingConfig& config, const TargetInfo& info,
                                   const Target<T>& target, Index rows);

/// Which samples each mini-batch holds. A pass goes through all samples once, or draws as many as the sampler
/// says; passes follow one another.
class Batches {
 public:
  /// `weights`: of each sample where there is a sampler, at least 0, one of them above; else empty.
  Batches(Index samples, const TrainingConfig& config, std::vector<double> weights = {});

  Index batch_size() const { return pass_.batch_size; }
  std::int64_t per_pass() const { return pass_.batches; }

  /// The rows of the next batch; valid until the next call. A new pass draws its order from `generator` as
  /// PyTorch's DataLoader does.
  std::span<const std::int64_t> next(Generator& generator);

  /// Whether the next batch begins a pass in the order in which the samples are stored.
  bool begins_in_order() const { return position_ >= pass_.samples && shuffle_ == Shuffle::none; }

  /// The rows of batch i, from 0, of the pass at hand; valid until the next call of `next`.
  std::span<const std::int64_t> of_this_pass(std::int64_t i);

  /// Where it is in which pass. The order itself follows from its seed.
  std::vector<StateView> state();

 private:
  static constexpr std::int64_t as_stored = -1;
  void begin_pass(Generator& generator);
  void put_in_order();
  void draw(Generator& generator);
  std::span<const std::int64_t> from(std::int64_t position);

  PassPlan pass_;
  Shuffle shuffle_;
  std::vector<double> cumulative_;  // of the weights, up to 1; empty without a sampler
  Generator drawn_by_{0};           // as it was before the draws of the pass
  std::vector<std::int64_t> order_;
  std::int64_t position_;
  std::int64_t order_seed_ = as_stored;  // of the pass
  std::int64_t ordered_by_ = as_stored;  // of what is in `order_`
};

}  // namespace runner
