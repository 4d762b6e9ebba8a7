#include "record/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/text.h"

namespace runner {
namespace {

/// Blanks and controls before a formula are passed over by spreadsheets; a tab or a carriage return at the
/// front may end the cell and begin another.
bool is_formula(std::string_view cell) {
  const auto first = std::ranges::find_if(cell, [](char c) { return static_cast<unsigned char>(c) > ' '; });
  const bool begins_one =
      first != cell.end() && std::string_view("=+-@").find(*first) != std::string_view::npos;
  if (!begins_one) return cell.starts_with('\t') || cell.starts_with('\r');
  const auto number = parse_number(cell);
  return !number || !std::isfinite(*number);  // "-inf" is no number to a spreadsheet
}

bool needs_quotes(std::string_view cell) {
  return std::any_of(cell.begin(), cell.end(),
                     [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
}

}  // namespace

void CsvWriter::separate() {
  if (in_row_) content_ += ',';
  in_row_ = true;
}

void CsvWriter::text(std::string_view cell) {
  separate();
  const bool quotes = needs_quotes(cell);
  if (quotes) content_ += '"';
  if (is_formula(cell)) content_ += '\'';
  if (!quotes) {
    content_ += cell;
    return;
  }
  for (char c : cell) content_.append(c == '"' ? 2 : 1, c);
  content_ += '"';
}

void CsvWriter::number(double value) {
  separate();
  if (!std::isfinite(value)) return;
  // Not by number_text, which would allocate: a row may be written in every training step.
  std::array<char, 32> digits;
  content_.append(digits.data(), fmt::format_to(digits.data(), "{}", value));
}

void CsvWriter::integer(std::int64_t value) {
  separate();
  const fmt::format_int digits(value);
  content_.append(digits.data(), digits.size());
}

void CsvWriter::blank() {
  separate();
}

void CsvWriter::end_row() {
  content_ += '\n';
  in_row_ = false;
}

std::optional<CsvTable> CsvTable::parse(std::string text) {
  CsvTable table;
  table.text_ = std::move(text);
  std::size_t at = 0;
  while (at < table.text_.size()) {
    if (!table.read_row(at)) return std::nullopt;
  }
  return table;
}

bool CsvTable::read_row(std::size_t& at) {
  const std::size_t before = cells_.size();
  while (true) {
    if (!read_cell(at) || at == text_.size()) return false;
    const char end = text_[at++];
    if (end == '\n') break;
  }
  const std::size_t width = cells_.size() - before;
  if (width_ == 0) width_ = width;
  return width == width_;
}

/// Leaves `at` on the comma or line feed behind the cell, or at the end of the text.
bool CsvTable::read_cell(std::size_t& at) {
  if (at < text_.size() && text_[at] == '"') return read_quoted(at);
  std::size_t end = at;
  while (end < text_.size() && text_[end] != ',' && text_[end] != '\n' && text_[end] != '"') ++end;
  cells_.push_back({at, end - at});
  at = end;
  return at == text_.size() || text_[at] != '"';
}

bool CsvTable::read_quoted(std::size_t& at) {
  const std::size_t begin = ++at;
  std::size_t size = 0;
  for (; at < text_.size(); ++at) {
    if (text_[at] == '"') {
      const bool doubled = at + 1 < text_.size() && text_[at + 1] == '"';
      if (!doubled) break;
      ++at;
    }
    text_[begin + size++] = text_[at];  // a cell never grows by losing its quotes
  }
  if (at >= text_.size()) return false;
  ++at;
  cells_.push_back({begin, size});
  return at == text_.size() || text_[at] == ',' || text_[at] == '\n';
}

}  // namespace runner
