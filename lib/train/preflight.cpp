#include "train/preflight.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "metric/classes.h"
#include "plan/network_input.h"
#include "spec/component_error_sink.h"
#include "tensor/onednn.h"
#include "train/augmenter.h"
#include "train/batches.h"
#include "train/measures.h"
#include "train/memory_check.h"
#include "train/step_counts.h"
#include "train/weight_penalty.h"

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
             fmt::format("nothing would be averaged: the training ends after {}",
                         counted(static_cast<std::size_t>(length), by_step ? "iteration" : "epoch")));
}

/// The sampler against the target, and what it draws by; nothing after an error or without one.
std::optional<std::string> check_sampler(const TrainingConfig& training, const TargetInfo& target,
                                         Diagnostics& diagnostics) {
  if (!training.sampler) return std::nullopt;
  ComponentErrorSink sink(Node::scalar("", training.sampler->place), "training.sampler", diagnostics);
  const SamplerConfig options = training.sampler_options();
  if (target.class_names.empty()) {
    sink.error("", "a sampler draws by class, but the target is no class");
    return std::nullopt;
  }
  if (const auto* named = std::get_if<NamedWeights>(&options.weights))
    check_class_names("weights", *named, target, sink);
  const Index memory = product_of_sizes({options.num_samples.value_or(0), Index{sizeof(std::int64_t)}});
  if (memory > memory_limit())
    sink.error("num_samples", fmt::format("their order alone takes {} of memory; there are {}",
                                          bytes_text(memory), bytes_text(memory_limit())));
  const std::vector<double> weights = sampler_weights(training, target);
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += weights[i] * static_cast<double>(target.class_rows[i]);
  if (!(sum > 0)) sink.error("weights", "every sample of the training part has weight 0: none can be drawn");
  if (sink.has_errors()) return std::nullopt;
  return "training.sampler draws a sample by the weight of its class: " +
         weights_text(weights, target.class_names);
}

std::optional<Preflight> check_problem(const ExperimentConfig& config, Diagnostics& diagnostics) {
  ComponentErrorSink sink(config.problem, diagnostics);
  config.problem->check(sink);
  if (config.record.predictions)
    sink.error("", fmt::format("record.predictions: {} has no rows that could be predicted; leave it out",
                               config.problem.type));
  if (config.record.outputs) sink.error("", "record.outputs is for networks; a problem has none");
  if (config.training.l2)
    diagnostics.error(config.training.l2->place, "training.l2 is for networks; a problem has no weights");
  if (sink.has_errors()) return std::nullopt;
  Preflight found;
  found.parameters = static_cast<Index>(config.problem->starting_point().size());
  MemoryCheck(config, diagnostics).add_optimizer(found.parameters);
  const Index samples = config.problem->samples();
  if (samples > 0) check_batches(config, samples, config.problem.place(), diagnostics);
  check_sampler(config.training, {}, diagnostics);
  check_optimizer(config, {{"w", {found.parameters}, 0, found.parameters}}, diagnostics);
  found.training_rows = std::max<Index>(samples, 1);
  return found;
}

/// False where the target is the input and the network gives something else, or the loss is not of numbers.
bool check_input_target(const ExperimentConfig& config, const Shape& input, const Shape& output,
                        Diagnostics& diagnostics) {
  if (!config.data->target_is_input()) return true;
  const PredictionKind kind = config.loss->prediction_kind();
  if (kind == PredictionKind::scores || kind == PredictionKind::margins) {
    ComponentErrorSink sink(config.loss, diagnostics);
    sink.error("", fmt::format("{} is of classes, but with 'data.target: input' a sample's target is its own "
                               "values; MSELoss, L1Loss or BCEWithLogitsLoss are of values",
                               config.loss.type));
    return false;
  }
  const bool is_loss_with_more = kind == PredictionKind::other;  // GaussianNLLLoss: it says so itself
  if (size_of(input) == size_of(output) || is_loss_with_more) return true;
  ComponentErrorSink sink(config.network.back(), diagnostics);
  sink.error("", fmt::format("with 'data.target: input' the last layer must give as many values as a sample "
                             "has, but a sample is {} and the network gives {}",
                             batch_text(input), batch_text(output)));
  return false;
}

