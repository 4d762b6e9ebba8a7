#include "report/csv_tables.h"

#include <fmt/format.h>

#include "record/status.h"
#include "report/table_file.h"

namespace runner {
namespace {

void add_run_heading(CsvWriter& csv, const Plan& plan, const Overview& overview) {
  csv.text("run");
  csv.text("label");
  add_swept_heading(csv, plan);
  for (const char* name : {"seed", "status", "epochs", "iterations", "samples", "parameters"}) csv.text(name);
  for (const Column& column : overview.columns) csv.text("final_" + column.name);
  for (const Column& column : overview.columns) {
    if (has_best(column)) csv.text("best_" + column.name);
  }
  for (const char* name : {"best_epoch", "seconds", "samples_per_second", "message"}) csv.text(name);
}

void add_seconds(CsvWriter& csv, const RunRow& row, bool timing) {
  const double seconds = timing && row.result && row.result->seconds ? *row.result->seconds : 0;
  if (seconds <= 0) {
    csv.blank();
    csv.blank();
    return;
  }
  csv.number(seconds);
  csv.number(static_cast<double>(row.result->samples) / seconds);
}

void add_counters(CsvWriter& csv, const RunRow& row) {
  constexpr int cells = 5;
  if (!row.result) {
    for (int i = 0; i < cells; ++i) csv.blank();
    return;
  }
  csv.text(status_name(row.result->status));
  csv.integer(row.result->epochs);
  csv.integer(row.result->iterations);
  csv.integer(row.result->samples);
  csv.integer(row.result->parameters);
}

void add_statistics_heading(CsvWriter& csv, const std::string& name) {
  for (const char* end : {"mean", "std", "ci95_low", "ci95_high", "min", "max"}) {
    csv.text(fmt::format("{}_{}", name, end));
  }
}

void add_statistics(CsvWriter& csv, const Statistics& s) {
  for (double value : {s.mean, s.std, s.ci95_low, s.ci95_high, s.min, s.max}) csv.number(value);
}

}  // namespace

void add_swept_heading(CsvWriter& csv, const Plan& plan) {
  for (const std::string& column : plan.swept_columns) csv.text(column);
}

void add_swept_cells(CsvWriter& csv, const PlannedRun& run) {
  for (const std::string& cell : run.cells) csv.text(cell);
}

void write_runs(const Plan& plan, const std::filesystem::path& results, bool timing,
                const Overview& overview) {
  TableFile file(results / "runs.csv");
  CsvWriter& csv = file.csv();
  add_run_heading(csv, plan, overview);
  file.end_row();
  for (const RunRow& row : overview.runs) {
    const PlannedRun& planned = plan.runs[row.run];
    csv.text(planned.id);
    csv.text(planned.label);
    add_swept_cells(csv, planned);
    csv.integer(planned.seed);
    add_counters(csv, row);
    for (double value : row.finals) csv.number(value);
    for (std::size_t i = 0; i < row.bests.size(); ++i) {
      if (has_best(overview.columns[i])) csv.number(row.bests[i]);
    }
    if (row.best_epoch) {
      csv.integer(*row.best_epoch);
    } else {
      csv.blank();
    }
    add_seconds(csv, row, timing);
    csv.text(row.damaged ? "the files of this run are damaged" : row.result ? row.result->message : "");
    file.end_row();
  }
  file.commit();
}

void write_summary(const Plan& plan, const std::filesystem::path& results, const Overview& overview,
                   const std::vector<SummaryRow>& summary) {
  TableFile file(results / "summary.csv");
  CsvWriter& csv = file.csv();
  csv.text("rank");
  csv.text("label");
  add_swept_heading(csv, plan);
  for (const char* name : {"n", "diverged", "failed"}) csv.text(name);
  for (const Column& column : overview.columns) add_statistics_heading(csv, "final_" + column.name);
  for (const Column& column : overview.columns) {
    if (has_best(column)) add_statistics_heading(csv, "best_" + column.name);
  }
  file.end_row();
  for (const SummaryRow& row : summary) {
    if (row.rank > 0) {
      csv.integer(static_cast<std::int64_t>(row.rank));
    } else {
      csv.blank();
    }
    csv.text(plan.labels[row.configuration]);
    add_swept_cells(csv, plan.runs[row.run]);
    for (std::size_t count : {row.n, row.diverged, row.failed}) csv.integer(static_cast<std::int64_t>(count));
    for (const Statistics& final : row.finals) add_statistics(csv, final);
    for (std::size_t i = 0; i < row.bests.size(); ++i) {
      if (has_best(overview.columns[i])) add_statistics(csv, row.bests[i]);
    }
    file.end_row();
  }
  file.commit();
}

}  // namespace runner
