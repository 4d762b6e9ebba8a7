#include "data/sources/csv_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/choice.h"
#include "base/text.h"
#include "data/sources/text_look.h"

// What `auto` means is decided by the first rows alone, some hundreds of them, so that the file is read once.
// Of the delimiters that one is taken by which most rows have the same number of cells and most cells are
// numbers; the first row names the columns where it could not be a row of values.

namespace runner {

namespace {

constexpr std::size_t most_rows = 1000, rows_for_delimiter = 100, most_bytes = std::size_t{1} << 18U;

/// A record of the sample, with the text of which its cells are part.
struct Record {
  std::vector<std::string> texts;
  std::vector<CsvCell> cells;  ///< for places; their `text` is not good any more
  std::size_t filled = 0;
  std::string_view whole;
  int line = 0, lines = 1;
  bool broken = false;  ///< its writing is wrong, which is told when it is read
};

std::vector<Record> records_of(std::string_view text, bool last, int line, const CsvDialect& dialect,
                               std::size_t most) {
  CsvParser parser(dialect);
  std::vector<Record> records;
  std::vector<CsvCell> cells;
  const std::size_t end = text.size();
  while (records.size() < most && (records.size() < 2 || end - text.size() < most_bytes) &&
         parser.next(text, last, cells, std::string_view::npos) == CsvParser::Found::record) {
    Record& record = records.emplace_back();
    for (const CsvCell& cell : cells) record.texts.emplace_back(cell.text);
    record.cells = cells;
    record.filled = parser.filled();
    record.whole = text.substr(0, parser.used()).substr(parser.begin());
    record.line = line + parser.lines_before();
    record.lines = parser.lines();
    record.broken = !parser.wrong().empty();
    line = record.line + record.lines;
    text.remove_prefix(parser.used());
  }
  std::erase_if(records, [](const Record& record) { return record.filled == 0; });
  return records;
}

template <class Each>
std::size_t most_frequent(const std::vector<Record>& records, const Each& each) {
  std::map<std::size_t, std::size_t> counts;
  for (const Record& record : records) ++counts[each(record)];
  const auto found =
      std::ranges::max_element(counts, [](const auto& a, const auto& b) { return a.second < b.second; });
  return found == counts.end() ? 0 : found->first;
}

struct Candidate {
  char delimiter;
  bool whitespace;
  std::string_view name;
};
constexpr std::array<Candidate, 5> candidates = {{{',', false, "','"},
                                                  {';', false, "';'"},
                                                  {'\t', false, "tab"},
                                                  {'|', false, "'|'"},
                                                  {' ', true, "whitespace"}}};

/// How well a delimiter fits: 0 where it makes one column only, 2 at best.
double fit_of(const std::vector<Record>& records) {
  const std::size_t width = most_frequent(records, [](const Record& record) { return record.cells.size(); });
  if (width < 2) return 0;
  double fitting = 0, cells = 0, numbers = 0;
  for (const Record& record : records) {
    fitting += record.cells.size() == width ? 1 : 0;
    for (const std::string& text : record.texts) {
      if (text.empty()) continue;
      ++cells;
      numbers += look_of(text) == TextLook::text ? 0 : 1;
    }
  }
  return fitting / static_cast<double>(records.size()) * (1 + (cells > 0 ? numbers / cells : 0));
}

/// What stands in front of a number's decimals, where that is beyond doubt.
char decimal_of(std::string_view number) {
  switch (look_of(number)) {
    case TextLook::comma_number:
      return ',';
    case TextLook::point_number:
      return '.';
    case TextLook::thousands: {
      const std::size_t comma = number.rfind(','), point = number.rfind('.');
      if (comma == std::string_view::npos || point == std::string_view::npos) return '\0';
      return comma > point ? ',' : '.';
    }
    default:
      return '\0';
  }
}

class Finder {
 public:
  Finder(const CsvConfig& config, const MissingMarkers& is_missing, std::string_view text, bool last,
         int line, CsvMistakes& mistakes, std::size_t least_columns)
      : config_(config),
        is_missing_(is_missing),
        text_(text),
        last_(last),
        line_(line),
        mistakes_(mistakes),
        least_columns_(least_columns) {}

  std::optional<CsvLayout> find() {
    layout_.dialect.comment = config_.comment;
    find_delimiter();
    records_ = records_of(text_, last_, line_, layout_.dialect, most_rows);
    if (records_.empty()) return layout_;
    layout_.width = records_.front().cells.size();
    const std::string_view last = records_.back().whole;
    layout_.bytes_per_row = static_cast<double>(last.data() + last.size() - records_.front().whole.data()) /
                            static_cast<double>(records_.size());
    if (!has_columns() || !begins_with_table()) return std::nullopt;
    if (config_.header.index() == 2) {
      layout_.has_header = false;
    } else if (const bool* given = std::get_if<bool>(&config_.header); given != nullptr) {
      layout_.has_header = *given;
    } else if (!find_header()) {
      return std::nullopt;
    }
    look_at_columns();
    return layout_;
  }

