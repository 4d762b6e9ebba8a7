#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources/csv_columns.h"
#include "plan/experiment.h"

namespace runner {

/// The cells of a table as they stand in its file, which is read with the options of the data that a model
/// was trained on.
class TableCells {
 public:
  /// `columns`: those of the training. Mistakes go to `mistakes`, which are of the same file; then there are
  /// no rows. Throws Refused where there is no such file or it is no table, std::runtime_error where it can't
  /// be read.
  TableCells(const std::filesystem::path& file, const DataConfig& trained_on, const FeatureColumns& columns,
             CsvMistakes& mistakes);

  const std::vector<std::string>& header() const { return header_; }
  std::size_t rows() const { return header_.empty() ? 0 : rows_.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const {
    return cells_[row * header_.size() + column].text;
  }
  bool is_missing(std::size_t row, std::size_t column) const { return is_missing_(cell(row, column)); }
  /// The number of a cell; nothing where it is none, as the training's options have it.
  std::optional<double> number(std::size_t row, std::size_t column) const;

  /// The place of a cell.
  Place place_of(std::size_t row, std::size_t column, CsvMistakes& mistakes) const;
  /// The begin of the file.
  const Place& begin() const { return begin_; }

 private:
  struct Row {
    std::string text;
    int line;
  };
  void add(const std::vector<CsvCell>& record, std::string_view text, int line);

  CsvConfig config_;
  MissingMarkers is_missing_;
  std::vector<std::string> header_;
  std::vector<CsvColumn> columns_;
  std::deque<Row> rows_;
  std::deque<std::string> unescaped_;  // cells that do not stand in the file as they are
  std::vector<CsvCell> cells_;
  Place begin_;
};

/// The texts of a column that stand for no value, where such a one is filled in; none where it is not.
std::vector<std::string> missing_texts(const DataConfig& trained_on, std::string_view column);

}  // namespace runner
