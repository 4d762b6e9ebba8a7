#pragma once

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "plan/plan.h"
#include "train/observer.h"
#include "train/preflight.h"
#include "train/run.h"

namespace runner {

inline std::filesystem::path source_dir() {
  return std::getenv("RUNNER_SOURCE_DIR");
}

/// An experiment written in a test. Paths in it are relative to the repository.
inline std::optional<Plan> plan_of(const std::string& yaml, Diagnostics& diagnostics) {
  const auto source = std::make_shared<Source>(Source{"test.yaml", yaml, source_dir()});
  const auto root = parse_yaml(source, diagnostics);
  return root ? make_plan(*root, "test", catalog(), diagnostics) : std::nullopt;
}

/// Keeps all that a run tells.
class KeptRun : public Observer {
 public:
  struct Row {
    std::int64_t epoch, iteration, samples;
    double lr;
    std::vector<double> values, parameters;
  };

  void start(const RunStart& given) override { begin = given; }
  void iteration(const IterationRecord& r) override {
    steps.push_back({r.epoch,
                     r.iteration,
                     r.samples,
                     r.lr,
                     {r.values.begin(), r.values.end()},
                     {r.parameters.begin(), r.parameters.end()}});
  }
  void epoch(const EpochRecord& r) override {
    epochs.push_back({r.epoch, r.iteration, r.samples, r.lr, {r.values.begin(), r.values.end()}, {}});
  }
  void checkpoint(const RunEnd&) override {}
  void predictions(const PredictionLayout& given) override { layout = given; }
  void prediction(const PredictedRow& r) override {
    predicted.push_back({r.row,
                         r.part,
                         {r.target.begin(), r.target.end()},
                         {r.prediction.begin(), r.prediction.end()},
                         {r.probabilities.begin(), r.probabilities.end()}});
  }
  void end(const RunEnd& given) override {
    last = given;
    for (const StateView& tensor : given.tensors) {
      tensor_names.push_back(tensor.name);
      bytes[tensor.name].assign(tensor.bytes.begin(), tensor.bytes.end());
    }
    last.tensors.clear();
  }

  /// The values of a column over the epochs.
  std::vector<double> column(const std::string& name) const {
    std::vector<double> values;
    for (std::size_t i = 0; i < begin.epoch_columns.size(); ++i) {
      if (begin.epoch_columns[i].name != name) continue;
      for (const Row& row : epochs) values.push_back(row.values[i]);
    }
    return values;
  }

  struct Predicted {
    std::int64_t row;
    Part part;
    std::vector<double> target, prediction, probabilities;
  };

  RunStart begin;
  PredictionLayout layout;
  std::vector<Predicted> predicted;
  std::vector<Row> steps, epochs;
  RunEnd last;
  std::vector<std::string> tensor_names;  // parameters come first, in the network's order
  std::map<std::string, std::vector<std::byte>> bytes;
};

/// Trains the first run of an experiment; `messages` says why where it can't be.
inline KeptRun run_of(const std::string& yaml, std::string* messages = nullptr, int threads = 1) {
  Diagnostics diagnostics;
  KeptRun kept;
  const auto plan = plan_of(yaml, diagnostics);
  DataCache cache;
  if (plan && preflight_all(*plan, catalog(), cache, diagnostics)) {
    const ExperimentConfig config = configuration_of(*plan, plan->runs.front(), catalog());
    const std::atomic<bool> stop{false};
    train(config, cache, kept, stop, {.threads = threads});
  }
  if (messages) *messages = diagnostics.text();
  return kept;
}

}  // namespace runner
