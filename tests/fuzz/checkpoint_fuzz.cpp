#include "record/checkpoint.h"

#include <array>
#include <memory>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "fuzz.h"
#include "plan/plan.h"
#include "record/stored.h"
#include "train/preflight.h"
#include "train/run.h"

using namespace runner;

namespace {

/// As in make_corpus.py.
constexpr std::array<const char*, 2> experiments = {
    "data: {type: make_moons, n_samples: 12, split: {validation: 4}}\n"
    "network: [{type: Linear, out_features: 3}, BatchNorm1d, Dropout, {type: Linear, out_features: 2}]\n"
    "loss: CrossEntropyLoss\noptimizer: Adam\ntraining: {epochs: 4, batch_size: 3}\n"
    "early_stopping: {patience: 2}\nmetrics: [accuracy, {type: ema, metric: train_loss}]\n"
    "record: {iterations: true}\n",
    "problem: rosenbrock\noptimizer: {type: SGD, lr: 1e-4, momentum: 0.9}\n"
    "scheduler: {type: ReduceLROnPlateau, patience: 1}\ntraining: {iterations: 9, iterations_per_epoch: 2}\n"
    "record: {iterations: true}\n"};

/// An experiment that was checked, to be trained again and again.
struct Experiment {
  explicit Experiment(const char* text) {
    Diagnostics diagnostics;
    const auto root = parse_yaml(std::make_shared<Source>(Source{"fuzz.yaml", text, "/"}), diagnostics);
    const auto plan = root ? make_plan(*root, "fuzz", catalog(), diagnostics) : std::nullopt;
    const bool good = plan && preflight_all(*plan, catalog(), cache, diagnostics);
    if (!good) std::fprintf(stderr, "%s", diagnostics.text().c_str());
    fuzz::must(good, "the target's experiment is good");
    config = configuration_of(*plan, plan->runs.front(), catalog());
    id = plan->runs.front().id;
  }
  std::string id;
  DataCache cache;
  ExperimentConfig config;
};

/// Ends the run after a few steps.
class FewSteps final : public Observer {
 public:
  void start(const RunStart& /*start*/) override {}
  void iteration(const IterationRecord& /*record*/) override { count(); }
  void epoch(const EpochRecord& /*record*/) override { count(); }
  void checkpoint(const RunEnd& /*now*/) override {}
  void end(const RunEnd& /*end*/) override {}
  std::atomic<bool> stop{false};

 private:
  void count() {
    constexpr int few = 6;
    if (++told_ >= few) stop = true;
  }
  int told_ = 0;
};

}  // namespace

/// A checkpoint of the first or second experiment, by the first byte: read, put back and gone on from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::unique_ptr<Experiment>, 2> made = {
      std::make_unique<Experiment>(experiments[0]), std::make_unique<Experiment>(experiments[1])};
  static fuzz::MemoryFile file;
  std::string_view input = fuzz::text_of(data, size);
  Experiment& experiment = *made[fuzz::take_byte(input) & 1U];
  file.write(input);
  std::optional<Checkpoint> checkpoint;
  try {
    checkpoint = read_checkpoint(file.path(), experiment.id);
  } catch (const Damage&) {
    return 0;
  }
  FewSteps steps;
  train(experiment.config, experiment.cache, steps, steps.stop, {.threads = 1, .saved = &checkpoint->state});
  return 0;
}
