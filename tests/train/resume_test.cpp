#include <doctest/doctest.h>

#include <functional>

#include "support/bfloat16.h"
#include "support/experiment.h"
#include "train/longer_training.h"

using namespace runner;

namespace {

/// Keeps a run, the state at its last checkpoint or end, and may ask it to stop.
class Interrupted final : public KeptRun {
 public:
  explicit Interrupted(std::int64_t stop_at = -1) : stop_at_(stop_at) {}

  void iteration(const IterationRecord& r) override {
    KeptRun::iteration(r);
    if (r.iteration == stop_at_) stop = true;
  }
  void checkpoint(const RunEnd& now) override {
    ++checkpoints;
    keep(now);
  }
  void end(const RunEnd& given) override {
    if (!given.tensors.empty()) keep(given);
    KeptRun::end(given);
  }

  std::atomic<bool> stop{false};
  std::optional<SavedState> saved;
  std::size_t steps_saved = 0, epochs_saved = 0;
  int checkpoints = 0;

 private:
  void keep(const RunEnd& now) {
    saved.emplace();
    for (const StateView& view : now.tensors) {
      saved->add(view.name, {view.type, {view.bytes.begin(), view.bytes.end()}});
    }
    steps_saved = steps.size();
    epochs_saved = epochs.size();
  }
  std::int64_t stop_at_;
};

struct Prepared {
  explicit Prepared(const std::string& yaml) {
    Diagnostics diagnostics;
    const auto plan = plan_of(yaml, diagnostics);
    REQUIRE_MESSAGE(plan, diagnostics.text());
    REQUIRE_MESSAGE(preflight_all(*plan, catalog(), cache, diagnostics), diagnostics.text());
    config = configuration_of(*plan, plan->runs.front(), catalog());
  }
  Status run(Interrupted& kept, const SavedState* saved = nullptr,
             std::optional<std::int64_t> pause_after = std::nullopt) {
    return train(config, cache, kept, kept.stop, {.threads = 1, .saved = saved, .pause_after = pause_after});
  }
  DataCache cache;
  ExperimentConfig config;
};

using Rows = std::vector<KeptRun::Row>;

/// Bit for bit: a NaN is the same as a NaN.
bool same(const KeptRun::Row& a, const KeptRun::Row& b) {
  const auto bits = [](const std::vector<double>& values) {
    const auto bytes = std::as_bytes(std::span(values));
    return std::vector<std::byte>(bytes.begin(), bytes.end());
  };
  return a.epoch == b.epoch && a.iteration == b.iteration && a.samples == b.samples && a.lr == b.lr &&
         bits(a.values) == bits(b.values) && bits(a.parameters) == bits(b.parameters);
}

void check_same(const Rows& first, std::size_t from_first, const Rows& then, const Rows& whole) {
  REQUIRE(from_first + then.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CAPTURE(i);
    CHECK(same(i < from_first ? first[i] : then[i - from_first], whole[i]));
  }
}

constexpr const char* moons = R"(
data: {type: make_moons, n_samples: 50, noise: 0.2, split: {validation: 0.2}}
network: [{type: Linear, out_features: 4}, ReLU, {type: Dropout, p: 0.2}, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
metrics: [accuracy, {type: ema, metric: train_loss}, {type: ema, metric: val_loss, initial: zero}, grad_norm]
record: {iterations: true, parameters: true}
)";

std::vector<std::string> experiments() {
  std::vector<std::string> all = {
      std::string(moons) + "optimizer: Adam\ntraining: {epochs: 3, batch_size: 8}\n", std::string(moons) + R"(
optimizer: {type: SGD, momentum: 0.9}
scheduler: {type: StepLR, step_size: 2}
training: {iterations: 17, batch_size: 7, drop_last: true, accumulate_gradients: 2, evaluate_every: 2, evaluation_loaders: 1}
dtype: float64
)",
      std::string(moons) + R"(
optimizer: {type: RMSprop, centered: true, momentum: 0.5}
training: {epochs: 4, batch_size: 16, shuffle: once, iterations_per_epoch: 3, clip_grad_norm: 0.1}
early_stopping: {monitor: val_accuracy, patience: 2, mode: min}
)",
      // Draws of augmentations are the run's, also those for BatchNorm's statistics.
      R"(
data: {type: npy, path: tests/reference/pictures.npy, target: tests/reference/pictures_labels.npy,
       augment: [{type: RandomCrop, size: [5, 6], padding: 1}, RandomHorizontalFlip, {type: RandomErasing, value: random}, MixUp]}
network: [Flatten, {type: Linear, out_features: 4}, BatchNorm1d, Tanh, {type: Linear, out_features: 3}]
loss: CrossEntropyLoss
optimizer: SGD
training: {epochs: 4, batch_size: 5, averaging: {type: EMA, decay: 0.9, start_iteration: 4}}
metrics: [accuracy]
record: {iterations: true, parameters: true}
)",
      // What metrics keep of an epoch's rows is part of the state.
      R"(
