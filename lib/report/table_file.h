#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "record/csv.h"
#include "record/output_file.h"

namespace runner {

/// A CSV file that may be large and takes its place only when it is whole. Throws std::runtime_error; without
/// `commit` nothing is left behind.
class TableFile {
 public:
  explicit TableFile(const std::filesystem::path& path);
  ~TableFile();
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;

  CsvWriter& csv() { return csv_; }
  void end_row();
  std::size_t rows() const { return rows_; }  ///< with the first one

  /// Replaces what was at `path`. Readers see the old table or the new one.
  void commit();

 private:
  std::filesystem::path path_, temporary_;
  std::unique_ptr<OutputFile> file_;
  CsvWriter csv_;
  std::size_t rows_ = 0;
};

}  // namespace runner
