#include "launch/search.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/text.h"
#include "record/run_folder.h"
#include "record/run_rows.h"
#include "record/status.h"

namespace runner {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Where a run stands, as far as a round of a search asks for it.
struct RoundStanding {
  bool reached = false;   // nothing is left to train for this round
  double cost = nothing;  // the primary column's last value up to the round's epoch, less being better
};

RoundStanding round_standing(const std::filesystem::path& folder, std::int64_t epochs) {
  RoundStanding standing;
  // What is damaged anywhere is trained again, whatever it says.
  const auto run = find_run(folder, Look::at_all).result;
  const auto metrics = run ? read_rows(folder, *run) : std::nullopt;
  if (!metrics) return standing;
  const auto primary = find_column(run->columns, run->primary);
  standing.reached = is_result(run->status);
  for (std::size_t row = 0; row < metrics->size(); ++row) {
    const std::int64_t epoch = metrics->epoch(row);
    standing.reached = standing.reached || epoch >= epochs;
    if (epoch > epochs || !primary) continue;
    const double value = metrics->value(row, *primary);
    if (std::isfinite(value)) standing.cost = cost(run->columns[*primary].better, value);
  }
  const bool ended_badly = run->status == Status::diverged || run->status == Status::failed;
  if (ended_badly && run->epochs <= epochs) standing.cost = nothing;
  return standing;
}

/// The runs of a plan by configuration, and where their folders say that they stand.
class Standings {
 public:
  Standings(const Plan& plan, const std::filesystem::path& results)
      : plan_(plan), results_(results), runs_of_(plan.labels.size()) {
    for (std::size_t i = 0; i < plan.runs.size(); ++i) runs_of_[plan.runs[i].configuration].push_back(i);
  }

  /// The runs that have to be trained for a round.
  std::vector<std::size_t> missing(const std::vector<Trial>& round, const IsWanted& is_wanted) const {
    std::vector<std::size_t> runs;
    for (const Trial& trial : round) {
      for (const std::size_t run : runs_of_[trial.configuration]) {
        const bool missing = trial.epochs ? !standing(run, *trial.epochs).reached : is_wanted(run);
        if (missing) runs.push_back(run);
      }
    }
    return runs;
  }

  /// The mean over the repetitions; NaN where one has no value.
  double cost_of(std::size_t configuration, std::int64_t epochs) const {
    double sum = 0;
    for (const std::size_t run : runs_of_[configuration]) sum += standing(run, epochs).cost;
    return sum / static_cast<double>(runs_of_[configuration].size());
  }

 private:
  RoundStanding standing(std::size_t run, std::int64_t epochs) const {
    return round_standing(run_folder(results_, plan_.runs[run].id), epochs);
  }

  const Plan& plan_;
  const std::filesystem::path& results_;
  std::vector<std::vector<std::size_t>> runs_of_;  // per configuration
};

}  // namespace

std::string rungs_text(const std::vector<Rung>& rungs) {
  std::string text;
  for (const Rung& rung : rungs) {
    text += text.empty() ? counted(rung.configurations, "configuration")
                         : fmt::format(", {}", rung.configurations);
    text += fmt::format(" to epoch {}", rung.epochs);
  }
  return text;
}

SearchEnd search_runs(const Plan& plan, Searcher& searcher, const IsWanted& is_wanted,
                      const CheckedSetups& checked, const Registries& registries, DataCache& cache,
                      const PoolOptions& options, bool quiet, const std::atomic<bool>& stop) {
  SearchEnd end;
  const Standings standings(plan, options.results);
  for (auto round = searcher.propose(); !round.empty(); round = searcher.propose()) {
    const std::vector<std::size_t> runs = standings.missing(round, is_wanted);
    PoolOptions of_round = options;
    of_round.pause_after = round.front().epochs;
    Progress progress(runs.size(), quiet);
    const StatusCounts counts = train_runs(plan, runs, checked, registries, cache, of_round, progress, stop);
    end.counts += counts;
    if (stop || (counts[Status::failed] > 0 && options.fail_fast)) return end;
    for (const Trial& trial : round)
      if (trial.epochs) searcher.observe(trial, standings.cost_of(trial.configuration, *trial.epochs));
  }
  end.whole = true;
  return end;
}

}  // namespace runner
