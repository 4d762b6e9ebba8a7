#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "record/table.h"
#include "report/table_file.h"

namespace runner {

/// A table as a whole: all that is needed to write it, as whatever it is written. One that is too large for
/// that is written row by row, as below.
template <class Row>
struct Table {
  std::string name;  ///< "runs": of its file, without the ending
  TableColumns<Row> columns;
  std::span<const Row> rows;  ///< seen, not kept
};

/// A CSV file of such columns. Throws std::runtime_error; without `commit` nothing is left behind.
template <class Row>
class CsvTableFile {
 public:
  CsvTableFile(const std::filesystem::path& path, TableColumns<Row> columns)
      : file_(path), columns_(std::move(columns)) {
    add_heading(file_.csv(), columns_);
    file_.end_row();
  }

  void add(const Row& row) {
    add_row(file_.csv(), columns_, row);
    file_.end_row();
  }
  std::size_t rows() const { return file_.rows(); }  ///< with the heading
  void commit() { file_.commit(); }

 private:
  TableFile file_;
  TableColumns<Row> columns_;
};

/// Writes `table` into a results folder and returns the file's name. Throws std::runtime_error.
template <class Row>
std::string write_csv(const std::filesystem::path& results, const Table<Row>& table) {
  std::string name = table.name + ".csv";
  CsvTableFile<Row> file(results / name, table.columns);
  for (const Row& row : table.rows) file.add(row);
  file.commit();
  return name;
}

}  // namespace runner
