#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// Days since 1970-01-01, with the time of day as a fraction: an ISO 8601 date, or one in strptime's `format`
/// where that is not empty.
std::optional<double> read_date(const std::string& text, const std::string& format);

/// What `parse` has to say so that all of these are read: "date" for ISO 8601, or formats of strptime, two
/// where day and month may be either. Empty where none of the usual ones fits.
std::vector<std::string> date_formats(std::span<const std::string_view> texts);

}  // namespace runner
