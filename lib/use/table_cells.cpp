#include "use/table_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "base/files.h"
#include "base/memory.h"
#include "base/stop.h"
#include "base/text.h"
#include "data/sources/csv_cell.h"
#include "data/sources/csv_file.h"
#include "data/sources/csv_layout.h"
#include "use/refused.h"

// All that this folder knows of how tables are read.

namespace runner {

namespace {

/// What opening a file has against it is no mistake of an experiment's file, but of the command.
class RefusingSink final : public ErrorSink {
 public:
  void error(std::string_view /*parameter*/, std::string message) override { throw Refused(message); }
  void warning(std::string_view /*parameter*/, std::string /*message*/) override {}
};

CsvConfig config_for(const std::filesystem::path& file, const DataConfig& trained_on) {
  const auto* csv = dynamic_cast<const CsvConfig*>(&trained_on);
  CsvConfig config = csv ? *csv : CsvConfig();
  config.path = file;
  return config;
}

bool lies_in(std::string_view part, std::string_view whole) {
  const std::less_equal<const char*> before;
  return before(whole.data(), part.data()) && before(part.data() + part.size(), whole.data() + whole.size());
}

std::string_view moved(std::string_view part, std::string_view from, std::string_view to) {
  return to.substr(static_cast<std::size_t>(part.data() - from.data()), part.size());
}

/// Whether a file without a header was trained on: then the first of few rows is no header either.
bool are_numbered(const FeatureColumns& columns) {
  constexpr std::string_view word = "column";
  return std::ranges::all_of(columns, [&](const FeatureColumn& column) {
    return column.name.starts_with(word) && parse_integer(column.name.substr(word.size())).has_value();
  });
}

bool names_any(const std::vector<std::string>& header, const FeatureColumns& columns) {
  return std::ranges::any_of(columns, [&](const FeatureColumn& column) {
    return std::ranges::find(header, column.name) != header.end();
  });
}

}  // namespace

TableCells::TableCells(const std::filesystem::path& file, const DataConfig& trained_on,
                       const FeatureColumns& columns, CsvMistakes& mistakes)
    : config_(config_for(file, trained_on)), is_missing_(missing_config(config_.missing).markers) {
  RefusingSink sink;
  DataFiles files;
  CsvText text(open_table(file, "path", files, config_.skip_rows > 0, sink), config_.encoding);
  auto layout = begin_table(config_, is_missing_, text, sink, mistakes, 1);
  if (!layout) return;
  CsvReader reader(text, layout->dialect, layout->first_line, mistakes);
  std::vector<CsvCell> record;
  do {
    if (reader.next(record)) continue;
    if (!mistakes.any()) throw Refused(fmt::format("'{}' is empty", file.string()));
    return;
  } while (reader.parser().filled() == 0);
  begin_ = mistakes.place_of(record.front());
  header_ = column_names(config_, *layout, record);
  if (layout->has_header && config_.header.index() == 0 && are_numbered(columns) &&
      !names_any(header_, columns)) {
    layout->has_header = false;
    header_ = column_names(config_, *layout, record);
  }
  for (std::size_t i = 0; i < header_.size(); ++i) {
    CsvColumn& column = columns_.emplace_back(CsvColumn{.position = i, .name = header_[i], .place = begin_});
    if (i < layout->decimals.size()) column.decimal = layout->decimals[i];
    for (const auto& [name, how] : config_.parse)
      if (name == header_[i]) column.parsing = parsing_named(how).value_or(CsvParsing());
  }
  const std::size_t width = header_.size();
  if (!layout->has_header) add(record, reader.record(), reader.record_line());
  while (reader.next(record, width + 1)) {
    look_at_stop();
    const std::size_t count = reader.parser().cell_count();
    if (reader.parser().filled() == 0) continue;
    if (count < width || reader.parser().filled() > width) {
      mistakes.add(
          count > width ? record[width] : record.back(),
          fmt::format("row {}: {} cells, but the header names {} columns", rows() + 1, count, width));
      continue;
    }
    add(record, reader.record(), reader.record_line());
  }
}

void TableCells::add(const std::vector<CsvCell>& record, std::string_view text, int line) {
  require_memory(static_cast<std::int64_t>(text.size() + header_.size() * sizeof(CsvCell)));
  const std::string& kept = rows_.emplace_back(Row{std::string(text), line}).text;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const CsvCell& cell = record[i];
    const bool as_written = lies_in(cell.text, text);
    const std::string_view own =
        as_written ? moved(cell.text, text, kept) : unescaped_.emplace_back(cell.text);
    cells_.push_back({own, lies_in(cell.written, text) ? moved(cell.written, text, kept) : kept});
  }
}

std::optional<double> TableCells::number(std::size_t row, std::size_t column) const {
  std::string unit;
  double value = 0;
  if (!read_cell(columns_[column], config_.thousands, unit, cell(row, column), value)) return std::nullopt;
  return value;
}

Place TableCells::place_of(std::size_t row, std::size_t column, CsvMistakes& mistakes) const {
  mistakes.look_at(rows_[row].text, rows_[row].line);
  return mistakes.place_of(cells_[row * header_.size() + column]);
}

std::vector<std::string> missing_texts(const DataConfig& trained_on, std::string_view column) {
  const auto* csv = dynamic_cast<const CsvConfig*>(&trained_on);
  if (!csv) return {};
  const MissingConfig missing = missing_config(csv->missing);
  if (!fills(missing_rule(missing, column).strategy)) return {};
  return MissingMarkers(missing.markers).texts();
}

}  // namespace runner