 private:
  void find_delimiter() {
    CsvDialect& dialect = layout_.dialect;
    if (config_.delimiter == "whitespace") {
      dialect.whitespace = true;
    } else if (config_.delimiter == "tab") {
      dialect.delimiter = '\t';
    } else if (config_.delimiter != "auto") {
      dialect.delimiter = config_.delimiter.front();
    } else {
      const Candidate* best = nullptr;
      double fit = 0;
      for (const Candidate& candidate : candidates) {
        const CsvDialect tried{candidate.delimiter, candidate.whitespace, config_.comment};
        const double its = fit_of(records_of(text_, last_, line_, tried, rows_for_delimiter));
        if (its > fit) best = &candidate;
        fit = std::max(its, fit);
      }
      if (!best || best == candidates.data()) return;
      dialect.delimiter = best->delimiter;
      dialect.whitespace = best->whitespace;
      layout_.decided.push_back(fmt::format("delimiter {}", best->name));
    }
  }

  void tell(const Record& record, std::size_t cell, std::string message) {
    mistakes_.look_at(record.whole, record.line);
    mistakes_.add(record.cells[cell], std::move(message));
  }

  bool has_columns() {
    if (layout_.width >= least_columns_ || records_.front().broken) return true;
    const bool any =
        std::ranges::any_of(records_, [](const Record& record) { return record.cells.size() > 1; });
    if (any && records_.size() > 1) return true;  // told as a line in front of the table
    tell(records_.front(), 0,
         config_.delimiter == "auto"
             ? "the file has one column only, whether ',', ';', tab, '|' or blanks stand between cells; it "
               "needs "
               "a feature and a target"
             : fmt::format(
                   "with '{}' between cells the file has one column only, and it needs a feature and a "
                   "target",
                   config_.delimiter));
    return false;
  }

  /// Titles and comments in front of the table.
  bool begins_with_table() {
    const std::size_t filled = most_frequent(records_, [](const Record& record) { return record.filled; });
    if (records_.size() < 3 || records_.front().cells.size() >= filled) return true;
    const auto first =
        std::ranges::find_if(records_, [&](const Record& record) { return record.cells.size() >= filled; });
    const Record& title = records_.front();
    const std::string& text = title.texts.front();
    if (title.cells.size() > 1 && title.cells.size() + 1 == filled) {
      tell(title, 0,
           fmt::format(
               "this row has {} cells, the rows below have {}: one column has no name; write 'skip_rows: {}' "
               "and 'header: [...]' with all names",
               title.cells.size(), filled, config_.skip_rows + title.line - line_ + 1));
      return false;
    }
    for (const std::string_view comment : {"#", "%", "//", "|"}) {
      if (!text.starts_with(comment) || !config_.comment.empty()) continue;
      tell(title, 0,
           fmt::format("this line is no row of the table; if it is a comment, write comment: \"{}\"",
                       comment));
      return false;
    }
    tell(title, 0,
         fmt::format(
             "this line has {}, the rows below have {}; 'skip_rows: {}' leaves out what stands in front "
             "of the table",
             title.cells.size() == 1 ? "1 cell" : fmt::format("{} cells", title.cells.size()), filled,
             config_.skip_rows + first->line - line_));
    return false;
  }

  /// What the first row says about each column.
  struct Votes {
    std::size_t texts_above_numbers = 0, numbers_above_numbers = 0, again = 0, not_again = 0;
  };

  Votes votes() const {
    Votes votes;
    for (std::size_t j = 0; j < layout_.width; ++j) {
      const std::string& first = records_.front().texts[j];
      if (is_missing_(first)) continue;
      bool any = false, numbers = true, again = false;
      for (std::size_t i = 1; i < records_.size(); ++i) {
        if (j >= records_[i].texts.size() || is_missing_(records_[i].texts[j])) continue;
        any = true;
        numbers = numbers && look_of(records_[i].texts[j]) != TextLook::text;
        again = again || records_[i].texts[j] == first;
      }
      const bool is_number = look_of(first) != TextLook::text;
      if (!any) continue;
      if (numbers && is_number) ++votes.numbers_above_numbers;
      if (numbers && !is_number) ++votes.texts_above_numbers;
      if (!numbers && !is_number) ++(again ? votes.again : votes.not_again);
    }
    return votes;
  }

  /// 0, 1, 2, … as names, or 2019, 2020, 2021.
  bool is_counting(bool from_zero) const {
    std::optional<double> before;
    std::size_t count = 0;
    for (const std::string& text : records_.front().texts) {
      const auto number = parse_number(text);
      if (!number) {
        if (from_zero && !text.empty()) return false;
        continue;
      }
      if (before ? *number != *before + 1 : from_zero && *number != 0) return false;
      before = number;
      ++count;
    }
    return count > 2;
  }

  /// Nothing where it may be either.
  std::optional<bool> names_columns(const Votes& votes) const {
    if (records_.size() == 1) return true;
    if (votes.numbers_above_numbers == 0) {
      if (votes.texts_above_numbers > 0 || votes.again == 0) return true;
      return votes.not_again > 0 ? std::nullopt : std::optional(false);
    }
    const bool counting = is_counting(false);
    if (votes.again == 0 && is_counting(true)) return true;
    if (votes.texts_above_numbers > 0)
      return counting ? std::optional(true) : std::nullopt;    // label, 0, 1, 2
    if (counting && votes.not_again > 0) return std::nullopt;  // country, 2019, 2020, 2021
    return false;
  }

