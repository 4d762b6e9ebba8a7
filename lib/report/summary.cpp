#include "report/summary.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "report/comparable.h"
#include "statistics/two_samples.h"

namespace runner {
namespace {

/// The epochs of the rungs of a search at which no run waits any more: as many have been left behind there as
/// the next rung doesn't take.
std::set<std::int64_t> settled_rungs(const Plan& plan, const Overview& overview) {
  std::set<std::int64_t> settled;
  if (plan.labels.empty()) return settled;
  const std::size_t repetitions = plan.runs.size() / plan.labels.size();
  for (std::size_t i = 0; i + 1 < plan.rungs.size(); ++i) {
    const std::size_t behind =
        (plan.rungs[i].configurations - plan.rungs[i + 1].configurations) * repetitions;
    const auto here = std::ranges::count_if(overview.runs, [&](const RunRow& row) {
      return row.result && row.result->status == Status::interrupted &&
             row.result->epochs == plan.rungs[i].epochs;
    });
    if (static_cast<std::size_t>(here) <= behind) settled.insert(plan.rungs[i].epochs);
  }
  return settled;
}

void count(SummaryRow& summary, const RunRow& row, const std::set<std::int64_t>& settled) {
  ++summary.runs;
  if (!row.result) return;
  if (counts(row)) ++summary.n;
  if (row.result->status == Status::diverged) ++summary.diverged;
  if (row.result->status == Status::failed) ++summary.failed;
  if (row.result->status == Status::interrupted && settled.contains(row.result->epochs)) ++summary.stopped;
}

/// Of all folds together: of a whole k-fold this is 1 / (k - 1) whatever the sizes of the folds.
double held_to_trained(const Plan& plan, const std::vector<const RunRow*>& rows) {
  std::set<std::int64_t> folds;
  double held = 0, trained = 0;
  for (const RunRow* row : rows) {
    const auto& fold = plan.runs[row->run].fold;
    if (!fold || !row->result->fold) continue;
    folds.insert(*fold);
    held += static_cast<double>(row->result->fold->val);
    trained += static_cast<double>(row->result->fold->train);
  }
  return folds.size() > 1 && trained > 0 ? held / trained : 0;
}

std::vector<Statistics> statistics_of(const std::vector<const RunRow*>& rows,
                                      std::vector<double> RunRow::* values, std::size_t columns,
                                      double ratio) {
  std::vector<Statistics> result;
  std::vector<double> column;
  for (std::size_t i = 0; i < columns; ++i) {
    column.clear();
    for (const RunRow* row : rows) column.push_back((row->*values)[i]);
    result.push_back(statistics(column, ratio));
  }
  return result;
}

double mean_that_ranks(const SummaryRow& row, const Overview& overview) {
  return overview.primary ? row.finals[*overview.primary].mean : std::nan("");
}

/// Every group by itself, one behind the other.
void rank(std::vector<SummaryRow>& rows, const Plan& plan, const Overview& overview) {
  if (!overview.primary) return;
  const Column& primary = overview.columns[*overview.primary];
  const ComparableGroups groups = comparable_groups(plan, primary);
  for (SummaryRow& row : rows) row.group = groups.of[row.configuration];
  // Smaller comes first; without a mean to rank by, last; equal ones in the order of the plan.
  const auto place = [&](const SummaryRow& row) {
    const double mean = mean_that_ranks(row, overview);
    const bool none = std::isnan(mean);
    return std::tuple(none, none ? 0 : row.group, none ? 0 : cost(primary.better, mean), row.configuration);
  };
  std::sort(rows.begin(), rows.end(),
            [&](const SummaryRow& a, const SummaryRow& b) { return place(a) < place(b); });
  std::size_t group = 0, first_of_rank = 0;  // where they begin
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double mean = mean_that_ranks(rows[i], overview);
    if (std::isnan(mean)) break;
    if (rows[i].group != rows[group].group) group = i;
    const bool tie = i > group && differ_by_rounding(mean, mean_that_ranks(rows[first_of_rank], overview));
    if (!tie) first_of_rank = i;
    rows[i].rank = first_of_rank - group + 1;
  }
}

}  // namespace

std::vector<SummaryRow> summarize(const Plan& plan, const Overview& overview) {
  std::vector<SummaryRow> rows(plan.labels.size());
  const std::set<std::int64_t> settled = settled_rungs(plan, overview);
  std::vector<std::vector<const RunRow*>> counted(plan.labels.size()), all(plan.labels.size());
  for (const RunRow& row : overview.runs) {
    const std::size_t configuration = plan.runs[row.run].configuration;
    SummaryRow& summary = rows[configuration];
    if (summary.runs == 0) summary.run = row.run;
    count(summary, row, settled);
    all[configuration].push_back(&row);
    if (counts(row)) counted[configuration].push_back(&row);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].configuration = i;
    const double ratio = held_to_trained(plan, counted[i]);
    rows[i].held_to_trained = ratio;
    rows[i].finals = statistics_of(counted[i], &RunRow::finals, overview.columns.size(), ratio);
    rows[i].bests = statistics_of(counted[i], &RunRow::bests, overview.columns.size(), ratio);
    rows[i].at_best = statistics_of(counted[i], &RunRow::at_best, overview.columns.size(), ratio);
    for (const Statistics& s : statistics_of(all[i], &RunRow::baselines, overview.baselines.size(), 0))
      rows[i].baselines.push_back(s.mean);
  }
  rank(rows, plan, overview);
  return rows;
}

}  // namespace runner
