#pragma once

#include <optional>

#include "data/sources/csv.h"
#include "data/sources/csv_rows.h"

namespace runner {

/// Finds the columns that a config names in the header. Reports names that are unknown or named
/// twice, and tells what is wrong with the header itself to `mistakes`.
std::optional<CsvColumns> choose_columns(const CsvConfig& config, const std::vector<CsvCell>& header,
                                         ErrorSink& sink, CsvMistakes& mistakes);

/// The same columns in the header of another file, which the option `parameter` names; those that are not
/// read may be others. Reports those that it lacks.
std::optional<CsvColumns> same_columns(const CsvColumns& columns, const std::vector<CsvCell>& header,
                                       const std::string& parameter, ErrorSink& sink, CsvMistakes& mistakes);

}  // namespace runner
