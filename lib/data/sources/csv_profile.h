#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/sources/csv.h"
#include "data/sources/csv_numbers.h"
#include "data/sources/text_look.h"

namespace runner {

/// What a column of a table holds, as far as its cells show.
struct ColumnProfile {
  enum class Kind {
    empty,       ///< no cell has a value
    whole,       ///< whole numbers
    number,      ///< numbers
    category,    ///< texts of which there are few
    identifier,  ///< texts that are nearly all different
    looks,       ///< texts that look like numbers: `look`
    mixed        ///< numbers and texts
  };
  std::string name;
  Kind kind = Kind::empty;
  TextLook look = TextLook::text;
  std::uint64_t missing = 0, present = 0;  ///< cells
  double lowest = 0, highest = 0;          ///< of numbers
  /// How many cells have each value as it is written; of a column with more than `most_values` different ones
  /// these alone, the first ones.
  std::map<std::string, std::uint64_t, std::less<>> values;
  bool has_more_values = false;
  std::vector<std::string> examples;  ///< the first different values

  static constexpr std::size_t most_values = 10'000;
};

/// What a table holds, whatever it may be used for.
struct TableProfile {
  std::uint64_t rows = 0;
  std::vector<ColumnProfile> columns;
  std::vector<std::string> decided;  ///< how it is written, where that is not the plain default
};

/// Reads the whole table; none of its columns needs to be usable. Nothing after an error.
std::optional<TableProfile> profile_table(const CsvConfig& config, ErrorSink& sink, Diagnostics& diagnostics,
                                          DataFiles& files);

/// "whole", "category", "percent", …: for people.
std::string kind_text(const ColumnProfile& column);

}  // namespace runner