/// False where the loss does not fit.
bool check_fit(const ExperimentConfig& config, const Fit& fit, Diagnostics& diagnostics) {
  ComponentErrorSink about_loss(config.loss, diagnostics);
  config.loss->check(fit, about_loss);
  if (about_loss.has_errors()) return false;
  for (const auto& metric : config.metrics) {
    ComponentErrorSink about_metric(metric, diagnostics);
    metric->check(fit, prediction_kind_of(config), about_metric);
    if (!fit.target.weighted || metric->source() != MetricSource::predictions || metric->takes_weights())
      continue;
    about_metric.error(
        "", fmt::format("{} takes no weights of samples; leave it or data.sample_weight out", metric.type));
  }
  return true;
}

/// Whether a loss has nothing to say of such a target.
bool takes(const LossConfig& loss, const Fit& fit) {
  class Heard final : public ErrorSink {
   public:
    void error(std::string_view /*parameter*/, std::string /*message*/) override { any = true; }
    void warning(std::string_view /*parameter*/, std::string /*message*/) override { any = true; }
    bool any = false;
  } heard;
  loss.check(fit, heard);
  return !heard.any;
}

/// As people say a number: three digits count.
std::string round_text(double value) {
  return number_text(*parse_number(fmt::format("{:.3g}", value)));
}

/// Whether the loss and the scale of a target of numbers go together.
void check_target_scale(const ExperimentConfig& config, const DataFacts& data, const Fit& fit,
                        Diagnostics& diagnostics) {
  ComponentErrorSink sink(config.data, diagnostics);
  const bool numbers = prediction_kind_of(config) == PredictionKind::values;
  if (!config.data->target_preprocess.empty() && !numbers) {
    sink.error("target_preprocess",
               fmt::format("{} has no predictions in the target's units, so they can't be scaled "
                           "back; losses such as MSELoss have",
                           config.loss.type));
  }
  // A network begins with values near 1, and takes steps as if the target were so too.
  constexpr double smallest = 1e-3, largest = 1e3;
  if (!numbers || !data.unscaled) return;
  const auto& [name, mean, deviation] = *data.unscaled;
  const double size = std::hypot(mean, deviation);
  if ((size >= smallest && size <= largest) || size == 0) return;
  Fit scaled = fit;
  scaled.target.lowest = -1;
  scaled.target.highest = 1;
  if (!takes(*config.loss.config, scaled)) return;
  sink.warning(
      "target",
      fmt::format("'{}' has mean {} and standard deviation {}, far from the scale on which a network "
                  "begins; 'target_preprocess: [StandardScaler]' trains on it scaled, and keeps "
                  "metrics in its own units",
                  name, round_text(mean), round_text(deviation)));
}

void check_outputs(const ExperimentConfig& config, Diagnostics& diagnostics) {
  const SplitConfig& split = config.data->split;
  if (!config.record.outputs || (split.validation == 0 && split.test == 0)) return;
  ComponentErrorSink sink(config.data, diagnostics);
  sink.error("split", "record.outputs is for data that is not divided");
}

std::optional<Preflight> check_network(const ExperimentConfig& config, DataCache& cache,
                                       Diagnostics& diagnostics) {
  const DataFacts* data = cache.facts(config.data, config.loss->target_kind(), config.dtype, diagnostics);
  if (!data) return std::nullopt;
  check_batches(config, data->training_rows, config.data.place(), diagnostics);
  // Inputs may be probabilities already, where a network passes them on.
  const OutputRange range = data->unit_interval ? OutputRange::data_unit_interval : OutputRange::any;
  const Shape input = network_input(config, data->sample_shape);
  auto network = summarize(config.network, input, diagnostics, range);
  if (!network) return std::nullopt;
  MemoryCheck memory(config, diagnostics);
  memory.add_samples(*data);
  memory.add_network(input, *network);
  memory.add_optimizer(network->parameters);
  memory.add_rows_kept(*data, size_of(network->output));
  if (memory.is_over()) return std::nullopt;
  const auto single = single_sample(config.training, data->training_rows);
  if (single) check_normalization(config.network, *network, *single, diagnostics);
  const ParameterLayout layout = parameter_layout(config.network, input);
  check_optimizer(config, layout, diagnostics);
  check_penalties(config.training, layout, diagnostics);
  check_outputs(config, diagnostics);
  const Fit fit{network->output, network->output_range, data->target};
  const bool fits =
      check_input_target(config, input, network->output, diagnostics) && check_fit(config, fit, diagnostics);
  check_augmentations(config, fit, *data, diagnostics);
  check_target_scale(config, *data, fit, diagnostics);
  Preflight found;
  if (auto note = check_sampler(config.training, data->target, diagnostics))
    found.notes.push_back(std::move(*note));
  if (fits) {
    const std::string decided = config.loss->resolved_for(fit).words;
    if (!decided.empty()) found.notes.push_back("loss." + decided);
  }
  found.input = input;
  found.parameters = network->parameters;
  found.classes = class_texts(prediction_kind_of(config), size_of(network->output), data->target);
  found.network = std::move(*network);
  found.training_rows = data->training_rows;
  return found;
}

