#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// Builds CSV text (RFC 4180, but rows end with a line feed), cell after cell. Whoever owns it writes the
/// text away and clears it whenever it pleases.
class CsvWriter {
 public:
  /// Quoted where it must be. What a spreadsheet would run as a formula is prefixed with an apostrophe: texts
  /// that begin with = + - @, unless they are numbers, with blanks before these, or with a tab or carriage
  /// return.
  void text(std::string_view cell);
  void number(double value);  ///< as `number_text` has it; blank where it is not finite
  void integer(std::int64_t value);
  void blank();
  void end_row();

  const std::string& content() const { return content_; }
  void clear() { content_.clear(); }  ///< keeps the memory

 private:
  void separate();
  std::string content_;
  bool in_row_ = false;
};

/// A CSV text that is read whole, first row included.
class CsvTable {
 public:
  /// Nothing where a row has another number of cells than the first, a quote is out of place, or the last row
  /// has no end: the text is not one that was written to its end.
  static std::optional<CsvTable> parse(std::string text);

  std::size_t rows() const { return width_ == 0 ? 0 : cells_.size() / width_; }
  std::size_t columns() const { return width_; }
  std::string_view cell(std::size_t row, std::size_t column) const {
    const Cell& found = cells_[row * width_ + column];
    return std::string_view(text_).substr(found.begin, found.size);
  }

 private:
  struct Cell {
    std::size_t begin, size;
  };
  bool read_row(std::size_t& at);
  bool read_cell(std::size_t& at);
  bool read_quoted(std::size_t& at);

  std::string text_;
  std::vector<Cell> cells_;
  std::size_t width_ = 0;
};

}  // namespace runner
