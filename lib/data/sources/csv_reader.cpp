#include "data/sources/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include "base/stop.h"
#include "base/text.h"
#include "data/sources/eight_characters.h"

// Cells are views into the window of the text that is in memory. A record that is not whole in it is read
// once more when the window has grown; so nothing of a record is told before it is whole.

namespace runner {

namespace {

constexpr int most_told = 10;
constexpr std::size_t longest_line = 4096;  // that is kept whole
constexpr std::size_t kept_around = 1024;   // bytes of a longer one on either side of a place

const char* find(const char* at, const char* end, char c) {
  const void* found = at == end ? nullptr : std::memchr(at, c, static_cast<std::size_t>(end - at));
  return found ? static_cast<const char*>(found) : end;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trimmed(const char* begin, const char* end) {
  while (begin != end && is_blank(*begin)) ++begin;
  while (begin != end && is_blank(end[-1])) --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::string without_doubled_quotes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    plain += text[i];
    if (text[i] == '"') ++i;
  }
  return plain;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// What is shown of a line around a place; its first column, from 1, comes back in `column`.
Excerpt excerpt_of(std::string_view line, std::size_t at, int& column) {
  if (line.size() <= longest_line) {
    column = 1;
    return {std::string(line)};
  }
  std::size_t begin = at - std::min(at, kept_around);
  while (begin > 0 && continues_character(line[begin])) --begin;
  std::size_t end = std::min(line.size(), at + kept_around);
  while (end < line.size() && continues_character(line[end])) ++end;
  column = static_cast<int>(begin) + 1;
  return {std::string(line.substr(begin, end - begin)), character_count(line.substr(0, begin)),
          end < line.size()};
}

}  // namespace

CsvMistakes::CsvMistakes(std::string name, Diagnostics& diagnostics)
    : source_(std::make_shared<Source>()), diagnostics_(diagnostics) {
  source_->name = std::move(name);
}

CsvMistakes::~CsvMistakes() {
  if (count_ <= most_told) return;
  try {
    diagnostics_.error(first_untold_, fmt::format("… and {} more mistakes from here on", count_ - most_told));
  } catch (const std::bad_alloc&) {  // then their number goes untold
  }
}

Place CsvMistakes::place_of(const CsvCell& cell) {
  const char* const end = record_.data() + record_.size();
  const char* line_begin = record_.data();
  int line = line_;
  for (const char* at = find(line_begin, cell.written.data(), '\n'); at != cell.written.data();
       at = find(line_begin, cell.written.data(), '\n')) {
    line_begin = at + 1;
    ++line;
  }
  const char* line_end = find(cell.written.data(), end, '\n');
  if (line_end != cell.written.data() && line_end[-1] == '\r') --line_end;
  const auto at = static_cast<std::size_t>(cell.written.data() - line_begin);
  int column = 1;
  Excerpt excerpt = excerpt_of({line_begin, static_cast<std::size_t>(line_end - line_begin)}, at, column);
  source_->excerpts.try_emplace({line, column}, std::move(excerpt));
  const std::size_t length = cell.written.substr(0, cell.written.find('\n')).size();
  return {source_, line, static_cast<int>(at) + 1, std::max(1, static_cast<int>(length))};
}

void CsvMistakes::add(const Place& place, std::string message) {
  if (++count_ <= most_told) diagnostics_.error(place, std::move(message));
  if (count_ == most_told + 1) first_untold_ = place;
}

void CsvMistakes::add(const CsvCell& cell, std::string message) {
  if (count_ > most_told) {
    ++count_;
  } else {
    add(place_of(cell), std::move(message));
  }
}

/// Behind empty lines and comments; at a comment whose end is still to come.
const char* CsvParser::skip_lines(const char* at) {
  const std::string& comment = dialect_.comment;
  while (at != end_) {
    const auto left = static_cast<std::size_t>(end_ - at);
    if (*at == '\n') {
      ++at;
    } else if (*at == '\r' && left > 1 && at[1] == '\n') {
      at += 2;
    } else if (!comment.empty() && std::string_view(at, left).starts_with(comment)) {
      const char* const line_end = find(at, end_, '\n');
      part_ = line_end == end_ && !last_;
      if (part_) break;
      if (line_end == end_) return end_;
      at = line_end + 1;
    } else {
      break;
    }
    ++lines_before_;
  }
  return at;
}

CsvParser::Found CsvParser::next(std::string_view text, bool last, std::vector<CsvCell>& cells,
                                 std::size_t most) {
  cells.clear();
  wrong_.clear();
  unescaped_.clear();
  end_ = text.data() + text.size();
  last_ = last;
  part_ = false;
  lines_before_ = 0;
  lines_ = 1;
  cell_count_ = filled_ = 0;
  const char* at = skip_lines(text.data());
  begin_ = static_cast<std::size_t>(at - text.data());
  if (part_) return Found::part;
  if (at == end_) {
    used_ = begin_;
    return last ? Found::nothing : Found::part;
  }
  while (true) {
    CsvCell cell;
    at = read_cell(at, cell);
    if (part_ || (at == end_ && !last)) return Found::part;
    if (cell_count_++ < most) cells.push_back(cell);
    if (!cell.text.empty()) filled_ = cell_count_;
    if (dialect_.whitespace)
      while (at != end_ && (is_blank(*at) || *at == '\r')) ++at;
    if (ends_line(at)) break;
    if (!dialect_.whitespace) ++at;
  }
  if (at == end_ && !last) return Found::part;
  used_ = static_cast<std::size_t>(at - text.data()) + (at == end_ ? 0 : 1);
  return Found::record;
}

const char* CsvParser::cell_end(const char* at) const {
  if (dialect_.whitespace) {
    while (at != end_ && !is_blank(*at) && *at != '\n') ++at;
  } else {
    at = eight::find_either(at, end_, dialect_.delimiter, '\n');
  }
  return at;
}

const char* CsvParser::read_cell(const char* at, CsvCell& cell) {
  const char* begin = at;
  if (dialect_.whitespace) {
    while (begin != end_ && is_blank(*begin)) ++begin;
    at = begin;
  } else if (dialect_.delimiter != ' ') {
    while (begin != end_ && *begin == ' ') ++begin;
  }
  if (begin != end_ && *begin == '"') return read_quoted(begin, cell);
  const char* const end =
      dialect_.whitespace ? cell_end(begin) : eight::find_either(begin, end_, dialect_.delimiter, '\n');
  const bool before_crlf = end != at && ends_line(end) && end[-1] == '\r';
  const char* const text_end = before_crlf ? end - 1 : end;
  cell.written = {at, static_cast<std::size_t>(text_end - at)};
  cell.text = trimmed(at, text_end);
  return end;
}

const char* CsvParser::read_quoted(const char* begin, CsvCell& cell) {
  const char* at = begin + 1;
  bool escaped = false;
  while (true) {
    const char* const quote = find(at, end_, '"');
    lines_ += static_cast<int>(std::count(at, quote, '\n'));
    if (quote == end_ || (quote + 1 == end_ && !last_)) {
      part_ = !last_;
      cell.written = {begin, static_cast<std::size_t>(end_ - begin)};
      if (last_) wrong_.emplace_back(cell, "the quote that opens here is never closed");
      return end_;
    }
    at = quote + 1;
    if (at == end_ || *at != '"') break;
    escaped = true;
    ++at;
  }
  cell.text = {begin + 1, static_cast<std::size_t>(at - begin - 2)};
  if (escaped) cell.text = unescaped_.emplace_back(without_doubled_quotes(cell.text));
  const char* const end = cell_end(at);
  const char* const rest_end = end != at && ends_line(end) && end[-1] == '\r' ? end - 1 : end;
  const CsvCell rest{trimmed(at, rest_end), {at, static_cast<std::size_t>(rest_end - at)}};
  if (!rest.text.empty()) wrong_.emplace_back(rest, "text after a closing quote");
  cell.written = {begin, static_cast<std::size_t>(rest_end - begin)};
  return end;
}

void CsvReader::count_lines(int more) {
  constexpr int most = std::numeric_limits<int>::max();  // the last number of a line there is
  line_ = more > most - line_ ? most : line_ + more;
}

bool CsvReader::next(std::vector<CsvCell>& cells, std::size_t most) {
  look_at_stop();
  text_.drop(used_);
  used_ = 0;
  if (broken_) return false;
  CsvParser::Found found{};
  while ((found = parser_.next(text_.text(), text_.ended(), cells, most)) == CsvParser::Found::part) {
    count_lines(parser_.lines_before());
    text_.drop(parser_.begin());  // empty lines before a record are no part of it, however many
    // Twice as much each time, so that a long record is not read over and over.
    const std::size_t wanted = 2 * text_.text().size();
    do {
      if (!text_.extend()) break;
    } while (text_.text().size() < wanted);
  }
  count_lines(parser_.lines_before());
  used_ = parser_.used();
  record_ = text_.text().substr(0, used_).substr(parser_.begin());
  record_line_ = line_;
  mistakes_.look_at(record_, line_);
  // The text may end before it is at its end: then what is wrong with it is told, and not its last record.
  if (text_.ended() && used_ == text_.text().size() && !text_.trouble().empty()) {
    tell_trouble();
    return false;
  }
  if (found == CsvParser::Found::nothing) return false;
  count_lines(parser_.lines());
  for (const auto& [cell, message] : parser_.wrong()) mistakes_.add(cell, message);
  broken_ = cells.empty() ||
            std::ranges::any_of(parser_.wrong(), [](const auto& wrong) { return wrong.first.text.empty(); });
  return !broken_;
}

void CsvReader::tell_trouble() {
  broken_ = true;
  const std::string_view text = text_.text();
  const bool too_long = text.size() - parser_.begin() >= CsvText::longest_row;
  const CsvCell end{{}, too_long ? text.substr(parser_.begin(), 1) : text.substr(text.size())};
  const auto& wrong = parser_.wrong();
  mistakes_.add(too_long && !wrong.empty() ? wrong.front().first : end, text_.trouble());
}

}  // namespace runner
