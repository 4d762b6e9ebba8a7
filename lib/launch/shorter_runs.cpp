#include "launch/shorter_runs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/stop.h"
#include "base/text.h"
#include "config/yaml.h"
#include "record/run_folder.h"
#include "record/status.h"
#include "record/stored.h"
#include "spec/codec.h"

namespace runner {
namespace {

constexpr std::size_t largest_config = 1U << 30U;  // bytes

/// The section `training` of a run's config.yaml, as `to_yaml` writes it: up to the next key at the margin.
std::string training_section(const std::string& config) {
  constexpr std::string_view key = "\ntraining:";
  const std::size_t begin = config.find(key);
  if (begin == std::string::npos) return "";
  std::size_t end = begin + key.size();
  do {
    end = config.find('\n', end + 1);
  } while (end != std::string::npos && end + 1 < config.size() && config[end + 1] == ' ');
  return config.substr(begin + 1, end == std::string::npos ? end : end - begin);
}

/// Nothing where the folder does not say it: then it is damaged, and no run of any length.
std::optional<TrainingLength> length_in_folder(const std::filesystem::path& folder) {
  std::string config;
  try {
    config = read_stored(folder / "config.yaml", largest_config);
  } catch (const Damage&) {
    return std::nullopt;
  }
  auto source = std::make_shared<Source>();
  source->text = training_section(config);
  Diagnostics unheard;
  const auto section = parse_yaml(std::move(source), unheard);
  if (!section) return std::nullopt;
  for (const bool in_epochs : {true, false}) {
    const Node* length = find_path(*section, in_epochs ? "training.epochs" : "training.iterations");
    const auto value = length && length->is_scalar() ? parse_integer(length->text()) : std::nullopt;
    if (value) return TrainingLength{in_epochs, *value};
  }
  return std::nullopt;
}

bool is_shorter(const TrainingLength& one, const TrainingLength& other) {
  return one.in_epochs == other.in_epochs && one.value < other.value;
}

/// Where a run that has ended can be gone on from: at the end of an epoch, or within one.
std::string place_of(const RunResult& run) {
  const bool at_an_end = run.status != Status::interrupted;
  return at_an_end ? fmt::format("epoch {}", run.epochs) : fmt::format("iteration {}", run.iterations);
}

}  // namespace

ShorterRuns::ShorterRuns(const Plan& plan, const std::vector<std::size_t>& runs, const CheckedSetups& checked,
                         const Registries& registries, DataFiles& files, const PoolOptions& options)
    : options_(options) {
  for (const PlannedRun& run : plan.runs) planned_.insert(run.id);
  std::set<TrainingLength> lengths(checked.lengths.begin(), checked.lengths.end());
  look_into_folder(lengths);
  std::map<std::size_t, std::vector<const PlannedRun*>> by_setup;
  for (const std::size_t run : runs) by_setup[plan.runs[run].setup].push_back(&plan.runs[run]);
  Identity identity(registries, files);
  for (const auto& [setup, its_runs] : by_setup) {
    for (auto length = lengths.rbegin(); length != lengths.rend(); ++length) {
      if (!is_shorter(*length, checked.lengths[setup])) continue;
      ExperimentConfig shorter = *bound(plan.setups[setup], registries);
      shorter.training = with_length(shorter.training, *length);
      add_candidates(its_runs, shorter, identity);
    }
  }
}

/// Which runs are there that are not planned, and how long they were to train.
void ShorterRuns::look_into_folder(std::set<TrainingLength>& lengths) {
  for (const auto& folder : entries_of(options_.results / "runs")) {
    const std::string name = folder.filename().string();
    if (!is_run_id(name) || planned_.count(name) > 0) continue;
    look_at_stop();
    try {
      if (const auto length = length_in_folder(folder)) lengths.insert(*length);
      others_.insert(name);
    } catch (const FileError& error) {
      unreadable_.emplace_back(error.what());
    }
  }
}

/// `shorter` is what the runs have in common, but for its length.
void ShorterRuns::add_candidates(const std::vector<const PlannedRun*>& runs, const ExperimentConfig& shorter,
                                 Identity& identity) {
  look_at_stop();
  std::vector<std::int64_t> seeds;
  for (const PlannedRun* run : runs) seeds.push_back(run->seed);
  const auto ids = identity.of(shorter, seeds);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool planned = planned_.count(ids[i].id) > 0;
    if (planned || others_.count(ids[i].id) > 0)
      candidates_[runs[i]->id].push_back({ids[i].id, length_of(shorter.training), planned});
  }
}

ShorterRun ShorterRuns::look_for(const PlannedRun& run, const ExperimentConfig& config,
                                 std::int64_t batches_per_pass, std::int64_t iteration) const {
  ShorterRun found;
  const auto candidates = candidates_.find(run.id);
  if (candidates == candidates_.end()) return found;
  for (const Candidate& candidate : candidates->second) {
    const std::string why = try_out(candidate, config, batches_per_pass, iteration, found);
    if (found.left) return found;
    if (found.why_not.empty() && !candidate.planned && !why.empty())
      found.why_not = fmt::format("not from run {}: {}", candidate.id, why);
  }
  return found;
}

/// Why not, where it does not become `out.left`; empty where nobody would expect it.
std::string ShorterRuns::try_out(const Candidate& candidate, const ExperimentConfig& config,
                                 std::int64_t batches_per_pass, std::int64_t iteration,
                                 ShorterRun& out) const {
  const std::filesystem::path folder = run_folder(options_.results, candidate.id);
  const FoundRun found = find_run(folder, Look::at_all);
  if (!found.there) return "";
  const auto damaged = [&](const std::string& what) {
    out.damaged = out.damaged || !candidate.planned;
    return fmt::format("'{}': {}", folder.string(), what);
  };
  if (!found.result) return damaged(found.damage);
  const RunResult& run = *found.result;
  if (run.status == Status::failed || run.iterations <= iteration) return "";
  if (options_.pause_after && run.epochs > *options_.pause_after) return "";
  if (run.status == Status::diverged) return "it diverged";
  if (!found.is_proven()) return "it is of results format 1, which has no checksums";
  if (run.seconds && !options_.timing) return "it was trained with times, which --no-timing leaves out";
  std::string why =
      why_no_prefix(config, {candidate.length, run.status == Status::finished, run.epochs, run.iterations},
                    batches_per_pass);
  if (!why.empty()) return why;
  std::string damage;
  out.left = left_in(folder, candidate.id, damage);
  if (!out.left) return damage.empty() ? "it has no checkpoint" : damaged(damage);
  if (out.left->checkpoint.iteration != run.iterations) {
    out.left.reset();
    return damaged("its checkpoint is not of its end");
  }
  out.place = place_of(run);
  return "";
}

}  // namespace runner
