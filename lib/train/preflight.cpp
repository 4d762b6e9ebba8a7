#include "train/preflight.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/memory.h"
#include "base/stop.h"
#include "spec/component_error_sink.h"
#include "tensor/onednn.h"
#include "train/batches.h"
#include "train/measures.h"
#include "train/step_counts.h"

namespace runner {

namespace {

/// `place` is that of the component that the samples come from.
void check_batches(const ExperimentConfig& config, Index rows, const Place& place, Diagnostics& diagnostics) {
  if (plan_pass(rows, config.training).batches > 0) return;
  diagnostics.error(place,
                    fmt::format("training.drop_last: {} training samples do not fill one batch", rows));
}

/// Reports layers that would get a mini-batch with a single value of a feature: it has no variance.
void check_normalization(const LayerComponents& layers, const NetworkSummary& network,
                         const std::string& batch, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (network.layers[i].normalized_together == 1) {
      ComponentErrorSink sink(layers[i], diagnostics);
      sink.error("",
                 fmt::format("{} needs more than one sample in a mini-batch, but {}", layers[i].type, batch));
    }
    const std::vector<LayerBranch> branches = layers[i]->inside();
    for (std::size_t b = 0; b < branches.size(); ++b)
      check_normalization(*branches[b].layers, network.layers[i].inside[b].network, batch, diagnostics);
  }
}

/// What there is to say of a mini-batch of a single sample, where there is one.
std::optional<std::string> single_sample(const TrainingConfig& training, Index rows) {
  const PassPlan pass = plan_pass(rows, training);
  if (pass.batches == 0) return std::nullopt;
  if (rows == 1) return "there is one training sample";
  if (pass.batch_size == 1) return "training.batch_size is 1";
  if (pass.samples % pass.batch_size != 1) return std::nullopt;
  return fmt::format(
      "of {} training samples in batches of {} the last has one; training.drop_last: true leaves it out",
      rows, pass.batch_size);
}

/// The optimizer against the parameters that it gets and the batches that it sees.
void check_optimizer(const ExperimentConfig& config, const ParameterLayout& layout,
                     Diagnostics& diagnostics) {
  check_parameters(config.optimizer, layout, diagnostics);
  if (!config.optimizer->needs_closure() || config.training.accumulate_gradients == 1) return;
  ComponentErrorSink sink(config.optimizer, diagnostics);
  sink.error("", fmt::format("{} sees the mini-batch of a step again, so a step takes one mini-batch; "
                             "training.accumulate_gradients must be 1",
                             config.optimizer.type));
}

/// The optimizer, or a group's, that is evaluated at an average of its own; null where none is.
const Component<OptimizerConfig>* that_averages(const Component<OptimizerConfig>& optimizer) {
  if (optimizer->uses_averaged_weights()) return &optimizer;
  for (const ParameterGroup& group : optimizer->groups) {
    if (const auto* found = group.frozen ? nullptr : that_averages(group.optimizer)) return found;
  }
  return nullptr;
}

void check_averaging(const ExperimentConfig& config, Index training_rows, Diagnostics& diagnostics) {
  const auto& averaging = config.training.averaging;
  if (!averaging) return;
  ComponentErrorSink sink(*averaging, diagnostics);
  if (const auto* other = that_averages(config.optimizer)) {
    sink.error(
        "", fmt::format("{} is evaluated at an average of its own, so another has no meaning", other->type));
  }
  const std::int64_t batches = plan_pass(training_rows, config.training).batches;
  const StepCount steps = count_steps(config.training, batches);
  const std::int64_t first = (*averaging)->first_step(steps);
  if (first == 1 || first <= steps.total) return;
  const bool by_step = (*averaging)->start_iteration.has_value();
  const std::int64_t length = by_step ? steps.total : length_in(Interval::epoch, config.training, batches);
  sink.error(by_step ? "start_iteration" : "start_epoch",
             fmt::format("nothing would be averaged: the training ends after {} {}", length,
                         by_step ? "iterations" : "epochs"));
}

/// What a training takes at least, added up part by part until it is more than there is.
class MemoryCheck {
 public:
  MemoryCheck(const ExperimentConfig& config, Diagnostics& diagnostics)
      : config_(config), value_(config.dtype == DType::float32 ? 4 : 8), diagnostics_(diagnostics) {}

  void add_samples(const DataFacts& data) {
    rows_ = std::max(plan_pass(data.training_rows, config_.training).batch_size,
                     std::min(data.training_rows, smallest_evaluation));
    add(config_.data, product_of_sizes({data.training_rows, size_of(data.sample_shape)}));
  }

  /// The values between layers and the parameters, each with its gradient.
  void add_layers(const LayerComponents& layers, const NetworkSummary& network) {
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
      add(layers[i], sum_of_sizes({product_of_sizes({2, rows, size_of(layer.output)}),
                                   product_of_sizes({2, parameters})}));
    }
  }

  void add_optimizer(Index parameters) {
    if (config_.optimizer->groups.empty())
      add(config_.optimizer, config_.optimizer->remembered_values(parameters));
  }

  bool is_over() const { return told_; }

 private:
  static constexpr Index smallest_evaluation = 256;  // rows at once, where there are so many