  bool find_header() {
    const std::optional<bool> found = names_columns(votes());
    if (!found) {
      tell(records_.front(), 0,
           "this row may name the columns or be the first row of values; write 'header: true' or "
           "'header: false'");
      return false;
    }
    layout_.has_header = *found;
    if (!*found)
      layout_.decided.push_back(
          fmt::format("no header (the columns are column0 to column{})", layout_.width - 1));
    return true;
  }

  bool counts_rows(std::size_t column) const {
    constexpr std::size_t least_rows = 3;
    const std::size_t first = layout_.has_header ? 1 : 0;
    std::optional<double> before;
    for (std::size_t i = first; i < records_.size(); ++i) {
      if (column >= records_[i].texts.size()) return false;
      const auto number = parse_number(records_[i].texts[column]);
      if (!number || *number != (before ? *before + 1 : *number) || (!before && *number != 0 && *number != 1))
        return false;
      before = number;
    }
    return records_.size() >= first + least_rows;
  }

  /// Decimal commas and empty columns.
  void look_at_columns() {
    std::vector<char> seen(layout_.width, '\0');
    layout_.empty.assign(layout_.width, true);
    for (std::size_t j = 0; j < layout_.width; ++j) {
      layout_.counts.push_back(counts_rows(j));
      bool comma = false, point = false, numbers = true;
      for (std::size_t i = layout_.has_header ? 1 : 0; i < records_.size(); ++i) {
        if (j >= records_[i].texts.size() || is_missing_(records_[i].texts[j])) continue;
        layout_.empty[j] = false;
        const std::string& text = records_[i].texts[j];
        const TextLook look = look_of(text);
        const bool has_unit =
            look == TextLook::percent || look == TextLook::currency || look == TextLook::unit;
        const char decimal = decimal_of(has_unit ? without_unit(text) : text);
        comma = comma || decimal == ',';
        point = point || decimal == '.';
        numbers = numbers && look != TextLook::text;
      }
      if (numbers && comma != point) seen[j] = comma ? ',' : '.';
    }
    const bool any_comma = std::ranges::find(seen, ',') != seen.end();
    const bool any_point = std::ranges::find(seen, '.') != seen.end();
    const char given = config_.decimal == Decimal::point   ? '.'
                       : config_.decimal == Decimal::comma ? ','
                       : config_.thousands == "."          ? ','
                       : config_.thousands == ","          ? '.'
                                                           : '\0';
    for (std::size_t j = 0; j < layout_.width; ++j) {
      const char by_itself = seen[j] != '\0' ? seen[j] : any_comma ? ',' : '.';
      layout_.decimals.push_back(given != '\0' ? given : by_itself);
    }
    if (given == '\0' && any_comma)
      layout_.decided.emplace_back(any_point ? "decimal ',' or '.', by column" : "decimal ','");
  }

  const CsvConfig& config_;
  const MissingMarkers& is_missing_;
  std::string_view text_;
  bool last_;
  int line_;
  CsvMistakes& mistakes_;
  std::size_t least_columns_;
  CsvLayout layout_;
  std::vector<Record> records_;
};

}  // namespace

std::optional<CsvLayout> find_layout(const CsvConfig& config, const MissingMarkers& is_missing,
                                     std::string_view text, bool last, int line, CsvMistakes& mistakes,
                                     std::size_t least_columns) {
  return Finder(config, is_missing, text, last, line, mistakes, least_columns).find();
}

std::string encoding_note(const CsvConfig& config, Encoding found) {
  const bool is_plain = found == Encoding::automatic || found == Encoding::utf_8;
  if (config.encoding != Encoding::automatic || is_plain) return "";
  return fmt::format("encoding {}", choice_name(found));
}

std::optional<CsvLayout> begin_table(const CsvConfig& config, const MissingMarkers& is_missing, CsvText& text,
                                     ErrorSink& sink, CsvMistakes& mistakes, std::size_t least_columns) {
  constexpr std::size_t sample_size = std::size_t{1} << 20U;
  int line = 1;
  for (std::int64_t i = 0; i < config.skip_rows; ++i, ++line) {
    std::size_t end = 0;
    while ((end = text.text().find('\n')) == std::string_view::npos && text.extend()) {
    }
    if (end == std::string_view::npos) {
      sink.error("skip_rows", fmt::format("the file has {} lines", i + (text.text().empty() ? 0 : 1)));
      return std::nullopt;
    }
    text.drop(end + 1);
  }
  while (text.text().size() < sample_size && text.extend()) {
  }
  auto layout = find_layout(config, is_missing, text.text(), text.ended(), line, mistakes, least_columns);
  if (!layout || mistakes.any()) return std::nullopt;
  layout->first_line = line;
  return layout;
}

}  // namespace runner
