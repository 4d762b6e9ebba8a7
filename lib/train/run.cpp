#include "train/run.h"

#include "base/parallel.h"
#include "train/network_objective.h"
#include "train/preflight.h"
#include "train/problem_objective.h"
#include "train/trainer.h"

namespace runner {

namespace {

template <class T>
std::unique_ptr<Objective<T>> make_objective(const ExperimentConfig& config, DataCache& cache, int threads) {
  if (config.problem) return std::make_unique<ProblemObjective<T>>(config);
  return std::make_unique<NetworkObjective<T>>(
      config, cache.samples<T>(config.data, config.loss->target_kind()), threads);
}

template <class T>
Status train_as(const ExperimentConfig& config, DataCache& cache, Observer& observer,
                const std::atomic<bool>& stop, const TrainOptions& options) {
  Status status{};
  with_threads(options.threads, [&] {
    auto objective = make_objective<T>(config, cache, options.threads);
    status = Trainer<T>(config, std::move(objective), observer, stop, options.threads)
                 .run(options.saved, options.pause_after);
  });
  return status;
}

}  // namespace

Status train(const ExperimentConfig& config, DataCache& cache, Observer& observer,
             const std::atomic<bool>& stop, const TrainOptions& options) {
  return config.dtype == DType::float32 ? train_as<float>(config, cache, observer, stop, options)
                                        : train_as<double>(config, cache, observer, stop, options);
}

}  // namespace runner
