#include "launch/halving.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "record/run_folder.h"
#include "record/status.h"

namespace runner {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Where a run stands, as far as a rung asks for it.
struct RungStanding {
  bool reached = false;    // nothing is left to train for this rung
  double value = nothing;  // of the primary column, the last one up to the rung's epoch
  bool higher_is_better = false;
};

RungStanding standing_of(const std::filesystem::path& folder, std::int64_t epochs) {
  RungStanding standing;
  const auto run = read_run(folder);
  const auto metrics = run ? read_metrics(folder, *run) : std::nullopt;
  if (!metrics) return standing;
  const auto primary = std::find_if(run->columns.begin(), run->columns.end(),
                                    [&](const Column& column) { return column.name == run->primary; });
  standing.reached = is_result(run->status);
  for (std::size_t row = 1; row < metrics->rows(); ++row) {
    const auto epoch = static_cast<std::int64_t>(number_in(metrics->cell(row, 0)));
    standing.reached = standing.reached || epoch >= epochs;
    if (epoch > epochs || primary == run->columns.end()) continue;
    const auto cell = counter_columns + static_cast<std::size_t>(primary - run->columns.begin());
    const double value = number_in(metrics->cell(row, cell));
    if (std::isfinite(value)) standing.value = value;
    standing.higher_is_better = primary->higher_is_better;
  }
  const bool ended_badly = run->status == Status::diverged || run->status == Status::failed;
  if (ended_badly && run->epochs <= epochs) standing.value = nothing;
  return standing;
}

class Search {
 public:
  Search(const Plan& plan, const std::filesystem::path& results)
      : plan_(plan), results_(results), runs_of_(plan.labels.size()), going_on_(plan.labels.size()) {
    for (std::size_t i = 0; i < plan.runs.size(); ++i) runs_of_[plan.runs[i].configuration].push_back(i);
    std::iota(going_on_.begin(), going_on_.end(), std::size_t{0});
  }

  /// The runs that have to be trained for a rung.
  std::vector<std::size_t> missing(const Rung& rung) const {
    std::vector<std::size_t> runs;
    for (std::size_t configuration : going_on_) {
      for (std::size_t run : runs_of_[configuration])
        if (!standing(run, rung).reached) runs.push_back(run);
    }
    return runs;
  }

  /// Keeps the best after a rung.
  void select(const Rung& rung, std::size_t count) {
    struct Ranked {
      std::size_t configuration;
      double score;  // smaller is better
    };
    std::vector<Ranked> ranked;
    for (std::size_t configuration : going_on_) ranked.push_back({configuration, score(configuration, rung)});
    // Without a score last; equal ones in the order of the plan.
    const auto place = [](const Ranked& one) {
      return std::tuple(std::isnan(one.score), std::isnan(one.score) ? 0 : one.score, one.configuration);
    };
    std::sort(ranked.begin(), ranked.end(),
              [&](const Ranked& a, const Ranked& b) { return place(a) < place(b); });
    ranked.resize(std::min(count, ranked.size()));
    going_on_.clear();
    for (const Ranked& one : ranked) going_on_.push_back(one.configuration);
    std::sort(going_on_.begin(), going_on_.end());
  }

 private:
  RungStanding standing(std::size_t run, const Rung& rung) const {
    return standing_of(run_folder(results_, plan_.runs[run].id), rung.epochs);
  }

  /// The mean over the seeds; NaN where a seed has no value.
  double score(std::size_t configuration, const Rung& rung) const {
    double sum = 0;
    for (std::size_t run : runs_of_[configuration]) {
      const RungStanding found = standing(run, rung);
      sum += found.higher_is_better ? -found.value : found.value;
    }
    return sum / static_cast<double>(runs_of_[configuration].size());
  }

  const Plan& plan_;
  const std::filesystem::path& results_;
  std::vector<std::vector<std::size_t>> runs_of_;  // per configuration
  std::vector<std::size_t> going_on_;              // configurations, in the order of the plan
};

}  // namespace

std::string rungs_text(const std::vector<Rung>& rungs) {
  std::string text;
  for (const Rung& rung : rungs) {
    text += text.empty() ? fmt::format("{} configurations", rung.configurations)
                         : fmt::format(", {}", rung.configurations);
    text += fmt::format(" to epoch {}", rung.epochs);
  }
  return text;
}

SearchEnd search_runs(const Plan& plan, const CheckedConfigurations& checked, const Registries& registries,
                      DataCache& cache, const PoolOptions& options, bool quiet,
                      const std::atomic<bool>& stop) {
  SearchEnd end;
  Search search(plan, options.results);
  for (std::size_t i = 0; i < plan.rungs.size(); ++i) {
    const Rung& rung = plan.rungs[i];
    const bool last = i + 1 == plan.rungs.size();
    const std::vector<std::size_t> runs = search.missing(rung);
    PoolOptions of_rung = options;
    if (!last) of_rung.pause_after = rung.epochs;
    Progress progress(runs.size(), quiet);
    const StatusCounts counts = train_runs(plan, runs, checked, registries, cache, of_rung, progress, stop);
    for (std::size_t k = 0; k < counts.size(); ++k) end.counts[k] += counts[k];
    const bool failed = counts[static_cast<std::size_t>(Status::failed)] > 0;
    if (stop || (failed && options.fail_fast)) return end;
    if (!last) search.select(rung, plan.rungs[i + 1].configurations);
  }
  end.whole = true;
  return end;
}

}  // namespace runner
