#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "data/sources/csv_reader.h"
#include "plan/experiment.h"

namespace runner {

/// The cells of a table as they stand in its file, which is read with the options of the data that a model
/// was trained on.
class TableCells {
 public:
  /// Mistakes go to `mistakes`, which are of the same source; then there are no rows.
  TableCells(const DataConfig& trained_on, CsvMistakes& mistakes);

  const std::vector<std::string>& header() const { return header_; }
  const CsvCell& heading(std::size_t column) const { return headings_[column]; }
  std::size_t rows() const { return header_.empty() ? 0 : cells_.size() / header_.size(); }
  const CsvCell& cell(std::size_t row, std::size_t column) const {
    return cells_[row * header_.size() + column];
  }

 private:
  SourcePtr source_;  // cells live as long as these
  CsvReader reader_;
  std::vector<CsvCell> headings_, cells_;
  std::vector<std::string> header_;
};

/// Reads the file, unpacked where it is gzip. Throws std::runtime_error.
SourcePtr read_table_source(const std::filesystem::path& file);

/// Whether a cell says that there is no value.
bool is_missing_cell(const DataConfig& trained_on, std::string_view text);

}  // namespace runner
