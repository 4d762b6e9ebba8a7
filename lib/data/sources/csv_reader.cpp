#include "data/sources/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "base/stop.h"
#include "base/text.h"

// One pass over the text, which is in memory whole. Cells are views into it and know where they begin, so
// that a mistake found later, in a column of numbers say, is told at its line and column; only a quoted cell
// with doubled quotes in it needs a text of its own.

namespace runner {

namespace {

constexpr int most_told = 10;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

std::string without_doubled_quotes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text[i] == '"') ++i;
  }
  return plain;
}

}  // namespace

CsvMistakes::~CsvMistakes() {
  if (count_ <= most_told) return;
  try {
    diagnostics_.error(first_untold_, fmt::format("… and {} more mistakes from here on", count_ - most_told));
  } catch (const std::bad_alloc&) {  // then their number goes untold
  }
}

void CsvMistakes::add(const Place& place, std::string message) {
  if (++count_ <= most_told) diagnostics_.error(place, std::move(message));
  if (count_ == most_told + 1) first_untold_ = place;
}

void CsvMistakes::add(const CsvCell& cell, std::string message) {
  const std::string_view first_line = cell.written.substr(0, cell.written.find('\n'));
  add({source_, cell.line, cell.column, std::max(1, static_cast<int>(first_line.size()))},
      std::move(message));
}

CsvReader::CsvReader(char delimiter, CsvMistakes& mistakes)
    : mistakes_(mistakes), text_(mistakes.source()->text), delimiter_(delimiter) {
  if (const auto wrong = find_invalid_utf8(text_)) {
    mistakes_.add(place_of(*wrong), "this byte is not UTF-8; save the file as UTF-8");
  } else if (const std::size_t nul = text_.find('\0'); nul != std::string_view::npos) {
    mistakes_.add(place_of(nul), "a NUL byte: this is not a text file");
  }
}

Place CsvReader::place_of(std::size_t offset) const {
  const std::string_view before = text_.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
  return {mistakes_.source(), static_cast<int>(lines) + 1, static_cast<int>(offset - start) + 1};
}

bool CsvReader::at_line_end() const {
  return at_ == text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
}

void CsvReader::skip_line_end() {
  if (at_ < text_.size()) at_ += text_[at_] == '\r' ? 2 : 1;
  ++line_;
  line_start_ = at_;
}

std::size_t CsvReader::most_records(std::size_t cells) const {
  const auto lines = static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n')) + 1;
  return std::min(lines, text_.size() / std::max<std::size_t>(cells, 1) + 1);  // a delimiter or line end each
}

bool CsvReader::next(std::vector<CsvCell>& cells, std::size_t most) {
  look_at_stop();
  cells.clear();
  while (at_ < text_.size() && at_line_end()) skip_line_end();
  if (at_ == text_.size()) return false;
  cells.push_back(read_cell());
  for (cell_count_ = 1; !at_line_end(); ++cell_count_) {
    ++at_;  // the delimiter
    const CsvCell cell = read_cell();
    if (cell_count_ < most) cells.push_back(cell);
  }
  skip_line_end();
  return !broken_;
}

CsvCell CsvReader::read_cell() {
  const CsvCell cell{.line = line_, .column = static_cast<int>(at_ - line_start_) + 1};
  const std::size_t first = delimiter_ == ' ' ? at_ : text_.find_first_not_of(' ', at_);
  if (first >= text_.size() || text_[first] != '"') return read_plain(cell);
  at_ = first;
  return read_quoted(cell);
}

CsvCell CsvReader::read_plain(CsvCell cell) {
  const std::size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n') ++at_;
  const bool before_crlf = at_ > begin && at_ < text_.size() && text_[at_] == '\n' && text_[at_ - 1] == '\r';
  if (before_crlf) --at_;
  cell.written = text_.substr(begin, at_ - begin);
  cell.text = trimmed(cell.written);
  return cell;
}

CsvCell CsvReader::read_quoted(CsvCell cell) {
  const std::size_t begin = at_++;
  bool escaped = false;
  while (true) {
    at_ = text_.find_first_of("\"\n", at_);
    if (at_ == std::string_view::npos) {
      at_ = text_.size();
      cell.written = text_.substr(begin);
      mistakes_.add(cell, "the quote that opens here is never closed");
      broken_ = true;
      return cell;
    }
    if (text_[at_++] == '\n') {
      ++line_;
      line_start_ = at_;
    } else if (at_ < text_.size() && text_[at_] == '"') {
      escaped = true;
      ++at_;
    } else {
      break;
    }
  }
  cell.text = text_.substr(begin + 1, at_ - begin - 2);
  if (escaped) cell.text = unescaped_.emplace_back(without_doubled_quotes(cell.text));
  const CsvCell rest = read_plain({.line = line_, .column = static_cast<int>(at_ - line_start_) + 1});
  if (!rest.text.empty()) mistakes_.add(rest, "text after a closing quote");
  cell.written = text_.substr(begin, at_ - begin);
  return cell;
}

}  // namespace runner
