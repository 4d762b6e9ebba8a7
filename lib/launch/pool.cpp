#include "launch/pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "base/parallel.h"
#include "base/stop.h"
#include "config/yaml.h"
#include "launch/shorter_runs.h"
#include "record/leftovers.h"
#include "record/run_writer.h"
#include "record/status.h"
#include "train/batches.h"
#include "train/run.h"

namespace runner {

namespace {

class Pool {
 public:
  Pool(const Plan& plan, const std::vector<std::size_t>& runs, const CheckedSetups& checked,
       const Registries& registries, DataCache& cache, const PoolOptions& options, Progress& progress,
       const std::atomic<bool>& stop)
      : plan_(plan),
        runs_(runs),
        checked_(checked),
        registries_(registries),
        cache_(cache),
        options_(options),
        progress_(progress),
        stop_(stop),
        leftovers_(options.results) {
    if (options.replace) return;
    shorter_.emplace(plan, runs, checked, registries, cache.files(), options);
    for (const std::string& line : shorter_->unreadable())
      progress.note(line + "; no run goes on from this one");
  }

  StatusCounts run() {
    std::vector<std::thread> workers;
    start(workers);
    work();
    for (std::thread& worker : workers) worker.join();
    return counts_;
  }

 private:
  /// As many workers beside this thread as can be made.
  void start(std::vector<std::thread>& workers) {
    const std::lock_guard making(thread_making());
    try {
      workers.reserve(static_cast<std::size_t>(options_.jobs));
      for (int i = 1; i < options_.jobs; ++i) workers.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      tell_of_fewer_threads();
    } catch (const std::bad_alloc&) {
      tell_of_fewer_threads();
    }
  }

  void work() {
    while (!stop_.load() && !failed_.load()) {
      const std::size_t next = next_.fetch_add(1);
      if (next >= runs_.size()) return;
      const Status status = train_one(plan_.runs[runs_[next]]);
      if (status == Status::failed && options_.fail_fast) failed_ = true;
      const std::lock_guard lock(mutex_);
      ++counts_[status];
    }
  }

  /// The boundary of a run: whatever goes wrong inside ends here, in the run's own folder.
  Status train_one(const PlannedRun& run) noexcept {
    try {
      return train_into_folder(run);
    } catch (const Interrupted&) {  // while what it goes on from was read
      return Status::interrupted;
    } catch (const std::bad_alloc&) {
      tell_failure(run, "not enough memory");
    } catch (const std::exception& error) {  // not even a folder could be made
      tell_failure(run, error.what());
    }
    return Status::failed;
  }

  std::string name_of(const PlannedRun& run) const {
    return fmt::format("{} {}", run.label, repetition_text(plan_, run));
  }

  void tell_failure(const PlannedRun& run, const char* reason) noexcept {
    try {
      progress_.run_ended(progress_.run_started(name_of(run), 0), Status::failed, reason, {});
    } catch (const std::exception&) {  // that it failed is counted, though nobody could be told
    }
  }

  /// Where a run begins, and what is told of it.
  struct Beginning {
    std::optional<LeftRun> left;
    std::string if_anew, if_going_on;
  };

  /// Where it was left, or a shorter run that has come further.
  Beginning beginning_of(const PlannedRun& run, const ExperimentConfig& config) const {
    Beginning begin;
    if (options_.replace) return begin;
    const std::string name = fmt::format("run {} ({})", run.id, name_of(run));
    auto [left, damage] = leftovers_.furthest(run.id);
    auto shorter = shorter_->look_for(run, config, checked_.batches_per_pass[run.setup],
                                      left ? left->checkpoint.iteration : 0);
    if (shorter.left) {
      begin.if_going_on = fmt::format("{} goes on from {} of run {}", name, shorter.place, shorter.left->id);
      left = std::move(shorter.left);
    } else if (!left && damage.empty() && !shorter.why_not.empty()) {
      const std::string line = fmt::format("{} begins anew, {}", name, shorter.why_not);
      shorter.damaged ? progress_.note(line) : progress_.inform(line);
    }
    if (left && damage.empty())
      damage = fmt::format("'{}': the checkpoint is damaged or not one of this run", left->folder.string());
    if (!damage.empty()) begin.if_anew = fmt::format("{} begins anew: {}", name, damage);
    begin.left = std::move(left);
    return begin;
  }

  Status train_into_folder(const PlannedRun& run) {
    const ExperimentConfig config = configuration_of(plan_, run, registries_);
    auto [left, if_anew, if_going_on] = beginning_of(run, config);
    RunWriter writer(
        options_.results, run.id, to_yaml(resolve_run(config)),
        {options_.timing, recording_interval(config) > 0, options_.replace, left ? &*left : nullptr});
    WatchedRun watched(progress_, writer, name_of(run), config.training.epochs.value_or(0), if_anew,
                       if_going_on);
    try {
      for (const std::string& warning : checked_.warnings[run.setup]) writer.warning(warning);
      for (const std::string& note : checked_.notes[run.setup]) writer.note(note);
      const Status status = train(config, cache_, watched, stop_,
                                  {.threads = useful_threads(run.setup),
                                   .saved = left ? &left->checkpoint.state : nullptr,
                                   .pause_after = options_.pause_after});
      left.reset();  // its claim as well
      // An interrupted run is published further than it went on from.
      if (status != Status::failed) leftovers_.clear(run.id);
      return status;
    } catch (const Interrupted&) {  // while its data was loaded
      watched.give_up();
      return Status::interrupted;
    } catch (const std::bad_alloc&) {
      watched.fail("not enough memory");
    } catch (const std::exception& error) {
      watched.fail(error.what());
    }
    return Status::failed;
  }

  /// A thread that has nothing to do in any step costs the run milliseconds nevertheless.
  int useful_threads(std::size_t setup) const {
    return std::min(options_.threads, checked_.costs[setup].most_threads());
  }

  const Plan& plan_;
  const std::vector<std::size_t>& runs_;
  const CheckedSetups& checked_;
  const Registries& registries_;
  DataCache& cache_;
  const PoolOptions& options_;
  Progress& progress_;
  const std::atomic<bool>& stop_;
  const Leftovers leftovers_;
  std::optional<ShorterRuns> shorter_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  StatusCounts counts_{};
};

}  // namespace

void CheckedSetups::add(const ExperimentConfig& config, const Preflight& found, const Diagnostics& warned) {
  costs.push_back(training_cost(config, found));
  lengths.push_back(length_of(config.training));
  batches_per_pass.push_back(
      std::max<std::int64_t>(plan_pass(found.training_rows, config.training).batches, 1));
  auto& messages = warnings.emplace_back();
  for (const Diagnostic& one : warned.sorted()) messages.push_back(one.message);
  notes.push_back(found.notes);
}

StatusCounts train_runs(const Plan& plan, const std::vector<std::size_t>& runs, const CheckedSetups& checked,
                        const Registries& registries, DataCache& cache, const PoolOptions& options,
                        Progress& progress, const std::atomic<bool>& stop) {
  return Pool(plan, runs, checked, registries, cache, options, progress, stop).run();
}

}  // namespace runner
