#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace runner {

/// How numbers are written in a table.
struct NumberStyle {
  char decimal = '.';
  std::string thousands;  ///< what stands between groups of three digits; nothing where it is empty
};

/// A whole text as `parse_number` reads it, in that style, and to the same bits. Nothing where it is anything
/// else, also where groups of digits are not as they should be.
std::optional<double> read_number(std::string_view text, const NumberStyle& style);

/// The same without separators of thousands; false and 0 where it is none.
bool read_plain_number(std::string_view text, char decimal, double& value);

}  // namespace runner
