#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/csv.h"
#include "record/run_folder.h"
#include "record/table.h"
#include "train/observer.h"

namespace runner {

/// The columns of a run's metrics.csv, in their order: how far the run is, `measured`, the time. Who writes
/// the file and who reads it has them from here.
TableColumns<EpochRecord> epoch_columns(const std::vector<Column>& measured);

/// The columns of a run's iterations.csv.
TableColumns<IterationRecord> iteration_columns(const std::vector<Column>& measured,
                                                const std::vector<Column>& parameters,
                                                const std::vector<Column>& gradients = {});

/// "epoch", "lr" and "seconds", in whichever table.
Column epoch_column();
Column rate_column();
Column seconds_column();

/// The rows of a run's metrics.csv as it was written. Rows are counted from 0, without the heading.
class RunRows {
 public:
  /// Nothing where the text is cut off, has other columns than `epoch_columns(measured)` or an epoch that is
  /// no whole number.
  static std::optional<RunRows> parse(std::string text, const std::vector<Column>& measured);

  std::size_t size() const { return table_.rows() - 1; }
  std::int64_t epoch(std::size_t row) const;
  /// Of `measured[column]`; NaN where the cell is blank.
  double value(std::size_t row, std::size_t column) const;

  /// The place of a column, one of time and counters included; nothing where the file has none of this name.
  std::optional<std::size_t> find(std::string_view name) const;
  /// The number there; NaN where the cell is blank.
  double number(std::size_t row, std::size_t place) const;
  /// The cell at such a place, as it stands.
  Digits cell(std::size_t row, std::size_t place) const { return {table_.cell(row + 1, place)}; }

 private:
  RunRows(CsvTable table, const std::vector<Column>& measured);

  CsvTable table_;
  std::size_t epoch_;  // places
  std::vector<std::size_t> measured_;
};

/// Nothing where the folder's metrics.csv is missing, cut off or not the one of `run`. Throws FileError where
/// it can't be read.
std::optional<RunRows> read_rows(const std::filesystem::path& folder, const RunResult& run);

/// The same of its iterations.csv: the whole table, its heading the first row. Ask `has_iterations` first.
std::optional<CsvTable> read_iterations(const std::filesystem::path& folder, const RunResult& run);

/// Whether a run has recorded its steps.
bool has_iterations(const std::filesystem::path& folder, const RunResult& run);

/// The columns of its iterations.csv, from the first line alone; nothing where it has none that can be read.
std::optional<std::vector<Column>> recorded_iterations(const std::filesystem::path& folder,
                                                       const RunResult& run);

}  // namespace runner
