#include "workbook/sheet.h"

#include <cmath>
#include <cstdlib>

namespace runner {
namespace {

lxw_row_t row_of(std::size_t row) {
  return static_cast<lxw_row_t>(row);
}

lxw_col_t column_of(std::size_t column) {
  return static_cast<lxw_col_t>(column);
}

/// Writes what a cell holds.
struct CellToSheet {
  Sheet& sheet;
  std::size_t row, column;
  const Column& of;

  void operator()(std::monostate) const {}
  void operator()(std::string_view text) const {
    if (!text.empty()) sheet.text(row, column, text, CellStyle::general);
  }
  void operator()(std::int64_t count) const {
    constexpr std::int64_t most = 999'999'999'999'999;  // a spreadsheet keeps 15 digits
    if (count > most || count < -most)
      sheet.text(row, column, std::to_string(count), CellStyle::general);
    else
      sheet.number(row, column, static_cast<double>(count), number_style(of, static_cast<double>(count)));
  }
  void operator()(double number) const { sheet.number(row, column, number, number_style(of, number)); }
  /// Digits that are no number's own, such as "007", stay what they are.
  void operator()(Digits digits) const {
    if (digits.text.empty()) return;
    const auto whole = parse_integer(digits.text);
    if (whole && std::to_string(*whole) == digits.text) return (*this)(std::int64_t{*whole});
    const auto number = parse_number(digits.text);
    if (number && std::isfinite(*number) && number_text(*number) == digits.text)
      (*this)(*number);
    else
      sheet.text(row, column, digits.text, CellStyle::general);
  }
};

}  // namespace

CellStyle number_style(const Column& column, double value) {
  constexpr double smallest = 1e-3, largest = 1e6;  // that are easy to read with four decimals
  switch (column.role) {
    case Role::key:
    case Role::text:
    case Role::rate:
      return CellStyle::general;
    case Role::counter:
      return CellStyle::whole;
    case Role::time:
      return column.unit == "s" ? CellStyle::seconds : CellStyle::whole;
    case Role::loss:
    case Role::metric:
    case Role::parameter:
      break;
  }
  const double size = std::abs(value);
  return size == 0 || (size >= smallest && size < largest) ? CellStyle::decimals : CellStyle::scientific;
}

Sheet::Sheet(XlsxFile& file, std::string_view name) : file_(file), sheet_(file.add_sheet(name)) {
  name_ = sheet_->name;
}

void Sheet::text(std::size_t row, std::size_t column, std::string_view text, CellStyle style) {
  const std::string safe = cell_text(text);
  file_.check(
      worksheet_write_string(sheet_, row_of(row), column_of(column), safe.c_str(), file_.format(style)));
  if (style == CellStyle::note || style == CellStyle::title) return;
  if (widths_.size() <= column) widths_.resize(column + 1, 0);
  widths_[column] = std::max(widths_[column], character_count(safe));
}

void Sheet::number(std::size_t row, std::size_t column, double value, CellStyle style) {
  if (!std::isfinite(value)) return;
  file_.check(worksheet_write_number(sheet_, row_of(row), column_of(column), value, file_.format(style)));
}

void Sheet::cell(std::size_t row, std::size_t column, const Cell& cell, const Column& of) {
  std::visit(CellToSheet{*this, row, column, of}, cell.value());
}

void Sheet::heading(std::size_t row, std::size_t column, const std::string& text) {
  const auto value = parse_number(text);
  if (value && std::isfinite(*value) && number_text(*value) == text)
    number(row, column, *value, CellStyle::heading);
  else
    this->text(row, column, text, CellStyle::heading);
}

void Sheet::fit(std::size_t column, std::size_t least, std::size_t most) {
  const std::size_t width = column < widths_.size() ? widths_[column] + 1 : 0;
  set_width(column, static_cast<double>(std::clamp(width, least, most)));
}

void Sheet::set_width(std::size_t column, double characters) {
  whole_width_ += characters;
  file_.check(worksheet_set_column(sheet_, column_of(column), column_of(column), characters, nullptr));
}

void Sheet::freeze(std::size_t row, std::size_t column) {
  worksheet_freeze_panes(sheet_, row_of(row), column_of(column));
}

void Sheet::filter(std::size_t row, std::size_t column, std::size_t last_row, std::size_t last_column) {
  file_.check(
      worksheet_autofilter(sheet_, row_of(row), column_of(column), row_of(last_row), column_of(last_column)));
}

void Sheet::set_print(std::size_t heading_row) {
  worksheet_set_landscape(sheet_);
  worksheet_set_paper(sheet_, 9);  // A4
  constexpr double most = 260;     // characters on a page
  if (whole_width_ <= most) worksheet_fit_to_pages(sheet_, 1, 0);
  file_.check(worksheet_repeat_rows(sheet_, row_of(heading_row), row_of(heading_row)));
}

}  // namespace runner
