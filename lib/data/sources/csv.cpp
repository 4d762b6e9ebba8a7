#include "data/sources/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "data/preprocess/simple_imputer.h"
#include "data/sources/csv_columns.h"
#include "spec/registration.h"

namespace runner {

namespace {

constexpr std::size_t largest_csv = std::size_t{8} << 30U;

bool is_delimiter(const CsvConfig& config) {
  return config.delimiter.size() == 1 &&
         std::string_view("\"\r\n").find(config.delimiter) == std::string::npos;
}

/// A path below the current folder is shown from there on.
std::string shown_path(const std::filesystem::path& path) {
  std::error_code none;
  const auto near = path.lexically_proximate(std::filesystem::current_path(none));
  return near.empty() || near.begin()->string() == ".." ? path.string() : near.string();
}

SourcePtr read_source(const CsvConfig& config, DataFiles& files, ErrorSink& sink) {
  auto source = std::make_shared<Source>();
  source->name = shown_path(config.path);
  try {
    source->text = files.take(config.path, largest_csv);
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (source->text.starts_with(byte_order_mark)) source->text.erase(0, byte_order_mark.size());
  } catch (const std::runtime_error& error) {
    sink.error("path", error.what());
    return nullptr;
  }
  return source;
}

/// The columns that `missing` names are there, and targets are not filled in.
bool check_missing(const MissingConfig& missing, const CsvColumns& columns, ErrorSink& sink) {
  bool good = true;
  for (const auto& [name, rule] : missing.columns) {
    const std::string place = "missing.columns." + name;
    const auto is_it = [&](std::size_t position) { return columns.names[position] == name; };
    if (std::ranges::any_of(columns.targets, is_it)) {
      if (!fills(missing_rule(missing, name).strategy)) continue;
      sink.error(
          place,
          fmt::format("column '{}' is the target, which is never filled in; expected error or drop", name));
    } else if (!std::ranges::any_of(columns.features, is_it)) {
      std::vector<std::string> known;
      for (const std::size_t position : columns.features) known.push_back(columns.names[position]);
      sink.error(place, fmt::format("there is no feature '{}'{}", name, suggestion(name, known)));
    } else {
      continue;
    }
    good = false;
  }
  return good;
}

/// Everything but the target's encoding; nothing after a mistake.
std::optional<CsvRows> read_rows(const CsvConfig& config, CsvReader& reader, TargetKind wanted,
                                 ErrorSink& sink, CsvMistakes& mistakes) {
  std::vector<CsvCell> record;
  if (!reader.next(record)) {
    if (!mistakes.any()) sink.error("path", "the file is empty");
    return std::nullopt;
  }
  auto columns = choose_columns(config, record, sink, mistakes);
  if (!columns) return std::nullopt;
  const MissingConfig missing = missing_config(config.missing);
  if (!check_missing(missing, *columns, sink)) return std::nullopt;
  CsvRows rows(std::move(*columns), wanted, missing, mistakes);
  const std::size_t width = record.size();
  rows.expect(reader.most_records(width), mistakes.source()->text.size());
  bool any_record = false;
  while (reader.next(record, width + 1)) {  // one more shows where a row is too long
    any_record = true;
    if (!rows.add(record, reader.cell_count())) break;
  }
  if (mistakes.any()) return std::nullopt;
  if (rows.rows() > 0) return rows;
  sink.error("path", any_record ? "every row has a missing value and is dropped"
                                : "the file has a header but no rows");
  return std::nullopt;
}

}  // namespace

Spec<CsvConfig> CsvConfig::spec() {
  using C = CsvConfig;
  return Spec<C>("csv", "A table in a CSV file, whose first row names the columns; .gz is unpacked.")
      .source("RFC 4180")
      .required("path", &C::path, "The file, relative to the file that names it.")
      .field("target", &C::target, "The column to be predicted, or a list of columns; by default the last.")
      .field("features", &C::features, "The columns to predict from; by default all others.")
      .field("categorical", &C::categorical,
             "Features of numbers that stand for categories; features of texts are categories anyway. A "
             "category "
             "becomes a column of 0 and 1.")
      .field("missing", &C::missing,
             "What to do about an empty cell, NA, NaN or ?: report an error, drop the row, or fill it in.")
      .field("delimiter", &C::delimiter, "The character between cells.")
      .check("features", "expected at least one column",
             [](const C& c) { return !c.features || !c.features->empty(); })
      .check("target", "expected at least one column",
             [](const C& c) {
               const auto* list = c.target ? std::get_if<1>(&*c.target) : nullptr;
               return !list || !list->empty();
             })
      .check("delimiter", "expected a single character, no quote or line end", is_delimiter);
}

std::optional<Dataset> CsvConfig::load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                                       DataFiles& files) const {
  const SourcePtr source = read_source(*this, files, sink);
  if (!source) return std::nullopt;
  CsvMistakes mistakes(source, diagnostics);
  CsvReader reader(delimiter.front(), mistakes);
  if (mistakes.any()) return std::nullopt;
  auto rows = read_rows(*this, reader, wanted, sink, mistakes);
  if (!rows) return std::nullopt;
  Dataset data;
  if (!rows->take_features(data, sink)) return std::nullopt;
  if (const auto reason = encode_target(rows->take_target(), wanted, data)) {
    sink.error("target", *reason);
    return std::nullopt;
  }
  return data;
}

std::shared_ptr<const PreprocessorConfig> CsvConfig::imputer() const {
  MissingConfig config = missing_config(missing);
  return fills_any(config) ? std::make_shared<const SimpleImputerConfig>(std::move(config)) : nullptr;
}

template Registration<DataConfig> registration<DataConfig, CsvConfig>();

}  // namespace runner
