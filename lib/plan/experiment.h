#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "data/source.h"
#include "metric/metric.h"
#include "nn/class_weights.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "optim/averaging.h"
#include "optim/optimizer.h"
#include "optim/scheduler.h"
#include "plan/launch_config.h"
#include "plan/period.h"
#include "plan/search_config.h"
#include "plan/sweep_config.h"
#include "problem/problem.h"
#include "spec/located.h"
#include "spec/registry.h"
#include "tensor/dtype.h"

namespace runner {

enum class Shuffle { each_epoch, once, none };
constexpr auto choice_names(Shuffle) {
  return std::array<std::string_view, 3>{"each_epoch", "once", "none"};
}

enum class FullBatch { full };
constexpr auto choice_names(FullBatch) {
  return std::array<std::string_view, 1>{"full"};
}

/// torch.nn.utils.clip_grad_norm_.
struct ClipGradNormConfig {
  double max_norm = 0;
  double norm_type = 2;
  bool error_if_nonfinite = false;

  static Spec<ClipGradNormConfig> spec();
};

/// A penalty on parameters that is part of the loss: factor / 2 times the sum of their squares.
struct L2Config {
  double factor = 0;
  /// Names or patterns (optim/groups.h), as a state_dict has them.
  std::variant<Located<std::string>, std::vector<Located<std::string>>> parameters =
      Located<std::string>{"*weight", {}};

  static Spec<L2Config> spec();
};
using L2 = std::variant<double, L2Config, std::vector<L2Config>>;

enum class SamplerType { WeightedRandomSampler };
constexpr auto choice_names(SamplerType) {
  return std::array<std::string_view, 1>{"WeightedRandomSampler"};
}

/// torch.utils.data.WeightedRandomSampler: which samples an epoch has is drawn, each by its weight.
struct SamplerConfig {
  SamplerType type = SamplerType::WeightedRandomSampler;
  std::variant<Balanced, NamedWeights> weights = Balanced::balanced;  ///< of a sample of each class
  bool replacement = true;
  std::optional<std::int64_t> num_samples;

  static Spec<SamplerConfig> spec();
};

/// `balanced` is a sampler with its defaults.
using Sampler = Located<std::variant<Balanced, SamplerConfig>>;

/// How long to train, and in which pieces.
struct TrainingConfig {
  std::optional<std::int64_t> epochs;
  std::optional<std::int64_t> iterations;
  std::variant<std::int64_t, FullBatch> batch_size = 32;
  Shuffle shuffle = Shuffle::each_epoch;
  bool drop_last = false;
  std::optional<std::int64_t> iterations_per_epoch;
  std::int64_t evaluate_every = 1;
  std::int64_t evaluation_loaders = 0;
  std::optional<std::variant<double, ClipGradNormConfig>> clip_grad_norm;
  std::optional<double> clip_grad_value;
  std::int64_t accumulate_gradients = 1;
  std::optional<Component<AveragingConfig>> averaging;
  std::optional<Sampler> sampler;
  std::optional<Located<L2>> l2;

  /// Of the sampler that there is.
  SamplerConfig sampler_options() const;
  /// The penalties of `l2`, one by one.
  std::vector<L2Config> penalties() const;

  static Spec<TrainingConfig> spec();
};

enum class Better { automatic, min, max };
constexpr auto choice_names(Better) {
  return std::array<std::string_view, 3>{"auto", "min", "max"};
}

/// When training ends before its time: a measured column stopped getting better.
struct EarlyStoppingConfig {
  std::optional<Located<std::string>> monitor;  ///< by default val_loss, without a validation part train_loss
  std::int64_t patience = 10;
  double min_delta = 0;
  Located<Better> mode = {Better::automatic, {}};

  static Spec<EarlyStoppingConfig> spec();
};

/// How often a run that is still going writes down all it needs to go on after it was killed.
struct CheckpointConfig {
  Period every = {60, PeriodUnit::seconds};

  static Spec<CheckpointConfig> spec();
};

/// What is written beside the row per epoch.
struct RecordConfig {
  std::optional<std::variant<bool, std::int64_t>> iterations;  ///< by default only for a problem
  bool parameters = false;
  bool predictions = false;
  bool gradients = false;
  bool outputs = false;

  static Spec<RecordConfig> spec();
};

/// Of an experiment: a folder's name that is a little longer is still one to a file system.
inline constexpr std::size_t longest_name = 240;

/// A text as a folder's name: letters of any script, digits and "_.-" stay, all else becomes "_".
std::string folder_name_of(std::string_view text);

/// An experiment file, or one run of it (then `sweep` is empty).
struct ExperimentConfig {
  std::string name;
  std::string description;
  std::optional<std::variant<std::string, std::vector<std::string>>>
      extends;  ///< gone when the file is loaded
  std::int64_t seed = 0;
  DType dtype = DType::float32;
  std::optional<Located<Precision>> precision;  ///< by default what dtype says
  Component<DataConfig> data;
  LayerComponents network;
  Component<LossConfig> loss;
  Component<ProblemConfig> problem;
  Component<OptimizerConfig> optimizer;
  std::optional<Component<SchedulerConfig>> scheduler;
  TrainingConfig training;
  std::optional<EarlyStoppingConfig> early_stopping;
  std::vector<Component<MetricConfig>> metrics;
  RecordConfig record;
  CheckpointConfig checkpoint;
  std::optional<SweepConfig> sweep;
  std::optional<SearchConfig> search;
  std::optional<LaunchConfig> launch;

  bool rounds_to_bfloat16() const { return precision && precision->value == Precision::bfloat16; }

  static Spec<ExperimentConfig> spec();
};

/// Reads a file's tree, whole. Every mistake goes to `diagnostics`; nothing is returned after an error.
std::optional<ExperimentConfig> bind_experiment(const Node& root, const Registries& registries,
                                                Diagnostics& diagnostics);

/// What predictions are to metrics, and what an output is of the value that it stands for: as the loss has
/// it, but for a target that is the input, which is numbers whatever the loss takes them for.
PredictionKind prediction_kind_of(const ExperimentConfig& config);
Link link_of(const ExperimentConfig& config);

/// Whether there are samples to train on: data, or those of a problem.
bool has_samples(const ExperimentConfig& config);

/// Every how many steps iterations.csv gets a row; 0 for no such file.
std::int64_t recording_interval(const ExperimentConfig& config);

/// The configuration with every default filled in, as config.yaml has it: without `launch`.
Node resolve(const ExperimentConfig& config);

/// Of that only what decides the numbers and the files of a run; the same for every run but for what is
/// swept.
Node resolve_run(const ExperimentConfig& config);

}  // namespace runner
