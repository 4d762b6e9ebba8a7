#include "plan/experiment.h"

#include <fmt/format.h>

#include <cctype>

#include "base/choice.h"
#include "base/text.h"

namespace runner {

namespace {

bool is_folder_name(const std::string& name) {
  if (name.empty()) return true;  // the file's stem is used
  if (name.size() > longest_name || std::string_view("_.-").find(name.front()) != std::string_view::npos)
    return false;
  return folder_name_of(name) == name;
}

/// Keys that only mean something where there are samples: data, or those of a problem.
constexpr std::array<std::string_view, 6> keys_of_data = {
    "training.batch_size",           "training.shuffle", "training.drop_last", "training.evaluation_loaders",
    "training.accumulate_gradients", "training.sampler"};

bool check_unused(const Node& root, Diagnostics& diagnostics) {
  bool good = true;
  for (std::string_view path : keys_of_data) {
    const Node* node = find_path(root, path);
    if (!node) continue;
    good = false;
    diagnostics.error(node->place(),
                      fmt::format("{}: this problem has no samples, so this key has no meaning", path));
  }
  return good;
}

/// Keys of a split that its method has no use for.
bool check_split(const Node& root, const SplitConfig& split, Diagnostics& diagnostics) {
  bool good = true;
  for (const std::string_view key : unused_keys(split)) {
    const std::string path = fmt::format("data.split.{}", key);
    const Node* node = find_path(root, path);
    if (!node || node->is_null()) continue;
    good = false;
    const bool has_folds = split.folds() > 0;
    diagnostics.error(node->place(), fmt::format("{}: {} has no {}; write {}", path,
                                                 choice_name(split.method), has_folds ? "repeats" : "folds",
                                                 has_folds ? "method: repeated_kfold" : "method: kfold"));
  }
  return good;
}

}  // namespace

std::string folder_name_of(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const std::string_view c = text.substr(0, character_length(text));
    text.remove_prefix(c.size());
    const bool plain = c.size() > 1 || std::isalnum(static_cast<unsigned char>(c.front())) ||
                       std::string_view("_.-").find(c.front()) != std::string_view::npos;
    if (plain && !acts_on_terminal(c) && !is_blank_character(c))
      name += c;
    else
      name += '_';
  }
  return name;
}

Spec<ClipGradNormConfig> ClipGradNormConfig::spec() {
  using C = ClipGradNormConfig;
  return Spec<C>("clip_grad_norm", "Scales gradients down, as torch.nn.utils.clip_grad_norm_ does.")
      .required("max_norm", &C::max_norm, "The largest norm of all gradients together.", above(0))
      .field("norm_type", &C::norm_type, "The p of the norm; inf is the largest gradient.",
             {.low = 0, .low_open = true, .infinite = true})
      .field("error_if_nonfinite", &C::error_if_nonfinite,
             "End the run as diverged where the norm is not a finite number.");
}

Spec<SamplerConfig> SamplerConfig::spec() {
  using C = SamplerConfig;
  return Spec<C>("sampler", "Draws the samples of an epoch, each by the weight of its class.")
      .source("torch.utils.data.WeightedRandomSampler: the same draws from the same seed")
      .field("type", &C::type, "The sampler's name.")
      .field(
          "weights", &C::weights,
          "balanced: 1 / rows of the class in the training part, so that all classes are drawn as often; or "
          "a map with a weight for each class by name, 1 where none is named.",
          at_least(0))
      .field("replacement", &C::replacement, "Whether a sample may come several times in an epoch.")
      .field("num_samples", &C::num_samples, "Draws per epoch; by default the rows of the training part.",
             closed(1, 1e9))
      .check(
          "replacement",
          "draws without replacement are not possible: PyTorch's depend on the library that it is built with",
          [](const C& c) { return c.replacement; });
}

SamplerConfig TrainingConfig::sampler_options() const {
  const auto* options = sampler ? std::get_if<SamplerConfig>(&sampler->value) : nullptr;
  return options ? *options : SamplerConfig();
}

std::vector<L2Config> TrainingConfig::penalties() const {
  if (!l2) return {};
  if (const auto* factor = std::get_if<double>(&l2->value)) {
    L2Config one;
    one.factor = *factor;
    return {one};
  }
  if (const auto* one = std::get_if<L2Config>(&l2->value)) return {*one};
  return std::get<std::vector<L2Config>>(l2->value);
}

Spec<L2Config> L2Config::spec() {
  using C = L2Config;
  return Spec<C>("l2", "A penalty on parameters that is part of the loss: factor · ½ · Σ w².")
      .required("factor", &C::factor, "the gradient gets factor · w.", at_least(0))
      .field("parameters", &C::parameters,
             "Names or patterns of parameters, such as 0.weight; by default all weights.")
      .check("parameters", "l2 needs at least one name", [](const C& c) {
        const auto* list = std::get_if<1>(&c.parameters);
        return !list || !list->empty();
      });
}

