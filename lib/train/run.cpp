#include "train/run.h"

#include <cassert>

#include "train/network_objective.h"
#include "train/preflight.h"
#include "train/problem_objective.h"
#include "train/trainer.h"

namespace runner {

namespace {

template <class T>
std::unique_ptr<Objective<T>> make_objective(const ExperimentConfig& config, DataCache& cache, int threads) {
  if (config.problem) return std::make_unique<ProblemObjective<T>>(config);
  Diagnostics unexpected;
  const auto parts = cache.parts(config.data, config.loss->target_kind(), unexpected);
  assert(parts && "the run was checked before");
  return std::make_unique<NetworkObjective<T>>(
      config, parts->train.sample_shape, cache.samples<T>(config.data, config.loss->target_kind()), threads);
}

template <class T>
Status train_as(const ExperimentConfig& config, DataCache& cache, Observer& observer, int threads,
                const std::atomic<bool>& stop) {
  return Trainer<T>(config, make_objective<T>(config, cache, threads), observer, stop).run();
}

}  // namespace

Status train(const ExperimentConfig& config, DataCache& cache, Observer& observer, int threads,
             const std::atomic<bool>& stop) {
  return config.dtype == DType::float32 ? train_as<float>(config, cache, observer, threads, stop)
                                        : train_as<double>(config, cache, observer, threads, stop);
}

}  // namespace runner
