#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace runner {

/// What a text looks like to a person. Only the first four are read without being asked for.
enum class TextLook {
  text,
  number,        ///< 12, 1.234 (which may be 1234 elsewhere), 1e5
  point_number,  ///< with a decimal point beyond doubt: 1.5, 0.123
  comma_number,  ///< with a decimal comma beyond doubt: 1,5
  comma_group,   ///< 1,234: the comma may be either
  thousands,     ///< 1,234,567, 1.234,5, 1 234
  percent,       ///< 32%
  currency,      ///< $37, 37 EUR
  unit,          ///< 35 kg
  date           ///< 2020-01-31, 31.01.20 10:00, 10:00
};
TextLook look_of(std::string_view text);

/// What a column of these different texts looks like, by most of them, and one of these. `text` where they
/// are categories: "1st", "2nd", "3rd" are no measures of one unit.
struct LookOfTexts {
  TextLook look = TextLook::text;
  std::string_view example = {};
};
LookOfTexts look_of_texts(std::span<const std::string_view> texts);

/// Whether it is points between groups of three digits that these texts have, in a column with decimal
/// commas.
bool read_with_thousands(TextLook look, char decimal, std::span<const std::string_view> texts);

/// Whether so many different texts in so many rows are rather names than categories: a text that no other row
/// has tells nothing about other rows.
bool are_identifiers(std::size_t different, std::size_t rows);

/// What stands behind (or, of a currency, in front of) the number: "kg", "$".
std::string_view unit_of(std::string_view text);
/// The number without it, with its sign.
std::string without_unit(std::string_view text);

}  // namespace runner
