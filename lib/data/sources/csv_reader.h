#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"

namespace runner {

/// One cell of a CSV text. `text` is without its quotes, or without the blanks around an unquoted cell; it
/// lives as long as the reader.
struct CsvCell {
  std::string_view text = {};
  std::string_view written = {};  ///< as it stands in the file
  int line = 0;                   ///< where it begins, both from 1
  int column = 0;
};

/// Tells the mistakes of one file; after the tenth they are only counted.
class CsvMistakes {
 public:
  /// Mistakes of the file `source`, told to `diagnostics`, which must outlive this.
  CsvMistakes(SourcePtr source, Diagnostics& diagnostics)
      : source_(std::move(source)), diagnostics_(diagnostics) {}
  ~CsvMistakes();
  CsvMistakes(const CsvMistakes&) = delete;
  CsvMistakes& operator=(const CsvMistakes&) = delete;

  /// One more, at a place in the file.
  void add(const Place& place, std::string message);
  /// One more, at a cell; its first line is underlined.
  void add(const CsvCell& cell, std::string message);
  bool any() const { return count_ > 0; }
  const SourcePtr& source() const { return source_; }

 private:
  SourcePtr source_;
  Diagnostics& diagnostics_;
  int count_ = 0;
  Place first_untold_;
};

/// Reads records by RFC 4180: quotes, quoted line ends, LF or CRLF. Empty lines are
/// skipped.
class CsvReader {
 public:
  /// Reports what can't be CSV at all: bytes that are not UTF-8, NUL bytes.
  CsvReader(char delimiter, CsvMistakes& mistakes);

  /// No fewer than there are records of so many cells.
  std::size_t most_records(std::size_t cells) const;

  /// The cells of the next record, the first `most` of them; false at the end of the text, or of what can be
  /// read of it.
  bool next(std::vector<CsvCell>& cells, std::size_t most = std::string_view::npos);
  /// How many cells that record has.
  std::size_t cell_count() const { return cell_count_; }

 private:
  CsvCell read_cell();
  CsvCell read_plain(CsvCell cell);
  CsvCell read_quoted(CsvCell cell);
  bool at_line_end() const;
  void skip_line_end();
  Place place_of(std::size_t offset) const;

  CsvMistakes& mistakes_;
  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::size_t line_start_ = 0;
  bool broken_ = false;
  std::size_t cell_count_ = 0;
  std::deque<std::string> unescaped_;  ///< cells with doubled quotes, which the text doesn't hold as they are
};

}  // namespace runner
