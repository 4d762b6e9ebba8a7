#include "report/warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/stable_sort.h"
#include "base/text.h"

namespace runner {
namespace {

/// "SGD lr=1 (3), Adam lr=1 (2) and 4 more": the configurations with the most first named.
std::string named(const Plan& plan, const std::vector<std::pair<std::size_t, std::size_t>>& counts) {
  constexpr std::size_t most = 3;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most, counts.size()); ++i)
    parts.push_back(fmt::format("{} ({})", plan.labels[counts[i].first], counts[i].second));
  std::string text = join(parts, ", ");
  if (counts.size() > most) text += fmt::format(" and {} more", counts.size() - most);
  return text;
}

/// How many runs of each configuration are in a state; those without one left out.
template <class Count>
void add_counts(std::vector<Warning>& warnings, WarningKind kind, const Plan& plan,
                const std::vector<SummaryRow>& summary, std::string_view what, Count count) {
  std::vector<std::pair<std::size_t, std::size_t>> counts;
  std::size_t all = 0;
  for (const SummaryRow& row : summary) {
    const std::size_t found = count(row);
    all += found;
    if (found > 0) counts.emplace_back(row.configuration, found);
  }
  if (all == 0) return;
  sort_stably(counts, std::greater<>(), [](const auto& entry) { return entry.second; });
  const std::string of_all =
      plan.runs.size() > 1 ? fmt::format("{} of {} runs", all, plan.runs.size()) : std::string("the run");
  warnings.push_back({kind, fmt::format("{} {}: {}", of_all, what, named(plan, counts))});
}

