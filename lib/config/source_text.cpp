#include "config/source_text.h"

#include <algorithm>
#include <array>

namespace runner {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::size_t or_end(std::size_t found, std::string_view text) {
  return std::min(found, text.size());
}

}  // namespace

SourceText::SourceText(SourcePtr source) : source_(std::move(source)), line_begins_{0} {
  for (std::size_t i = 0; i < text().size(); ++i)
    if (text()[i] == '\n') line_begins_.push_back(i + 1);
}

std::size_t SourceText::offset(int line, int column) const {
  if (line < 0 || static_cast<std::size_t>(line) >= line_begins_.size()) return text().size();
  return std::min(line_begins_[static_cast<std::size_t>(line)] + static_cast<std::size_t>(column),
                  text().size());
}

std::size_t SourceText::line_begin(std::size_t offset) const {
  return *std::prev(std::upper_bound(line_begins_.begin(), line_begins_.end(), offset));
}

std::string_view SourceText::line_at(std::size_t offset) const {
  const auto next = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const std::size_t begin = *std::prev(next), end = next != line_begins_.end() ? *next - 1 : text().size();
  std::string_view line = text().substr(begin, end - begin);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Place SourceText::place(std::size_t offset, std::size_t length) const {
  if (offset >= text().size()) {
    const std::size_t last = text().find_last_not_of(blanks);
    offset = last == std::string_view::npos ? 0 : last + 1;
  }
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  const std::size_t begin = *std::prev(after);
  const std::size_t left = line_at(offset).size() - std::min(line_at(offset).size(), offset - begin);
  Place place;
  place.source = source_;
  place.line = static_cast<int>(after - line_begins_.begin());
  place.column = static_cast<int>(offset - begin) + 1;
  place.length = static_cast<int>(std::max<std::size_t>(std::min(length, left), 1));
  return place;
}

std::size_t SourceText::skip_properties(std::size_t offset) const {
  while (offset < text().size() && (text()[offset] == '&' || text()[offset] == '!')) {
    offset = or_end(text().find_first_of(" \t\r\n,[]{}", offset), text());
    offset = or_end(text().find_first_not_of(blanks, offset), text());
    while (offset < text().size() && text()[offset] == '#')
      offset = or_end(text().find_first_not_of(blanks, or_end(text().find('\n', offset), text())), text());
  }
  return offset;
}

std::size_t SourceText::end_of_quoted(std::size_t offset) const {
  const char quote = text()[offset];
  for (std::size_t i = offset + 1; i < text().size(); ++i) {
    if (quote == '"' && text()[i] == '\\')
      ++i;
    else if (quote == '\'' && text().substr(i, 2) == "''")
      ++i;
    else if (text()[i] == quote)
      return i + 1;
  }
  return std::string_view::npos;
}

Place SourceText::scalar_place(std::size_t offset, std::string_view value) const {
  if (offset >= text().size()) return place(offset);
  const char first = text()[offset];
  if (first == '"' || first == '\'') return place(offset, or_end(end_of_quoted(offset), text()) - offset);
  if (text().substr(offset, value.size()) == value) return place(offset, value.size());
  // A plain text over several lines, or the header of a block: what stands on its first line.
  std::string_view rest = line_at(offset).substr(offset - line_begin(offset));
  rest = rest.substr(0, rest.find(" #"));
  return place(offset, rest.find_last_not_of(blanks) + 1);
}

bool SourceText::is_null_word(std::size_t offset) const {
  static constexpr std::array<std::string_view, 4> words = {"~", "null", "Null", "NULL"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    if (text().substr(offset, word.size()) != word) return false;
    const std::string_view after = text().substr(offset + word.size(), 1);
    return std::string_view(" \t\r\n,]}").find(after) !=
           std::string_view::npos;  // also at the end of the text
  });
}

}  // namespace runner
