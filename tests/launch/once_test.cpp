// Each configuration is bound and checked once, and its data loaded once, however many runs it has.
#include <doctest/doctest.h>

#include <atomic>

#include "config/yaml.h"
#include "data/sources/csv.h"
#include "launch/pool.h"
#include "nn/layers/linear.h"
#include "nn/losses/mse_loss.h"
#include "optim/optimizers/sgd.h"
#include "record/run_folder.h"
#include "spec/registration.h"
#include "support/temporary_folder.h"
#include "train/preflight.h"

namespace runner {

namespace {

/// How often something was done.
struct Counts {
  int bound = 0, checked = 0, loaded = 0;
};
Counts counts;

/// One is made at each binding.
struct CountedSGDConfig : SGDConfig {
  CountedSGDConfig() { ++counts.bound; }
  static Spec<CountedSGDConfig> spec() {
    return Spec<CountedSGDConfig>("SGD", "Counts.").field("lr", &CountedSGDConfig::lr, "The rate.");
  }
};

struct CountedLossConfig : MSELossConfig {
  void check(const Fit&, ErrorSink& sink) const override {
    ++counts.checked;
    sink.warning("", "a warning of the check");
  }
  static Spec<CountedLossConfig> spec() { return Spec<CountedLossConfig>("MSELoss", "Counts."); }
};

struct CountedCsvConfig : CsvConfig {
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override {
    ++counts.loaded;
    return CsvConfig::load(wanted, sink, diagnostics, files);
  }
  static Spec<CountedCsvConfig> spec() {
    return Spec<CountedCsvConfig>("csv", "Counts.").required("path", &CountedCsvConfig::path, "The file.");
  }
};

const Registries& counted() {
  static const Registries all = [] {
    Registries made;
    made.add<DataConfig>().add<CountedCsvConfig>();
    made.add<LayerConfig>().add<LinearConfig>();
    made.add<LossConfig>().add<CountedLossConfig>();
    made.add<OptimizerConfig>().add<CountedSGDConfig>();
    made.add<ProblemConfig>();
    made.add<MetricConfig>();
    made.add<SchedulerConfig>();
    made.add<AveragingConfig>();
    made.add<PreprocessorConfig>();
    made.add<InitializerConfig>();
    return made;
  }();
  return all;
}

}  // namespace

TEST_CASE("what has to be done for each configuration is done once, from the file to the folders") {
  const TemporaryFolder folder;
  write_text(folder.path() / "d.csv", "x,y\n1,2\n3,4\n5,6\n");
  const std::string yaml =
      "data: {type: csv, path: d.csv}\nnetwork: [{type: Linear, out_features: 1}]\nloss: MSELoss\n"
      "optimizer: {type: SGD, lr: 0.3}\ntraining: {epochs: 1}\n"
      "sweep: {grid: {optimizer.lr: [0.1, 0.2]}, seeds: 3}\n";
  Diagnostics diagnostics;
  const auto root = parse_yaml(std::make_shared<Source>(Source{"x.yaml", yaml, folder.path()}), diagnostics);
  static_cast<void>(counted());  // the declarations' defaults are not counted
  counts = {};
  DataCache cache;
  const auto plan = make_plan(*root, "x", counted(), cache.files(), diagnostics);
  REQUIRE_MESSAGE(plan, diagnostics.text());
  // The two configurations; the swept section of the file by itself, as config.yaml has it, and as a value
  // that no run uses.
  CHECK(counts.bound == 4);
  // What was hashed is what is loaded.
  write_text(folder.path() / "d.csv", "no numbers");
  CheckedSetups checked;
  REQUIRE(preflight_all(*plan, counted(), cache, diagnostics,
                        [&](const ExperimentConfig& config, const Preflight& found,
                            const Diagnostics& warnings) { checked.add(config, found, warnings); }));
  CHECK(counts.checked == 2);

  const auto results = folder.path() / "x";
  open_results(results, "");
  Progress progress(plan->runs.size(), true);
  const std::atomic<bool> stop{false};
  const PoolOptions options{.results = results, .jobs = 2, .timing = false};
  const StatusCounts ended =
      train_runs(*plan, {0, 1, 2, 3, 4, 5}, checked, counted(), cache, options, progress, stop);
  CHECK(ended[Status::finished] == 6);
  CHECK(counts.bound == 4);
  CHECK(counts.checked == 2);
  CHECK(counts.loaded == 1);
  for (const PlannedRun& run : plan->runs) {
    const auto in = run_folder(results, run.id);
    CHECK(text_of(in / "log.txt").find("a warning of the check") != std::string::npos);
    CHECK(text_of(in / "config.yaml").starts_with("seed: " + std::to_string(run.seed) + "\n"));
  }
}

}  // namespace runner