std::optional<double> number_of(const std::string& cell) {
  const auto number = parse_number(cell);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

/// The numbers that a swept column has in the configurations that differ from `best` in nothing else.
std::set<double> line_through(const Plan& plan, const std::vector<std::size_t>& first_runs,
                              const PlannedRun& best, std::size_t column) {
  std::set<double> numbers;
  for (const std::size_t run : first_runs) {
    const std::vector<std::string>& cells = plan.runs[run].cells;
    bool same = true;
    for (std::size_t i = 0; i < cells.size() && same; ++i) same = i == column || cells[i] == best.cells[i];
    const auto number = same ? number_of(cells[column]) : std::nullopt;
    if (number) numbers.insert(*number);
  }
  return numbers;
}

void add_edges(std::vector<Warning>& warnings, const Plan& plan, const std::vector<SummaryRow>& summary,
               const Judgement& judgement) {
  constexpr std::size_t least = 3;  // of two values each is at an edge
  const SummaryRow& row = summary[judgement.best];
  const PlannedRun& best = plan.runs[row.run];
  std::vector<std::size_t> first_runs;
  for (const SummaryRow& other : summary) first_runs.push_back(other.run);
  for (std::size_t i = 0; i < plan.swept_columns.size(); ++i) {
    const auto value = number_of(best.cells[i]);
    if (!value) continue;
    const std::set<double> numbers = line_through(plan, first_runs, best, i);
    if (numbers.size() < least) continue;
    const bool lowest = *value == *numbers.begin(), highest = *value == *numbers.rbegin();
    if (!lowest && !highest) continue;
    warnings.push_back(
        {WarningKind::edge_of_grid,
         fmt::format("the best is at the edge of the grid: {}={} is the {} of {} values; what "
                     "lies beyond may be better",
                     plan.swept_columns[i], best.cells[i], lowest ? "lowest" : "highest", numbers.size())});
  }
}

void add_chosen_by_test(std::vector<Warning>& warnings, const Plan& plan, const Overview& overview) {
  for (const PlannedRun& run : plan.runs) {
    if (!run.early_stopping || !run.early_stopping->monitor) continue;
    const std::string& monitor = run.early_stopping->monitor->value;
    const auto column = find_column(overview.columns, monitor);
    if (!column || overview.columns[*column].part != Part::test) continue;
    warnings.push_back({WarningKind::chosen_by_test,
                        fmt::format("early stopping watches {}: the test part chose when to stop, so its "
                                    "numbers are no test any more",
                                    monitor)});
    return;
  }
}

/// Whether all runs of a configuration end with the same numbers; nothing where there are no two.
std::optional<bool> all_alike(const std::vector<const RunRow*>& rows) {
  if (rows.size() < 2) return std::nullopt;
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  return std::ranges::all_of(
      rows, [&](const RunRow* row) { return std::ranges::equal(row->finals, rows.front()->finals, same); });
}

void add_seeds(std::vector<Warning>& warnings, const Plan& plan, const Overview& overview) {
  std::map<std::pair<std::size_t, std::int64_t>, std::map<std::int64_t, const RunRow*>> by_fold;
  for (const RunRow& row : overview.runs) {
    const PlannedRun& run = plan.runs[row.run];
    if (counts(row) && run.repeats.empty())
      by_fold[{run.configuration, run.fold.value_or(-1)}][run.seed] = &row;
  }
  std::size_t alike = 0, all = 0;
  for (const auto& [fold, by_seed] : by_fold) {
    std::vector<const RunRow*> rows;
    for (const auto& [seed, row] : by_seed) rows.push_back(row);
    const auto found = all_alike(rows);
    if (!found) continue;
    ++all;
    alike += *found ? 1 : 0;
  }
  if (alike == 0) return;
  warnings.push_back(
      {WarningKind::seeds_change_nothing,
       fmt::format("the seed changes nothing{}: runs that differ in it alone end with the same numbers, so "
                   "they say nothing about chance",
                   alike == all ? "" : fmt::format(" in {} of {} configurations", alike, all))});
}

void add_baseline(std::vector<Warning>& warnings, const Plan& plan, const Overview& overview,
                  const std::vector<SummaryRow>& summary, const Judgement& judgement) {
  const Column& column = overview.columns[*overview.primary];
  const auto place = find_column(overview.baselines, column.name);
  if (!place) return;
  const SummaryRow& best = summary[judgement.best];
  const double baseline = best.baselines[*place], reached = best.finals[*overview.primary].mean;
  if (std::isnan(baseline) || is_better(column.better, reached, baseline)) return;
  warnings.push_back({WarningKind::no_better_than_baseline,
                      fmt::format("the best, {}, is no better than constant predictions: {} {:.4g}, baseline "
                                  "{:.4g}",
                                  plan.labels[best.configuration], column.name, reached, baseline)});
}

}  // namespace

std::vector<Warning> warnings_of(const Plan& plan, const Overview& overview,
                                 const std::vector<SummaryRow>& summary,
                                 const std::vector<Judgement>& judgements, const ComparableGroups& groups) {
  std::vector<Warning> warnings;
  if (groups.names.size() > 1) {
    warnings.push_back({WarningKind::not_comparable,
                        fmt::format("{} can't be compared between {}: each is ranked by itself",
                                    overview.columns[*overview.primary].name, join(groups.names, ", "))});
  }
  for (const Judgement& judgement : judgements) add_baseline(warnings, plan, overview, summary, judgement);
  add_counts(warnings, WarningKind::failed, plan, summary, "failed",
             [](const SummaryRow& row) { return row.failed; });
  add_counts(warnings, WarningKind::diverged, plan, summary, "diverged",
             [](const SummaryRow& row) { return row.diverged; });
  add_counts(
      warnings, WarningKind::missing, plan, summary, "missing or unfinished",
      [](const SummaryRow& row) { return row.runs - row.n - row.diverged - row.failed - row.stopped; });
  add_chosen_by_test(warnings, plan, overview);
  for (const Judgement& judgement : judgements) add_edges(warnings, plan, summary, judgement);
  add_seeds(warnings, plan, overview);
  return warnings;
}

}  // namespace runner
