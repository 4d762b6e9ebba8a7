#pragma once

#include <algorithm>

#include "base/memory.h"
#include "nn/chain.h"
#include "plan/experiment.h"
#include "spec/component_error_sink.h"
#include "train/batches.h"
#include "train/preflight.h"

namespace runner {

/// What a training takes at least, added up part by part until it is more than there is.
class MemoryCheck {
 public:
  MemoryCheck(const ExperimentConfig& config, Diagnostics& diagnostics)
      : config_(config), value_(config.dtype == DType::float32 ? 4 : 8), diagnostics_(diagnostics) {}

  void add_samples(const DataFacts& data) {
    batch_size_ = plan_pass(data.training_rows, config_.training).batch_size;
    rows_ = std::min(data.training_rows, smallest_evaluation);
    add_bytes(config_.data, product_of_sizes({data.training_rows, size_of(data.sample_shape),
                                              data.are_bytes ? 1 : value_}));
  }

  /// After the samples.
  void add_network(const Shape& input, const NetworkSummary& network) {
    rows_ = rows_at_once(config_.network, input, batch_size_, rows_);
    add_layers(config_.network, network);
  }

  void add_optimizer(Index parameters) {
    if (config_.optimizer->groups.empty())
      add(config_.optimizer, config_.optimizer->remembered_values(parameters));
  }

  /// What metrics keep of an epoch's training samples and of an evaluation's, and a run's predictions.
  void add_rows_kept(const DataFacts& data, Index outputs) {
    const PredictionKind kind = prediction_kind_of(config_);
    const Index training = samples_per_epoch(data.training_rows, config_.training);
    for (const auto& metric : config_.metrics) {
      for (const Index rows : {training, data.longest_part})
        add_bytes(metric, metric->kept_bytes({kind, outputs, rows}, value_));
    }
    if (config_.record.predictions) add(config_.data, product_of_sizes({data.rows, outputs}));
  }

  bool is_over() const { return told_; }

 private:
  /// The values between layers, of which one layer's have a gradient at a time, and the parameters, which all
  /// have one.
  void add_layers(const LayerComponents& layers, const NetworkSummary& network) {
    const auto widest = std::ranges::max_element(
        network.layers, {}, [](const LayerSummary& layer) { return size_of(layer.output); });
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const LayerSummary& layer = network.layers[i];
      const std::vector<LayerBranch> branches = layers[i]->inside();
      Index parameters = layer.parameters;
      for (std::size_t b = 0; b < branches.size(); ++b) {
        add_layers(*branches[b].layers, layer.inside[b].network);
        parameters -= layer.inside[b].network.parameters;
      }
      // The layer before an epilogue may do its work, and then has no values of its own.
      const Index rows = layers[i]->as_epilogue() == Epilogue::none ? rows_ : 0;
      const Index buffers = &layer == &*widest ? 2 : 1;
      add(layers[i], sum_of_sizes({product_of_sizes({buffers, rows, size_of(layer.output)}),
                                   product_of_sizes({2, parameters})}));
    }
  }

  static constexpr Index smallest_evaluation = 256;  // rows at once, where there are so many

  template <class C>
  void add(const Component<C>& component, Index values) {
    add_bytes(component, product_of_sizes({values, value_}));
  }

  template <class C>
  void add_bytes(const Component<C>& component, Index bytes) {
    sum_ = sum_of_sizes({sum_, bytes});
    if (told_ || sum_ <= memory_limit()) return;
    told_ = true;
    ComponentErrorSink sink(component, diagnostics_);
    sink.error("", fmt::format("with this, training takes {} of memory at least; there are {}",
                               bytes_text(sum_), bytes_text(memory_limit())));
  }

  const ExperimentConfig& config_;
  Index value_, batch_size_ = 1, rows_ = 1;
  Diagnostics& diagnostics_;
  Index sum_ = 0;
  bool told_ = false;
};

}  // namespace runner
