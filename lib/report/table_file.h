#pragma once

#include <cstddef>
#include <filesystem>

#include "record/csv.h"
#include "record/replaced_file.h"

namespace runner {

/// A CSV file that may be large and takes its place only when it is whole. Throws std::runtime_error; without
/// `commit` nothing is left behind.
class TableFile {
 public:
  explicit TableFile(const std::filesystem::path& path) : file_(path) {}

  CsvWriter& csv() { return csv_; }
  void end_row();
  std::size_t rows() const { return rows_; }  ///< with the first one

  /// Replaces what was at `path`. Readers see the old table or the new one.
  void commit();

 private:
  ReplacedFile file_;
  CsvWriter csv_;
  std::size_t rows_ = 0;
};

}  // namespace runner
