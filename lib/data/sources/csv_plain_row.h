#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace runner {

/// What a row is that holds nothing but numbers, as they are written most: most rows of most large tables.
struct CsvPlainRow {
  struct Cell {
    bool is_read = false;  ///< else it may hold anything but a quote
    std::size_t to = 0;    ///< its number's place among those of the row
    char decimal = '.';
  };
  std::vector<Cell> cells;  ///< all of the row
  char delimiter = ',';
  std::string comment;  ///< lines that begin with it are no rows; none where it is empty
};

/// The numbers of the row at the begin of a text, to the bits that CsvParser and `read_plain_number` give.
/// Returns the row's length, its line end too; 0 where it is no such row, or not surely whole in the text:
/// then there may be anything in `values`.
std::size_t read_plain_row(std::string_view text, const CsvPlainRow& how, double* values);

}  // namespace runner
