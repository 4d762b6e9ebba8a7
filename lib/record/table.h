#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "metric/column.h"
#include "record/csv.h"

namespace runner {

/// A number that is in a file already, as its digits there; blank where they are empty.
struct Digits {
  std::string_view text;
};

/// What stands in a cell, for whoever writes it: nothing, words, a whole number, a number (blank where it is
/// not finite). Words and digits are seen, not kept: they last as long as the row.
class Cell {
 public:
  using Value = std::variant<std::monostate, std::string_view, std::int64_t, double, Digits>;

  Cell() = default;  ///< blank
  Cell(std::string_view text) : value_(text) {}
  Cell(const std::string& text) : value_(std::string_view(text)) {}
  Cell(std::string&&) = delete;  // it would be gone before it is written
  Cell(const char* text) : value_(std::string_view(text)) {}
  template <std::integral I>
  Cell(I count) : value_(static_cast<std::int64_t>(count)) {}
  Cell(double number) : value_(number) {}
  Cell(Digits digits) : value_(digits) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  Cell(const std::optional<T>& maybe) : Cell(maybe ? Cell(*maybe) : Cell()) {}

  const Value& value() const { return value_; }

 private:
  Value value_;
};

/// A column of a table whose rows are `Row`s: what is known about it and what it has in a row, side by side,
/// so that heading and cells can't get out of step. `Value` is what a writer takes.
template <class Row, class Value = Cell>
struct TableColumn {
  Column column;
  std::function<Value(const Row&)> cell;
};

template <class Row, class Value = Cell>
using TableColumns = std::vector<TableColumn<Row, Value>>;

/// Appends `more`.
template <class Row, class Value>
void append(TableColumns<Row, Value>& columns, TableColumns<Row, Value> more) {
  for (auto& column : more) columns.push_back(std::move(column));
}

/// The same columns, those of time blank: for results that must not depend on a clock.
template <class Row>
TableColumns<Row> without_times(TableColumns<Row> columns) {
  for (auto& column : columns) {
    if (column.column.role == Role::time) column.cell = [](const Row&) { return Cell(); };
  }
  return columns;
}

/// The columns as they are written: without `timing` nothing may depend on a clock, whatever the folders say.
template <class Row>
TableColumns<Row> timed(TableColumns<Row> columns, bool timing) {
  return timing ? columns : without_times(std::move(columns));
}

/// The names of the columns; the row is not ended.
template <class Row>
void add_heading(CsvWriter& csv, const TableColumns<Row>& columns) {
  for (const auto& column : columns) csv.text(column.column.name);
}

/// The cell as CSV has it.
void add_cell(CsvWriter& csv, const Cell& cell);

/// A cell for each column; the row is not ended.
template <class Row>
void add_row(CsvWriter& csv, const TableColumns<Row>& columns, const Row& row) {
  for (const auto& column : columns) add_cell(csv, column.cell(row));
}

}  // namespace runner