data: {type: make_blobs, n_samples: 40, split: {validation: 0.2}}
network: [{type: Linear, out_features: 3}]
loss: CrossEntropyLoss
optimizer: SGD
training: {epochs: 3, batch_size: 7}
metrics: [{type: roc_auc, multi_class: ovr}, {type: average_precision, average: none}, {type: f1, average: none},
          {type: f1, average: macro}, log_loss, expected_calibration_error, cohen_kappa]
record: {iterations: true}
)",
      "data: {type: make_regression, n_samples: 30, split: {validation: 0.2}}\n"
      "network: [{type: Linear, out_features: 1}]\nloss: MSELoss\noptimizer: {type: SGD, lr: 1e-4}\n"
      "training: {epochs: 3, batch_size: 7}\nmetrics: [medae, explained_variance, max_error, mape, pinball]\n"
      "record: {iterations: true}\n",
      "problem: rosenbrock\noptimizer: {type: Adagrad, lr: 0.1}\ntraining: {iterations: 9}\n",
      "problem: rosenbrock\noptimizer: {type: Adam, lr: 1}\ntraining: {iterations: 25, iterations_per_epoch: "
      "2}\n"
      "scheduler: {type: ReduceLROnPlateau, patience: 0, cooldown: 1, monitor: test_loss}\n",
      "problem: rosenbrock\noptimizer: SGD\ntraining: {iterations: 20}\nscheduler: {type: ChainedScheduler, "
      "interval: iteration, schedulers: [{type: OneCycleLR, max_lr: 1e-3}, {type: MultiplicativeLR, "
      "lr_lambda: "
      "0.9}]}\n",
      std::string(moons) +
          "optimizer: Adam\ntraining: {epochs: 4, batch_size: 16, evaluate_every: 2, averaging: {type: SWA, "
          "start_epoch: 2}}\n",
      R"(
data: {type: make_moons, n_samples: 50, noise: 0.2, split: {validation: 0.2}}
network: [{type: Linear, out_features: 4}, BatchNorm1d, Dropout, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 1}
training: {epochs: 6, batch_size: 15, averaging: {type: EMA, decay: 0.9, start_iteration: 4}}
early_stopping: {patience: 3}
record: {iterations: true, parameters: true}
)",
      // Draws of latent values, few and many, penalties, and a target that is the input.
      R"(
data: {type: make_blobs, n_samples: 50, n_features: 3, split: {validation: 0.2}, target: input, preprocess: [StandardScaler]}
network:
  - {type: Linear, out_features: 4}
  - {type: Variational, mean: [{type: Linear, out_features: 1}], log_variance: [{type: Linear, out_features: 1}], evaluation: sample}
  - {type: Linear, out_features: 4}
  - {type: Variational, mean: [Tanh], log_variance: [Tanh]}
  - {type: Linear, out_features: 3}
loss: {type: MSELoss, reduction: batchmean}
optimizer: Adam
training: {epochs: 3, batch_size: 7, l2: 0.01}
metrics: [rmse]
record: {iterations: true, parameters: true}
)",
      std::string(moons) + "optimizer: {type: SGD, lr: 1e20}\ntraining: {epochs: 3, batch_size: 8}\n"};
  if (has_bfloat16()) all.push_back("precision: bfloat16\n" + all[0]);
  return all;
}

}  // namespace

TEST_CASE("a run that is stopped after any step goes on as if it had never stopped") {
  for (const std::string& yaml : experiments()) {
    CAPTURE(yaml);
    Prepared prepared(yaml);
    Interrupted whole;
    const Status status = prepared.run(whole);
    for (std::int64_t at = 1; at < whole.last.iterations; ++at) {
      CAPTURE(at);
      Interrupted first(at), then;
      CHECK(prepared.run(first) == Status::interrupted);
      REQUIRE(first.saved);
      CHECK(prepared.run(then, &*first.saved) == status);
      CHECK(then.begin.goes_on);
      check_same(first.steps, first.steps_saved, then.steps, whole.steps);
      check_same(first.epochs, first.epochs_saved, then.epochs, whole.epochs);
      CHECK(then.bytes == whole.bytes);
      CHECK(then.last.message == whole.last.message);
    }
  }
}

