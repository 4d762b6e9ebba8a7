#include "train/training_cost.h"

#include <algorithm>

#include "nn/layers/element_wise.h"
#include "optim/each_parameter.h"
#include "tensor/product.h"
#include "train/batches.h"
#include "train/work.h"

namespace runner {

namespace {

// Nanoseconds in float32; twice as many in float64. `./dev bench` measures them (docs/threads.md).
constexpr double per_multiply_add = 0.01;
constexpr double per_parameter = 1;  // of the optimizer
constexpr double per_value = 0.2;    // that is copied or mapped
constexpr double per_step = 500;     // whatever its size
constexpr double per_shared_loop = 20000;

class StepWalk {
 public:
  StepWalk(TrainingCost& cost, Index batch, double scale) : cost_(cost), batch_(batch), scale_(scale) {}

  void add_network(const NetworkSummary& network, bool first_of_all) {
    bool first = first_of_all;
    for (const LayerSummary& layer : network.layers) {
      add_layer(layer, first);
      first = first && layer.parameters == 0;
    }
  }

  void add_optimizer(Index parameters) {
    add(static_cast<double>(parameters) * per_parameter, parameters / optimizer_piece);
  }

 private:
  void add_layer(const LayerSummary& layer, bool first) {
    for (const BranchSummary& branch : layer.inside) add_network(branch.network, first);
    const auto [rows_of_a_sample, width, depth] = layer.cost.product;
    if (depth > 0) {
      const Index rows = batch_ * rows_of_a_sample;
      add_product({rows, width, depth});
      add_product({width, depth, rows});
      if (!first) add_product({rows, depth, width});  // nobody needs the gradient of the data
    }
    if (const Index values = batch_ * layer.cost.mapped_values; values > 0) {
      for (int pass = 0; pass < 2; ++pass)  // forward and backward
        add(static_cast<double>(values) * per_value, values / element_wise_piece);
    }
  }

  void add_product(const ProductSize& size) {
    const double multiply_adds =
        static_cast<double>(size.rows) * static_cast<double>(size.columns) * static_cast<double>(size.depth);
    add(multiply_adds * per_multiply_add, product_pieces(size));
  }

  void add(double nanoseconds, Index pieces) {
    cost_.loops.push_back({nanoseconds * scale_, std::max<Index>(pieces, 1)});
  }

  TrainingCost& cost_;
  Index batch_;
  double scale_;
};

}  // namespace

double TrainingCost::nanoseconds(int threads) const {
  double step = alone;
  for (const SharedLoop& loop : loops) {
    const auto at_once = static_cast<double>(std::min<Index>(threads, loop.pieces));
    step += loop.nanoseconds / at_once + (at_once > 1 ? per_shared_loop : 0);
  }
  return steps * step;
}

int TrainingCost::most_threads() const {
  Index most = 1;
  for (const SharedLoop& loop : loops) most = std::max(most, loop.pieces);
  return static_cast<int>(std::min<Index>(most, 1024));
}

TrainingCost training_cost(const ExperimentConfig& config, const Preflight& found) {
  const Index batch = plan_pass(found.training_rows, config.training).batch_size;
  const double scale = config.dtype == DType::float32 ? 1 : 2;
  TrainingCost cost;
  cost.steps = work_of(config, found).iterations;
  const double input_values = static_cast<double>(batch) * static_cast<double>(size_of(found.input));
  cost.alone = per_step + input_values * per_value * scale;
  StepWalk walk(cost, batch, scale);
  walk.add_network(found.network, true);
  walk.add_optimizer(found.parameters);
  return cost;
}

}  // namespace runner
