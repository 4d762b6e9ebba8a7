#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/stop.h"
#include "base/text.h"
#include "record/table.h"
#include "workbook/xlsx_file.h"

namespace runner {

/// What spreadsheets have.
inline constexpr std::size_t most_sheet_rows = 1'048'576, most_sheet_columns = 16'384;

/// A sheet, written row by row from the first to the last; rows and columns are counted from 0.
class Sheet {
 public:
  Sheet(XlsxFile& file, std::string_view name);

  void text(std::size_t row, std::size_t column, std::string_view text, CellStyle style);
  /// Blank where it is not finite: a spreadsheet takes a file with such a number for damaged.
  void number(std::size_t row, std::size_t column, double value, CellStyle style);
  /// `of`: what the cell's column is.
  void cell(std::size_t row, std::size_t column, const Cell& cell, const Column& of);

  /// A text, or the number that it is, as a heading.
  void heading(std::size_t row, std::size_t column, const std::string& text);

  /// As wide as the texts that were written to it, or within these characters.
  void fit(std::size_t column, std::size_t least, std::size_t most);
  void set_width(std::size_t column, double characters);
  /// Rows above and columns left of these stay in view.
  void freeze(std::size_t row, std::size_t column);
  void filter(std::size_t row, std::size_t column, std::size_t last_row, std::size_t last_column);
  /// Printed with the heading on each page; on one page side by side where that can be read. After the
  /// widths.
  void set_print(std::size_t heading_row);

  XlsxFile& file() { return file_; }
  const std::string& name() const { return name_; }
  lxw_worksheet* handle() { return sheet_; }

 private:
  XlsxFile& file_;
  std::string name_;
  lxw_worksheet* sheet_;
  std::vector<std::size_t> widths_;  // per column, of its texts, in characters
  double whole_width_ = 0;           // of columns whose width is set
};

/// The style of a number in such a column.
CellStyle number_style(const Column& column, double value);

/// A table on a sheet: heading, rows, filters.
template <class Row>
class SheetTable {
 public:
  /// Where `notes` are, they stand above the heading. `first_column`: columns before it are not the table's.
  SheetTable(Sheet& sheet, TableColumns<Row> columns, const std::vector<std::string>& notes = {},
             std::size_t first_column = 0)
      : sheet_(sheet), columns_(std::move(columns)), first_(first_column) {
    if (columns_.size() + first_ > most_sheet_columns) columns_.resize(most_sheet_columns - first_);
    for (const std::string& note : notes) sheet_.text(row_++, 0, note, CellStyle::note);
    heading_ = row_++;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      sheet_.text(heading_, first_ + i, columns_[i].column.name, CellStyle::heading);
  }

  std::size_t next_row() const { return row_; }
  std::size_t first_data_row() const { return heading_ + 1; }

  void add(const Row& row) {
    look_at_stop();
    for (std::size_t i = 0; i < columns_.size(); ++i)
      sheet_.cell(row_, first_ + i, columns_[i].cell(row), columns_[i].column);
    ++row_;
  }

  void finish() {
    constexpr std::size_t least = 8, most = 44, button = 3;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::size_t heading = character_count(columns_[i].column.name) + button;
      sheet_.fit(first_ + i, std::max(least, std::min(heading, most)), most);
    }
    if (row_ > first_data_row()) sheet_.filter(heading_, first_, row_ - 1, first_ + columns_.size() - 1);
    sheet_.freeze(heading_ + 1, first_ > 0 ? 0 : leading_keys());
    sheet_.set_print(heading_);
  }

 private:
  /// The columns, at most two, that say which row it is.
  std::size_t leading_keys() const {
    std::size_t count = 0;
    while (count < std::min<std::size_t>(2, columns_.size()) &&
           (columns_[count].column.role == Role::key || columns_[count].column.role == Role::counter))
      ++count;
    return count;
  }

  Sheet& sheet_;
  TableColumns<Row> columns_;
  std::size_t first_, row_ = 0, heading_ = 0;
};

}  // namespace runner
