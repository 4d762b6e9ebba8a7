#include "data/sources/csv_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/choice.h"
#include "data/sources/csv_columns.h"
#include "data/sources/csv_file.h"
#include "data/sources/csv_layout.h"

namespace runner {

namespace {

constexpr std::size_t most_examples = 3;
constexpr std::size_t longest_value = 1000;  // bytes that are kept of it

/// What the cells of a column come to.
class Study {
 public:
  Study(std::string name, NumberStyle style) : style_(std::move(style)) { column_.name = std::move(name); }

  void add(std::string_view text, const MissingMarkers& is_missing) {
    if (const auto number = read_number(text, style_); number && !is_missing(text)) {
      column_.lowest = numbers_ == 0 ? *number : std::min(column_.lowest, *number);
      column_.highest = numbers_ == 0 ? *number : std::max(column_.highest, *number);
      whole_ = whole_ && *number == std::floor(*number);
      ++numbers_;
    } else if (is_missing(text)) {
      ++column_.missing;
      return;
    }
    ++column_.present;
    count(text.substr(0, longest_value));
  }

  ColumnProfile profile() {
    decide();
    return std::move(column_);
  }

 private:
  void count(std::string_view text) {
    if (const auto found = column_.values.find(text); found != column_.values.end()) {
      ++found->second;
      return;
    }
    if (column_.examples.size() < most_examples) column_.examples.emplace_back(text);
    if (column_.values.size() == ColumnProfile::most_values) {
      column_.has_more_values = true;
    } else {
      column_.values.emplace(text, 1);
    }
  }

  void decide() {
    using Kind = ColumnProfile::Kind;
    if (column_.present == 0) return;
    if (numbers_ == column_.present) {
      column_.kind = whole_ ? Kind::whole : Kind::number;
      return;
    }
    std::vector<std::string_view> texts;
    for (const auto& [text, rows] : column_.values) texts.push_back(text);
    column_.look = look_of_texts(texts).look;
    if (read_with_thousands(column_.look, style_.decimal, texts)) column_.look = TextLook::thousands;
    const bool may_be_number = column_.look == TextLook::number || column_.look == TextLook::point_number;
    if (column_.look != TextLook::text && !(may_be_number && numbers_ > 0)) {
      column_.kind = Kind::looks;
    } else if (are_identifiers(texts.size(), column_.present) || column_.has_more_values) {
      column_.kind = Kind::identifier;
    } else {
      column_.kind = numbers_ > 0 ? Kind::mixed : Kind::category;
    }
  }

  NumberStyle style_;
  ColumnProfile column_;
  std::uint64_t numbers_ = 0;
  bool whole_ = true;
};

std::optional<TableProfile> profile(const CsvConfig& config, ByteStreamPtr bytes, ErrorSink& sink,
                                    CsvMistakes& mistakes) {
  const MissingMarkers is_missing(missing_config(config.missing).markers);
  CsvText text(std::move(bytes), config.encoding);
  const auto layout = begin_table(config, is_missing, text, sink, mistakes);
  if (!layout) return std::nullopt;
  CsvReader reader(text, layout->dialect, layout->first_line, mistakes);
  std::vector<CsvCell> record;
  do {
    if (reader.next(record)) continue;
    if (!mistakes.any()) sink.error("path", "the file is empty");
    return std::nullopt;
  } while (reader.parser().filled() == 0);
  const std::vector<std::string> names = column_names(config, *layout, record);
  std::vector<Study> studies;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const char decimal = i < layout->decimals.size() ? layout->decimals[i] : '.';
    studies.emplace_back(names[i], NumberStyle{decimal, config.thousands});
  }
  TableProfile table{0, {}, layout->decided};
  const auto add = [&] {
    if (reader.parser().filled() == 0) return;  // as in the empty rows at the end of an export
    ++table.rows;
    for (std::size_t i = 0; i < studies.size(); ++i)
      studies[i].add(i < record.size() ? record[i].text : std::string_view(), is_missing);
  };
  if (!layout->has_header) add();
  while (reader.next(record, names.size())) add();
  if (mistakes.any()) return std::nullopt;
  for (Study& study : studies) table.columns.push_back(study.profile());
  if (const std::string note = encoding_note(config, text.encoding()); !note.empty())
    table.decided.push_back(note);
  return table;
}

}  // namespace

std::optional<TableProfile> profile_table(const CsvConfig& config, ErrorSink& sink, Diagnostics& diagnostics,
                                          DataFiles& files) {
  ByteStreamPtr bytes = open_table(config.path, "path", files, config.skip_rows > 0, sink);
  if (!bytes) return std::nullopt;
  try {
    CsvMistakes mistakes(shown_path(config.path), diagnostics);
    return profile(config, std::move(bytes), sink, mistakes);
  } catch (const std::runtime_error& error) {
    sink.error("path", error.what());
    return std::nullopt;
  }
}

std::string kind_text(const ColumnProfile& column) {
  constexpr std::array<std::string_view, 7> kinds = {
      "empty", "whole number", "number", "category", "identifier", "", "mixed"};
  constexpr std::array<std::string_view, 10> looks = {"text",    "number",    "number",  "decimal comma",
                                                      "number?", "thousands", "percent", "currency",
                                                      "unit",    "date"};
  return std::string(column.kind == ColumnProfile::Kind::looks
                         ? looks[static_cast<std::size_t>(column.look)]
                         : kinds[static_cast<std::size_t>(column.kind)]);
}

}  // namespace runner