  template <class C>
  void add(const Component<C>& component, Index values) {
    sum_ = sum_of_sizes({sum_, product_of_sizes({values, value_})});
    if (told_ || sum_ <= memory_limit()) return;
    told_ = true;
    ComponentErrorSink sink(component, diagnostics_);
    sink.error("", fmt::format("with this, training takes {} of memory at least; there are {}",
                               bytes_text(sum_), bytes_text(memory_limit())));
  }

  const ExperimentConfig& config_;
  Index value_, rows_ = 1;
  Diagnostics& diagnostics_;
  Index sum_ = 0;
  bool told_ = false;
};

std::optional<Preflight> check_problem(const ExperimentConfig& config, Diagnostics& diagnostics) {
  ComponentErrorSink sink(config.problem, diagnostics);
  config.problem->check(sink);
  if (sink.has_errors()) return std::nullopt;
  Preflight found;
  found.parameters = static_cast<Index>(config.problem->starting_point().size());
  MemoryCheck(config, diagnostics).add_optimizer(found.parameters);
  const Index samples = config.problem->samples();
  if (samples > 0) check_batches(config, samples, config.problem.place(), diagnostics);
  check_optimizer(config, {{"w", {found.parameters}, 0, found.parameters}}, diagnostics);
  found.training_rows = std::max<Index>(samples, 1);
  return found;
}

void check_fit(const ExperimentConfig& config, const Fit& fit, Diagnostics& diagnostics) {
  ComponentErrorSink about_loss(config.loss, diagnostics);
  config.loss->check(fit, about_loss);
  if (about_loss.has_errors()) return;
  for (const auto& metric : config.metrics) {
    ComponentErrorSink about_metric(metric, diagnostics);
    metric->check(fit, config.loss->prediction_kind(), about_metric);
  }
}

std::optional<Preflight> check_network(const ExperimentConfig& config, DataCache& cache,
                                       Diagnostics& diagnostics) {
  const DataFacts* data = cache.facts(config.data, config.loss->target_kind(), config.dtype, diagnostics);
  if (!data) return std::nullopt;
  check_batches(config, data->training_rows, config.data.place(), diagnostics);
  // Inputs may be probabilities already, where a network passes them on.
  const OutputRange range = data->unit_interval ? OutputRange::data_unit_interval : OutputRange::any;
  auto network = summarize(config.network, data->sample_shape, diagnostics, range);
  if (!network) return std::nullopt;
  MemoryCheck memory(config, diagnostics);
  memory.add_samples(*data);
  memory.add_layers(config.network, *network);
  memory.add_optimizer(network->parameters);
  if (memory.is_over()) return std::nullopt;
  const auto single = single_sample(config.training, data->training_rows);
  if (single) check_normalization(config.network, *network, *single, diagnostics);
  check_optimizer(config, parameter_layout(config.network, data->sample_shape), diagnostics);
  check_fit(config, {network->output, network->output_range, data->target}, diagnostics);
  Preflight found;
  found.input = data->sample_shape;
  found.parameters = network->parameters;
  found.network = std::move(*network);
  found.training_rows = data->training_rows;
  return found;
}

void check_schedule(const ExperimentConfig& config, Index training_rows, Diagnostics& diagnostics) {
  if (!config.scheduler) return;
  const SchedulerConfig& scheduler = *config.scheduler->config;
  const auto per_pass = std::max<std::int64_t>(Batches(training_rows, config.training).per_pass(), 1);
  ComponentErrorSink sink(*config.scheduler, diagnostics);
  scheduler.check({length_in(scheduler.interval, config.training, per_pass), config.optimizer.type,
                   config.optimizer->with_momentum(0.5) != nullptr},
                  sink);
}

}  // namespace

std::optional<Preflight> preflight(const ExperimentConfig& config, DataCache& cache,
                                   Diagnostics& diagnostics) {
  Diagnostics own;  // of this run: an earlier run's error is not this one's
  auto found = config.problem ? check_problem(config, own) : check_network(config, cache, own);
  check_columns(config, own);
  if (found && !own.has_errors()) check_averaging(config, found->training_rows, own);
  if (found) check_schedule(config, found->training_rows, own);
  diagnostics.add(own);
  if (own.has_errors()) return std::nullopt;
  return found;
}

void check_machine(const ExperimentConfig& config, Severity severity, Diagnostics& diagnostics) {
  if (!config.rounds_to_bfloat16() || why_no_bfloat16().empty()) return;
  const Place& place = config.precision->place;
  const std::string message =
      fmt::format("precision: bfloat16 can't be trained on this machine: {}", why_no_bfloat16());
  severity == Severity::error ? diagnostics.error(place, message) : diagnostics.warning(place, message);
}

bool preflight_all(const Plan& plan, const Registries& registries, DataCache& cache, Diagnostics& diagnostics,
                   const SeePreflight& see) {
  bool good = true;
  for (const PlannedSetup& setup : plan.setups) {
    look_at_stop();
    const auto config = bound(setup, registries);
    Diagnostics own;
    const auto found = preflight(*config, cache, own);
    diagnostics.add(own);
    good &= found.has_value();
    if (found && see) see(*config, *found, own);
  }
  return good;
}

}  // namespace runner