TEST_CASE("a run goes on from any of its checkpoints") {
  for (const std::string every : {"1", "3i", "1e-9s"}) {
    CAPTURE(every);
    Prepared prepared(experiments()[0] + "checkpoint: {every: " + every + "}\n");
    Interrupted whole;
    prepared.run(whole);
    CHECK(whole.checkpoints == (every == "1" ? 2 : every == "3i" ? 5 : 0));
  }
  Prepared prepared(experiments()[0] + "checkpoint: {every: 1i}\n");
  Interrupted whole;
  prepared.run(whole);
  CHECK(whole.checkpoints == 15);
}

TEST_CASE("a run may pause after an epoch") {
  Prepared prepared(experiments()[0]);
  Interrupted whole, first, then;
  prepared.run(whole);
  CHECK(prepared.run(first, nullptr, 2) == Status::interrupted);
  CHECK(first.last.epochs == 2);
  CHECK(prepared.run(then, &*first.saved) == Status::finished);
  check_same(first.epochs, first.epochs_saved, then.epochs, whole.epochs);
  CHECK(then.bytes == whole.bytes);
}

TEST_CASE("a run that was left where it pauses does not go beyond") {
  Prepared prepared(experiments()[0]);
  Interrupted first, then;
  prepared.run(first, nullptr, 2);
  CHECK(prepared.run(then, &*first.saved, 2) == Status::interrupted);
  CHECK(then.last.epochs == 2);
  CHECK(then.last.message == first.last.message);
  CHECK(then.bytes == first.bytes);
}

TEST_CASE("a shorter training is the beginning of a longer one exactly where it is said to be") {
  struct Lengthened {
    std::string more, why;
    std::string shorter = "epochs: 5", longer = "epochs: 8";
  };
  const std::string iterations = "iterations: 15";
  const std::vector<Lengthened> all = {
      {"", ""},
      {"", "", "epochs: 5", "epochs: 6"},
      {"", "", iterations, "iterations: 16"},
      {"", "its last epoch is cut short, to 2 of 3 iterations", "iterations: 14", iterations},
      {"scheduler: {type: StepLR, step_size: 3}", ""},
      {"scheduler: {type: CosineAnnealingLR, T_max: 4}", ""},
      {"scheduler: {type: LambdaLR, lr_lambda: 0.9 ** epoch}", ""},
      {"scheduler: {type: PolynomialLR, total_iters: 6}", ""},
      {"scheduler: {type: ReduceLROnPlateau, patience: 0, threshold: 0.3}", ""},
      {"scheduler: {type: OneCycleLR, max_lr: 1}",
       "OneCycleLR over 8 epochs has other learning rates than over 5"},
      {"scheduler: {type: OneCycleLR, max_lr: 1, interval: iteration}",
       "OneCycleLR over 24 iterations has other learning rates than over 15"},
      {"scheduler: {type: OneCycleLR, max_lr: 1, total_steps: 10}", ""},
      {"scheduler: REXLR", "REXLR over 8 epochs has other learning rates than over 5"},
      {"scheduler: {type: REXLR, total_steps: 9}", ""},
      {"scheduler: {type: WarmupStableDecayLR, num_warmup_steps: 1, num_decay_steps: 2}",
       "WarmupStableDecayLR over 8 epochs has other learning rates than over 5"},
      {"scheduler: {type: WarmupStableDecayLR, num_warmup_steps: 1, num_decay_steps: 2, num_stable_steps: 2}",
       ""},
      {"scheduler: {type: SequentialLR, milestones: [2], schedulers: [ConstantLR, REXLR]}",
       "SequentialLR over 8 epochs has other learning rates than over 5"},
      {"scheduler: {type: SequentialLR, milestones: [5], schedulers: [ConstantLR, REXLR]}", ""},
      {"scheduler: {type: ChainedScheduler, schedulers: [ConstantLR, REXLR]}",
       "ChainedScheduler over 8 epochs has other learning rates than over 5"},
      {"early_stopping: {patience: 2, min_delta: 1}", "", "epochs: 2"},
      {"early_stopping: {patience: 2, min_delta: 1}", "", "epochs: 3"},
      {"", "it is evaluated after epoch 5, its last, which evaluate_every: 2 leaves out",
       "evaluate_every: 2, epochs: 5", "evaluate_every: 2, epochs: 8"},
      {"", "", "evaluate_every: 2, epochs: 4", "evaluate_every: 2, epochs: 7"},
      {"", "", "averaging: {type: SWA, interval: epoch, start_epoch: 3, every: 2}, epochs: 5",
       "averaging: {type: SWA, interval: epoch, start_epoch: 3, every: 2}, epochs: 8"},
      {"", "", "averaging: {type: EMA, start_epoch: 3}, epochs: 5",
       "averaging: {type: EMA, start_epoch: 3}, epochs: 8"},
  };
  for (const auto& [more, why, shorter_length, longer_length] : all) {
    CAPTURE(more);
    CAPTURE(shorter_length);
    const auto with = [&](const std::string& length) {
      return std::string(moons) + "optimizer: {type: SGD, lr: 0.1}\ntraining: {batch_size: 16, " + length +
             "}\n" + more + "\n";
    };
    Prepared shorter(with(shorter_length)), longer(with(longer_length));
    Interrupted first, whole, then;
    const Status ended = shorter.run(first), status = longer.run(whole);
    const ShorterTraining training{length_of(shorter.config.training), ended == Status::finished,
                                   first.last.epochs, first.last.iterations};
    CHECK(why_no_prefix(longer.config, training, 3) == why);
    CHECK(longer.run(then, &*first.saved) == status);
    CHECK(then.begin.goes_on);
    bool is_prefix = first.epochs.size() <= whole.epochs.size() && then.bytes == whole.bytes &&
                     first.epochs.size() + then.epochs.size() == whole.epochs.size();
    for (std::size_t i = 0; is_prefix && i < first.epochs.size(); ++i)
      is_prefix = same(first.epochs[i], whole.epochs[i]);
    CHECK(is_prefix == why.empty());
    if (why.empty()) CHECK(then.last.message == whole.last.message);
  }
}

