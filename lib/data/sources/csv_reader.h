#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/stop.h"
#include "data/sources/csv_plain_row.h"
#include "data/sources/csv_text.h"

namespace runner {

/// One cell of a record. `text` is without its quotes, or without the blanks around an unquoted cell. Both
/// are good until the next record is read.
struct CsvCell {
  std::string_view text = {};
  std::string_view written = {};  ///< as it stands in the file
};

/// Tells the mistakes of one file; after the tenth they are only counted. The lines of those that are told
/// are kept, not the text.
class CsvMistakes {
 public:
  /// Mistakes of the file of that name, told to `diagnostics`, which must outlive this.
  CsvMistakes(std::string name, Diagnostics& diagnostics);
  ~CsvMistakes();
  CsvMistakes(const CsvMistakes&) = delete;
  CsvMistakes& operator=(const CsvMistakes&) = delete;

  /// Where the cells are from that are named next: the text of a record, and the number of its first line.
  void look_at(std::string_view record, int line) {
    record_ = record;
    line_ = line;
  }
  /// The place of a cell of that record, whose line is kept; its first line is underlined.
  Place place_of(const CsvCell& cell);

  /// One more, at a cell of that record or a place from before.
  void add(const CsvCell& cell, std::string message);
  void add(const Place& place, std::string message);
  void warn(const Place& place, std::string message) { diagnostics_.warning(place, std::move(message)); }
  bool any() const { return count_ > 0; }

 private:
  std::shared_ptr<Source> source_;
  Diagnostics& diagnostics_;
  int count_ = 0;
  Place first_untold_;
  std::string_view record_;
  int line_ = 1;
};

/// How a table is written.
struct CsvDialect {
  char delimiter = ',';
  bool whitespace = false;  ///< any number of blanks and tabs instead of the delimiter
  std::string comment;      ///< lines that begin with it are left out; none where it is empty
};

/// Cuts a text into records by RFC 4180: quotes, quoted line ends, LF or CRLF. Empty lines are skipped.
class CsvParser {
 public:
  explicit CsvParser(CsvDialect dialect) : dialect_(std::move(dialect)) {}

  enum class Found { record, nothing, part };
  /// The next record of `text`, the first `most` of its cells. Nothing at its end; a part where it ends
  /// within a record and is not the `last` of the text: then more is needed from `begin()` on.
  Found next(std::string_view text, bool last, std::vector<CsvCell>& cells, std::size_t most);

  std::size_t used() const { return used_; }    ///< bytes of the text, the line end too
  std::size_t begin() const { return begin_; }  ///< where the record begins in the text
  const CsvDialect& dialect() const { return dialect_; }
  int lines_before() const { return lines_before_; }      ///< lines that were skipped
  int lines() const { return lines_; }                    ///< of the record
  std::size_t cell_count() const { return cell_count_; }  ///< all cells, also those over `most`
  std::size_t filled() const { return filled_; }          ///< the same without the empty ones at the end
  /// What is wrong with the writing of the record.
  const std::vector<std::pair<CsvCell, const char*>>& wrong() const { return wrong_; }

 private:
  const char* skip_lines(const char* at);
  const char* read_cell(const char* at, CsvCell& cell);
  const char* read_quoted(const char* at, CsvCell& cell);
  const char* cell_end(const char* at) const;
  bool ends_line(const char* at) const { return at == end_ || *at == '\n'; }

  CsvDialect dialect_;
  const char* end_ = nullptr;
  bool last_ = false, part_ = false;
  std::size_t used_ = 0, begin_ = 0, cell_count_ = 0, filled_ = 0;
  int lines_before_ = 0, lines_ = 0;
  std::vector<std::pair<CsvCell, const char*>> wrong_;
  std::deque<std::string> unescaped_;  ///< cells with doubled quotes, which the text doesn't hold as they are
};

/// Reads the records of a text, and tells what is wrong with it.
class CsvReader {
 public:
  CsvReader(CsvText& text, CsvDialect dialect, int first_line, CsvMistakes& mistakes)
      : text_(text), parser_(std::move(dialect)), line_(first_line), mistakes_(mistakes) {}

  /// The cells of the next record, the first `most` of them; false at the end of the text, or of what can be
  /// read of it.
  bool next(std::vector<CsvCell>& cells, std::size_t most = std::string_view::npos);
  /// Reads rows of numbers alone as long as they are such and in memory; `each()` has the numbers of one in
  /// `values`. What comes behind them is the next record.
  template <class Each>
  void take_plain_rows(const CsvPlainRow& how, std::span<double> values, const Each& each) {
    text_.drop(used_);
    used_ = 0;
    if (broken_) return;
    const std::string_view text = text_.text();
    while (const std::size_t length = read_plain_row(text.substr(used_), how, values.data())) {
      look_at_stop();
      used_ += length;
      count_lines(1);
      each();
    }
  }
  const CsvDialect& dialect() const { return parser_.dialect(); }
  const CsvParser& parser() const { return parser_; }
  /// The text of that record, good until the next is read, and the number of its first line.
  std::string_view record() const { return record_; }
  int record_line() const { return record_line_; }

 private:
  void count_lines(int more);
  void tell_trouble();

  CsvText& text_;
  CsvParser parser_;
  int line_;
  CsvMistakes& mistakes_;
  std::string_view record_;
  int record_line_ = 0;
  std::size_t used_ = 0;
  bool broken_ = false;
};

}  // namespace runner
