#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources/csv.h"
#include "data/sources/csv_reader.h"
#include "data/sources/missing_markers.h"

namespace runner {

/// How a table is laid out, as far as its first rows show.
struct CsvLayout {
  CsvDialect dialect;
  bool has_header = true;
  int first_line = 1;                ///< number of the first line that was not skipped
  std::size_t width = 0;             ///< columns
  double bytes_per_row = 0;          ///< about
  std::vector<char> decimals;        ///< per column
  std::vector<bool> empty;           ///< per column: no value in any of these rows
  std::vector<bool> counts;          ///< per column: its values number the rows, from 0 or 1
  std::vector<std::string> decided;  ///< what `auto` came to where it is not the plain default: "no header"
};

/// Finds out what the options leave to `auto`. `text`: the begin of the file behind skipped lines, `last` if
/// it is all; its first line is number `line`. Reports what can't be decided; nothing then.
/// A table to learn from has a feature and a target; one to predict for may have a single column.
std::optional<CsvLayout> find_layout(const CsvConfig& config, const MissingMarkers& is_missing,
                                     std::string_view text, bool last, int line, CsvMistakes& mistakes,
                                     std::size_t least_columns = 2);

/// "encoding windows-1252", where `auto` came to that; else empty.
std::string encoding_note(const CsvConfig& config, Encoding found);

/// The begin of a table: lines that the options leave out are dropped, and its first rows looked at. Reports
/// what is wrong; nothing then.
std::optional<CsvLayout> begin_table(const CsvConfig& config, const MissingMarkers& is_missing, CsvText& text,
                                     ErrorSink& sink, CsvMistakes& mistakes, std::size_t least_columns = 2);

}  // namespace runner
