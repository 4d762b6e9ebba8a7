#include "workbook/rows_of_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/stop.h"

namespace runner {

RowsOfRuns::RowsOfRuns(const Plan& plan, const RankedResults& ranked) : comparison(plan, ranked.overview) {}

RowsOfRuns read_rows_of_runs(const Plan& plan, const RankedResults& ranked,
                             const std::filesystem::path& results, std::size_t most_rows,
                             std::size_t most_configurations) {
  RowsOfRuns found(plan, ranked);
  std::vector<bool> is_compared(plan.labels.size());
  for (const SummaryRow& row : ranked.summary) {
    if (found.best.size() == most_configurations) break;
    found.best.push_back(row.configuration);
    is_compared[row.configuration] = true;
  }
  std::size_t count = 0;
  for (const RunRow& row : ranked.overview.runs) {
    const PlannedRun& run = plan.runs[row.run];
    if (!row.result || (!found.has_all_metrics && !is_compared[run.configuration])) continue;
    look_at_stop();
    const std::filesystem::path folder = run_folder(results, run.id);
    auto rows = read_rows(folder, *row.result);
    if (!rows)
      throw DamagedRuns({fmt::format("{}: metrics.csv is not the one that was written", folder.string())});
    if (is_compared[run.configuration]) found.comparison.add(row, *rows);
    if (!found.has_all_metrics) continue;
    // Whole runs; but one alone may be longer.
    const std::size_t taken =
        count > 0 && rows->size() > most_rows - count ? 0 : std::min(rows->size(), most_rows);
    found.has_all_metrics = taken == rows->size();
    count += taken;
    if (taken > 0) found.metrics.push_back({run, std::move(*rows), taken});
  }
  found.comparison.close();
  return found;
}

}  // namespace runner