PredictionKind prediction_kind_of(const ExperimentConfig& config) {
  const PredictionKind kind = config.loss->prediction_kind();
  const bool is_probability = kind == PredictionKind::probability || kind == PredictionKind::logit;
  return config.data->target_is_input() && is_probability ? PredictionKind::values : kind;
}

Link link_of(const ExperimentConfig& config) {
  const bool is_logit = config.loss->prediction_kind() == PredictionKind::logit;
  return config.data->target_is_input() && is_logit ? Link::logit : config.loss->link();
}

Spec<TrainingConfig> TrainingConfig::spec() {
  using C = TrainingConfig;
  return Spec<C>("training", "How long to train, and in which pieces.")
      .field("epochs", &C::epochs, "Passes over the training part.", closed(0, 1e9))
      .field("iterations", &C::iterations, "Optimizer steps in all, instead of epochs.", closed(0, 1e15))
      .field("batch_size", &C::batch_size,
             "Samples per mini-batch: 1 is stochastic, full is batch gradient descent.", closed(1, 1e9))
      .field("shuffle", &C::shuffle, "When the order of the samples is drawn.")
      .field("drop_last", &C::drop_last, "Leave out the last batch of a pass if it is smaller.")
      .field("iterations_per_epoch", &C::iterations_per_epoch,
             "An epoch is this many steps, going round the data as often as it takes.", closed(1, 1e9))
      .field("evaluate_every", &C::evaluate_every, "Evaluate validation and test after every N epochs.",
             closed(1, 1e9))
      .field(
          "evaluation_loaders", &C::evaluation_loaders,
          "How many DataLoaders a PyTorch script goes through at each evaluation: each takes a number from "
          "the seed's, and the next orders are others. Nothing else depends on it.",
          closed(0, 1000))
      .field("clip_grad_norm", &C::clip_grad_norm,
             "Scale gradients down to this length (L2), or as a map says: max_norm, norm_type, "
             "error_if_nonfinite.",
             above(0))
      .field("clip_grad_value", &C::clip_grad_value, "Cut every gradient to at most this size.", above(0))
      .field("accumulate_gradients", &C::accumulate_gradients, "Mini-batches per optimizer step.",
             closed(1, 1e6))
      .field("averaging", &C::averaging,
             "A running average of the weights: EMA or SWA. Evaluations, and with early_stopping the best "
             "weights, are of the average; train_loss is of the weights that are trained.")
      .field(
          "sampler", &C::sampler,
          "Draws the samples of an epoch by weights: balanced, so that every class comes as often, or a map "
          "with weights, num_samples.")
      .since(2)
      .field("l2", &C::l2,
             "A penalty on parameters that is part of the loss, in train_loss, val_loss and test_loss: a "
             "factor of ½ Σ w² over all weights, or as a map says, parameters and factor, or a list of maps.",
             at_least(0))
      .since(2)
      .check("iterations", "give either epochs or iterations, not both; write epochs: 10 alone",
             [](const C& c) { return !c.epochs || !c.iterations; })
      .check("sampler", "a sampler draws the order of the samples; leave shuffle out",
             [](const C& c) { return !c.sampler || c.shuffle == Shuffle::each_epoch; })
      .check("epochs", "training needs either epochs or iterations; write epochs: 10",
             [](const C& c) { return c.epochs || c.iterations; });
}

Spec<EarlyStoppingConfig> EarlyStoppingConfig::spec() {
  using C = EarlyStoppingConfig;
  return Spec<C>("early_stopping", "Ends training when a measured column stops getting better.")
      .field("monitor", &C::monitor,
             "The column to watch; by default val_loss, without a validation part train_loss.")
      .field("patience", &C::patience, "Evaluations in a row that bring nothing better.", closed(1, 1e9))
      .field("min_delta", &C::min_delta, "By how much a value has to be better to count.", at_least(0))
      .field("mode", &C::mode, "Whether smaller or larger is better; auto: as the column has it.");
}

Spec<CheckpointConfig> CheckpointConfig::spec() {
  using C = CheckpointConfig;
  return Spec<C>("checkpoint", "What a run that is killed leaves to go on from.")
      .field("every", &C::every, "How often: epochs (5 or 5e), iterations (500i) or seconds (60s).");
}

Spec<RecordConfig> RecordConfig::spec() {
  using C = RecordConfig;
  return Spec<C>("record", "What is written beside the row per epoch.")
      .field("iterations", &C::iterations,
             "Write iterations.csv: every step, or every N-th; by default for problems alone.",
             closed(1, 1e9))
      .field("parameters", &C::parameters,
             "Write the first 16 parameters of a network to iterations.csv too.")
      .field("predictions", &C::predictions,
             "Write predictions.csv, what the network says of every row at its end, and confusion.csv, how "
             "often which class is taken for which.")
      .since(2)
      .field("gradients", &C::gradients,
             "Write the gradient of each step by the first 16 parameters to iterations.csv, with signs; with "
             "outputs also the loss's gradient by these.")
      .since(2)
      .field(
          "outputs", &C::outputs,
          "Write outputs.csv: what the network gives at its end for every row of data that is not divided.")
      .since(2);
}

