#include "data/sources/csv_cell.h"

#include <fmt/format.h>

#include <cctype>
#include <optional>
#include <vector>

#include "base/text.h"
#include "data/sources/csv_numbers.h"
#include "data/sources/dates.h"

namespace runner {
namespace {

/// "parse: {when: date}", where it is to be read in another way with that.
std::string date_cure(std::span<const std::string_view> texts, const std::string& column) {
  const std::vector<std::string> formats = date_formats(texts);
  if (formats.empty())
    return fmt::format("parse: {{{}: \"%d.%m.%Y\"}} with its format (days since 1970)", column);
  if (formats.front() == "date") return fmt::format("parse: {{{}: date}} (days since 1970)", column);
  const std::string either = formats.size() > 1 ? fmt::format(", or \"{}\"", formats[1]) : "";
  return fmt::format("parse: {{{}: \"{}\"}}{} (days since 1970)", column, formats.front(), either);
}

}  // namespace

std::string shown_cell(std::string_view text) {
  constexpr std::size_t longest = 60;
  return shortened(text, longest);
}

CellCure cure_of(TextLook look, std::string_view text, std::span<const std::string_view> texts,
                 const CsvColumn& in) {
  const std::string& column = in.name;
  const auto parse = [&](std::string_view how) { return fmt::format("parse: {{{}: {}}}", column, how); };
  if (read_with_thousands(look, in.decimal, texts))
    return {"a number with separators of thousands", "thousands: \".\""};
  const auto separator = [&] {
    std::string_view digits = text;
    while (!digits.empty() && (std::isdigit(static_cast<unsigned char>(digits.front())) != 0 ||
                               digits.front() == '-' || digits.front() == '+'))
      digits.remove_prefix(1);
    return std::string(digits.substr(0, digits.empty() ? 0 : character_length(digits)));
  };
  switch (look) {
    case TextLook::text:
      return {};
    case TextLook::number:
    case TextLook::point_number:
      return {"a number with a decimal point", "decimal: \".\""};
    case TextLook::comma_number:
      return {"a number with a decimal comma", "decimal: \",\""};
    case TextLook::comma_group:
      return {"a number whose comma may be either", "decimal: \",\" or thousands: \",\""};
    case TextLook::thousands:
      return {"a number with separators of thousands", fmt::format("thousands: \"{}\"", separator())};
    case TextLook::percent:
      return {"a percentage", parse("percent")};
    case TextLook::currency:
      return {"an amount of money", parse("currency")};
    case TextLook::unit:
      return {"a number with a unit", parse("unit")};
    case TextLook::date:
      return {"a date or a time", date_cure(texts, column)};
  }
  return {};
}

std::string cell_hint(std::string_view text, const CsvColumn& column) {
  const CellCure cure = cure_of(look_of(text), text, {&text, 1}, column);
  return cure.write.empty() ? "" : fmt::format("; it looks like {}: write {}", cure.what, cure.write);
}

std::string parse_hint(const CsvColumn& column, const std::string& thousands, std::string_view text) {
  const bool is_date = look_of(text) == TextLook::date;
  if (column.parsing.kind == CsvParsing::Kind::date)
    return is_date ? "; write " + date_cure({&text, 1}, column.name) : "";
  const std::string bare = without_unit(text);
  if (is_date) return cell_hint(text, column);
  return read_number(bare, {column.decimal, thousands}) ? "" : cell_hint(bare, column);
}

bool read_cell(const CsvColumn& column, const std::string& thousands, std::string& unit,
               std::string_view text, double& value) {
  using How = CsvParsing::Kind;
  constexpr double hundred = 100;
  if (thousands.empty() && column.parsing.kind <= How::number) [[likely]]
    return read_plain_number(text, column.decimal, value);
  const NumberStyle style{column.decimal, thousands};
  const auto keep = [&](std::optional<double> number) {
    if (number) value = *number;
    return number.has_value();
  };
  switch (column.parsing.kind) {
    case How::automatic:
    case How::number:
      return keep(read_number(text, style));
    case How::percent:
      if (unit_of(text) != "%" || !keep(read_number(without_unit(text), style))) return false;
      value /= hundred;
      return true;
    case How::date:
      return keep(read_date(std::string(text), column.parsing.format));
    case How::currency:
    case How::unit:
      break;
  }
  const std::string_view found = unit_of(text);
  if (!keep(read_number(without_unit(text), style))) return false;
  if (unit.empty()) unit = found;
  return found.empty() || unit == found;
}

}  // namespace runner
