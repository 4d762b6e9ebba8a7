#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/sources/csv_layout.h"

namespace runner {

/// How the cells of a column are read, by the option `parse`.
struct CsvParsing {
  enum class Kind { automatic, number, percent, currency, unit, date } kind = Kind::automatic;
  std::string format;  ///< of a date, for strptime; ISO 8601 where it is empty
};

/// A column of the file that is read.
struct CsvColumn {
  std::size_t position = 0;  ///< in a record
  std::string name;
  Place place;  ///< in the header, or in the first row where there is none
  char decimal = '.';
  CsvParsing parsing = {};
  bool categorical = false;  ///< categories even if they look like numbers
  bool empty = false;        ///< it had no value in the first rows: it is left out, unless one comes
  bool listed = false;       ///< the option `features` names it
};

/// What is read of a record.
struct CsvColumns {
  std::size_t width = 0;   ///< of a record
  bool has_header = true;  ///< by which that is known
  std::vector<CsvColumn> features, targets;
  std::optional<CsvColumn> group, part;  ///< what says how rows are divided
};

/// "percent" and the like of the option `parse`, or a date's format. Nothing for another word.
std::optional<CsvParsing> parsing_named(const std::string& how);

/// What the columns are called: as the header or the option says, column0 and so on without a name.
std::vector<std::string> column_names(const CsvConfig& config, const CsvLayout& layout,
                                      const std::vector<CsvCell>& first);

/// Finds the columns that a config names. `first`: the first record, at which `mistakes` looks. Reports names
/// that are unknown or named twice, and tells what is wrong with the header itself to `mistakes`.
std::optional<CsvColumns> choose_columns(const CsvConfig& config, const CsvLayout& layout,
                                         const std::vector<CsvCell>& first, ErrorSink& sink,
                                         CsvMistakes& mistakes);

/// The same columns in the header of another file, which the option `parameter` names; those that are not
/// read may be others. Reports those that it lacks.
std::optional<CsvColumns> same_columns(const CsvColumns& columns, const std::vector<CsvCell>& header,
                                       const std::string& parameter, ErrorSink& sink, CsvMistakes& mistakes);

/// The same columns in another file of the table, whose first record is `first` and which the option
/// `parameter` names; those that are not read may be others. Reports those that it lacks.
std::optional<CsvColumns> same_columns(const CsvConfig& config, const CsvColumns& columns,
                                       const CsvLayout& layout, const std::vector<CsvCell>& first,
                                       const std::string& parameter, ErrorSink& sink, CsvMistakes& mistakes);

}  // namespace runner