Spec<ExperimentConfig> ExperimentConfig::spec() {
  using C = ExperimentConfig;
  return Spec<C>("an experiment", "A network or test function, how it is trained, and what is swept.")
      .field("name", &C::name, "The results folder's name; by default the file's stem.")
      .field("description", &C::description, "One or two sentences on what the experiment shows.")
      .field("extends", &C::extends, "A file, or several, that this one adds to; this file wins.")
      .field("seed", &C::seed, "Decides everything that is drawn in training, as torch.manual_seed does.",
             closed(0, static_cast<double>(largest_seed)))
      .field("dtype", &C::dtype, "The type of parameters, data and arithmetic.")
      .field("precision", &C::precision,
             "What the products of Linear layers take in dtype float32: float32, or operands rounded to "
             "bfloat16, whose sums are in float32 all the same.")
      .field("data", &C::data, "Where samples come from, how they are split and scaled.")
      .field("network", &C::network, "The layers, from input to output.")
      .field("loss", &C::loss, "What training makes small.")
      .field("problem", &C::problem, "A test function, in the place of data, network and loss.")
      .required("optimizer", &C::optimizer, "how parameters follow the gradient.")
      .field("scheduler", &C::scheduler, "How the learning rate changes.")
      .required("training", &C::training, "how long to train, and in which pieces.")
      .field("early_stopping", &C::early_stopping, "Ends training when nothing gets better any more.")
      .field("metrics", &C::metrics, "What is measured beside the loss.")
      .field("record", &C::record, "What is written beside the row per epoch.")
      .field("checkpoint", &C::checkpoint, "How often a run saves what it needs to go on.")
      .field("sweep", &C::sweep, "Which runs this file stands for.")
      .field("search", &C::search,
             "How few of the sweep's runs are trained to their end; by default all are.")
      .field("launch", &C::launch, "How `runner launch` brings the runs to other machines.")
      .check("name",
             "a name has letters of any script, digits, '_', '.' and '-', at most 240 bytes, and begins with "
             "a letter "
             "or digit",
             [](const C& c) { return is_folder_name(c.name); })
      .check("precision", "this is for dtype: float32; in float64 products are in float64",
             [](const C& c) { return !c.precision || c.dtype == DType::float32; })
      .check("precision", "a problem has no layers, so this key has no meaning",
             [](const C& c) { return !c.precision || !c.problem; })
      .check("problem", "a problem stands in the place of data, network and loss; give one or the other",
             [](const C& c) { return !c.problem || (!c.data && c.network.empty() && !c.loss); })
      .check("data", "an experiment needs data, network and loss, or a problem",
             [](const C& c) { return c.problem || (c.data && c.loss); })
      .check("network", "a network needs at least one layer",
             [](const C& c) { return c.problem || !c.network.empty() || !c.data || !c.loss; });
}

std::optional<ExperimentConfig> bind_experiment(const Node& root, const Registries& registries,
                                                Diagnostics& diagnostics) {
  ExperimentConfig config;
  const auto& spec = spec_of<ExperimentConfig>();
  BindContext context{diagnostics, registries, &spec};
  const Cursor at(root);
  if (!root.is_map()) {
    context.error(at, expected("a map with keys such as optimizer and training", root));
    return std::nullopt;
  }
  if (!spec.decode(at, {spec.name(), Owner::Kind::section}, context, &config)) return std::nullopt;
  if (!has_samples(config) && !check_unused(root, diagnostics)) return std::nullopt;
  if (config.data && !check_split(root, config.data->split, diagnostics)) return std::nullopt;
  return config;
}

bool has_samples(const ExperimentConfig& config) {
  return !config.problem || config.problem->samples() > 0;
}

std::int64_t recording_interval(const ExperimentConfig& config) {
  if (!config.record.iterations) return config.problem || config.record.gradients ? 1 : 0;
  if (const bool* every = std::get_if<bool>(&*config.record.iterations)) return *every ? 1 : 0;
  return std::get<std::int64_t>(*config.record.iterations);
}

Node resolve(const ExperimentConfig& config) {
  Node node = Node::map(spec_of<ExperimentConfig>().encode(&config)).without("launch");
  if (config.data) {
    const Node& data = *node.find("data");
    Node split = *data.find("split");
    for (const std::string_view key : unused_keys(config.data->split)) split = split.without(key);
    node = node.with("data", data.with("split", split));
  }
  if (has_samples(config)) return node;
  Node training = *node.find("training");
  for (std::string_view path : keys_of_data) training = training.without(path.substr(path.find('.') + 1));
  return node.with("training", training);
}

Node resolve_run(const ExperimentConfig& config) {
  Node node = resolve(config);
  for (std::string_view key : {"name", "description", "checkpoint", "sweep", "search"})
    node = node.without(key);
  // Written or not, float32 is what dtype says: one run, one identity.
  if (!config.rounds_to_bfloat16()) node = node.without("precision");
  return node;
}

}  // namespace runner