TEST_CASE("another run's state is passed over") {
  Prepared one(experiments()[0]), other(experiments()[1]);
  Interrupted first(3), whole, then;
  one.run(first);
  other.run(whole);
  other.run(then, &*first.saved);
  CHECK_FALSE(then.begin.goes_on);
  CHECK(then.bytes == whole.bytes);
}

TEST_CASE("early stopping ends a run when nothing gets better, and keeps the best weights") {
  const std::string yaml = std::string(moons) + R"(
optimizer: {type: SGD, lr: 1}
training: {epochs: 200, batch_size: 8}
early_stopping: {patience: 3}
)";
  Prepared prepared(yaml);
  Interrupted stopped;
  CHECK(prepared.run(stopped) == Status::early_stopped);
  const std::vector<double> losses = stopped.column("val_loss");
  const auto best = std::min_element(losses.begin() + 1, losses.end());
  CHECK(stopped.last.epochs == best - losses.begin() + 3);
  CHECK(static_cast<std::int64_t>(losses.size()) == stopped.last.epochs + 1);
  Interrupted until_best;
  prepared.run(until_best, nullptr, best - losses.begin());
  CHECK(stopped.bytes.at("best.0.weight") == until_best.bytes.at("0.weight"));
  CHECK(stopped.bytes.at("best.0.weight") != stopped.bytes.at("0.weight"));
  CHECK(stopped.last.message.starts_with("val_loss is no better for 3 evaluations; best "));
}

TEST_CASE("the best weights are those of the average, with statistics of their own") {
  Prepared prepared(R"(
data: {type: make_moons, n_samples: 50, noise: 0.2, split: {validation: 0.2}}
network: [{type: Linear, out_features: 4}, BatchNorm1d, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 20, averaging: {type: EMA, decay: 0.5}}
early_stopping: {}
)");
  Interrupted run;
  CHECK(prepared.run(run) == Status::finished);
  const std::vector<double> losses = run.column("val_loss");
  REQUIRE(std::is_sorted(losses.rbegin(), losses.rend()));
  for (const std::string name : {"0.weight", "1.weight", "1.running_mean", "1.running_var"}) {
    CAPTURE(name);
    CHECK(run.bytes.at("best." + name) == run.bytes.at("evaluated." + name));
    CHECK(run.bytes.at("best." + name) != run.bytes.at(name));
  }
}

TEST_CASE("early stopping wants a column that there is") {
  std::string messages;
  run_of(experiments()[0] + "early_stopping: {monitor: val_los}\n", &messages);
  CHECK(messages.find("early_stopping.monitor: this experiment has no column 'val_los'; did you mean "
                      "'val_loss'?") != std::string::npos);
}
