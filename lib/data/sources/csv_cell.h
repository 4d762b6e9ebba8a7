#pragma once

#include <span>
#include <string>
#include <string_view>

#include "data/sources/csv_columns.h"
#include "data/sources/text_look.h"

namespace runner {

/// The number that a cell of a column stands for; false where it is none. `unit`: that of the column's first
/// cell, empty before.
bool read_cell(const CsvColumn& column, const std::string& thousands, std::string& unit,
               std::string_view text, double& value);

/// Its text as messages show it.
std::string shown_cell(std::string_view text);

/// What a text that looks like a number is called, and what to write so that it is read. Empty for others.
struct CellCure {
  std::string what, write;
};

/// `texts`: those of the column, of which `text` is one.
CellCure cure_of(TextLook look, std::string_view text, std::span<const std::string_view> texts,
                 const CsvColumn& column);

/// "; it looks like an amount of money: write parse: {price: currency}", or nothing.
std::string cell_hint(std::string_view text, const CsvColumn& column);

/// The same for a cell that can't be read as its column is; nothing where it is no number in any way.
std::string parse_hint(const CsvColumn& column, const std::string& thousands, std::string_view text);

}  // namespace runner