/// By how much the rate moves over the whole training, as a share of its largest.
double movement(const SchedulerConfig& scheduler, const ScheduleStart& start) {
  constexpr std::int64_t points = 500;  // that are looked at
  const auto schedule = scheduler.make(start);
  double low = schedule->at(0).lr, high = low;
  const std::int64_t last = start.length - 1, stride = std::max<std::int64_t>(last / points, 1);
  for (std::int64_t passed = 0; passed < last;) {
    passed = std::min(passed + stride, last);
    const double rate = schedule->at(passed).lr;
    low = std::min(low, rate);
    high = std::max(high, rate);
  }
  return high > 0 ? (high - low) / high : 0;
}

void warn_of_standstill(const SchedulerConfig& scheduler, const ScheduleStart& start, ErrorSink& sink) {
  constexpr std::int64_t longest = 1'000'000;  // some are walked through step by step
  constexpr double hardly = 0.05;
  if (start.length < 1 || start.length > longest) return;
  const bool by_epoch = scheduler.interval == Interval::epoch;
  const bool is_for_batches = scheduler.fewest_intervals() > 0;
  const std::string length =
      fmt::format("{} {}{}", start.length, by_epoch ? "epoch" : "iteration", start.length == 1 ? "" : "s");
  const std::string cure = by_epoch ? "; interval: iteration?" : "";
  const double moved = movement(scheduler, start);
  const bool begins_there = scheduler.make(start)->at(0).lr == start.lr;  // else it has changed the rate once
  if (moved <= hardly && (begins_there || is_for_batches)) {
    sink.warning("",
                 fmt::format("this changes {}nothing in {}{}", moved > 0 ? "next to " : "", length, cure));
  } else if (by_epoch && start.length < scheduler.fewest_intervals()) {
    sink.warning("", fmt::format("this is made to move after every batch, and has {} stairs in {}{}",
                                 start.length, length, cure));
  }
}

void check_schedule(const ExperimentConfig& config, Index training_rows, Diagnostics& diagnostics) {
  if (!config.scheduler) return;
  const SchedulerConfig& scheduler = *config.scheduler->config;
  const auto per_pass = std::max<std::int64_t>(Batches(training_rows, config.training).per_pass(), 1);
  ComponentErrorSink sink(*config.scheduler, diagnostics);
  const std::int64_t length = length_in(scheduler.interval, config.training, per_pass);
  scheduler.check({length, config.optimizer.type, config.optimizer->with_momentum(0.5) != nullptr}, sink);
  if (!scheduler.watched_column() && !sink.has_errors())
    warn_of_standstill(scheduler, {config.optimizer->learning_rates().front(), length}, sink);
}

}  // namespace

std::optional<Preflight> preflight(const ExperimentConfig& config, DataCache& cache,
                                   Diagnostics& diagnostics) {
  Diagnostics own;  // of this run: an earlier run's error is not this one's
  auto found = config.problem ? check_problem(config, own) : check_network(config, cache, own);
  // Without knowing the classes their columns are unknown too.
  const bool has_all_names =
      std::ranges::none_of(config.metrics, [](const auto& metric) { return metric->per_class(); });
  if (found || has_all_names) check_columns(config, found ? found->classes : std::vector<std::string>(), own);
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
