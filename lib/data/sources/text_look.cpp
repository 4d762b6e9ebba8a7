// A text that is no number as the options say may still be one to a person. What it looks like is told from
// its characters alone, so that a message can say what to write.
#include "data/sources/text_look.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "data/sources/csv_numbers.h"

namespace runner {
namespace {

bool is_decimal_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::array<std::string_view, 12> currency_signs = {"$", "€", "£", "¥", "₹",  "₽",
                                                             "₩", "₺", "₪", "฿", "zł", "kr"};
constexpr std::array<std::string_view, 20> currency_codes = {"USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR",
                                                             "RUB", "PLN", "SEK", "NOK", "DKK", "CZK", "HUF",
                                                             "BRL", "CAD", "AUD", "KRW", "TRY", "MXN"};

bool is_currency(std::string_view unit) {
  const auto is_in = [&](const auto& list) { return std::ranges::find(list, unit) != list.end(); };
  return is_in(currency_signs) || is_in(currency_codes) || unit == "US$" || unit == "R$" || unit == "Rs" ||
         unit == "Rs." || unit == "A$" || unit == "C$";
}

/// A text cut into what stands before its number, the number, and what stands behind.
struct Parts {
  std::string_view before, number, behind;
};

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view wide = "\xC2\xA0", narrow = "\xE2\x80\xAF";  // blanks that break no line
  while (true) {
    if (text.starts_with(' ') || text.starts_with('\t'))
      text.remove_prefix(1);
    else if (text.ends_with(' ') || text.ends_with('\t'))
      text.remove_suffix(1);
    else if (text.starts_with(wide))
      text.remove_prefix(wide.size());
    else if (text.ends_with(wide))
      text.remove_suffix(wide.size());
    else if (text.starts_with(narrow))
      text.remove_prefix(narrow.size());
    else if (text.ends_with(narrow))
      text.remove_suffix(narrow.size());
    else
      return text;
  }
}

bool belongs_to_number(std::string_view text, std::size_t i) {
  const char c = text[i];
  if (is_decimal_digit(c) || c == '.' || c == ',' || c == '-' || c == '+' || c == '\'') return true;
  const bool between = i > 0 && i + 1 < text.size() && is_decimal_digit(text[i - 1]);
  if (c == ' ') return between && is_decimal_digit(text[i + 1]);
  return between && (c == 'e' || c == 'E') && (is_decimal_digit(text[i + 1]) || text[i + 1] == '-');
}

Parts parts_of(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size() && !is_decimal_digit(text[begin])) ++begin;
  if (begin == text.size()) return {text, {}, {}};
  while (begin > 0 && (text[begin - 1] == '.' || text[begin - 1] == ',')) --begin;
  std::size_t end = begin;
  while (end < text.size() && belongs_to_number(text, end)) ++end;
  std::string_view before = text.substr(0, begin);
  if (before.starts_with('-') || before.starts_with('+')) before.remove_prefix(1);  // "-$5", "-5 %"
  return {without_blanks(before), text.substr(begin, end - begin), without_blanks(text.substr(end))};
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_decimal_digit);
}

/// The digits between separators.
bool groups_of_three(std::string_view text, std::string_view separator, std::size_t& groups) {
  groups = 0;
  for (std::size_t at; (at = text.find(separator)) != std::string_view::npos; ++groups) {
    const std::string_view group = text.substr(0, at);
    if (!all_digits(group) || (groups == 0 ? group.size() > 3 || group[0] == '0' : group.size() != 3))
      return false;
    text.remove_prefix(at + separator.size());
  }
  return groups > 0 && all_digits(text) && text.size() == 3;
}

TextLook look_of_number(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  std::size_t groups = 0;
  if (parse_number(text) || is_too_large(text)) {
    const bool may_be_group = groups_of_three(digits, ".", groups);
    return digits.find('.') == std::string_view::npos || may_be_group ? TextLook::number
                                                                      : TextLook::point_number;
  }
  if (groups_of_three(digits, ",", groups)) return groups == 1 ? TextLook::comma_group : TextLook::thousands;
  if (read_number(text, {',', ""})) return TextLook::comma_number;
  if (digits.empty() || !is_decimal_digit(digits.front())) return TextLook::text;
  for (const std::string_view separator : {".", ",", "'", " ", "’"}) {
    for (const char decimal : {'.', ','}) {
      if (separator[0] != decimal && read_number(text, {decimal, std::string(separator)}))
        return TextLook::thousands;
    }
  }
  return TextLook::text;
}

bool is_letter_of_unit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<signed char>(c) < 0 || c == '/' ||
         c == '^' || c == '.' || c == ' ' || c == '"' || c == '\'' || is_decimal_digit(c);
}

bool is_unit(std::string_view unit) {
  constexpr std::size_t longest = 12;
  return !unit.empty() && unit.size() <= longest && !is_decimal_digit(unit.front()) && unit.front() != '.' &&
         std::all_of(unit.begin(), unit.end(), is_letter_of_unit);
}

/// Digits, one separator, digits, the same separator, digits; or digits with colons. A time may stand behind.
bool is_date(std::string_view text) {
  const auto number = [&](std::size_t most) {
    std::size_t n = 0;
    while (n < text.size() && n < most && is_decimal_digit(text[n])) ++n;
    text.remove_prefix(n);
    return n;
  };
  const auto time = [&] {
    if (const auto hour = number(2); hour == 0 || !text.starts_with(':')) return false;
    while (text.starts_with(':')) {
      text.remove_prefix(1);
      if (number(2) != 2) return false;
    }
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      if (number(9) == 0) return false;
    }
    constexpr std::size_t longest_zone = 6;
    return text.size() <= longest_zone;  // "Z", "+01:00", " AM"
  };
  const std::string_view whole = text;
  if (time()) return true;
  text = whole;
  const std::size_t first = number(4);
  if (first == 0 || text.empty() || std::string_view("-/.").find(text[0]) == std::string_view::npos)
    return false;
  const char separator = text[0];
  text.remove_prefix(1);
  const std::size_t second = number(2);
  if (second == 0 || !text.starts_with(separator)) return false;
  text.remove_prefix(1);
  const std::size_t third = number(4);
  if (third == 0 || third == 3 || first == 3 || (first == 4 && third == 4)) return false;
  if (first < 2 && third < 2) return false;
  if (text.empty()) return true;
  if (text[0] != ' ' && text[0] != 'T') return false;
  text.remove_prefix(1);
  return time();
}

/// "12 Mar 2020", "March 12, 2020", "12-Mar-20"
bool names_month(std::string_view text) {
  static constexpr std::array<std::string_view, 12> months = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  constexpr std::size_t shortest = 6, longest = 30, abbreviated = 3;
  if (text.size() < shortest || text.size() > longest) return false;
  if (!is_decimal_digit(text.front()) && !is_decimal_digit(text.back())) return false;
  const std::string lower = lower_case(text);
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto begin = std::ranges::find_if(lower, is_letter);
  const auto end = std::find_if_not(begin, lower.end(), is_letter);
  const std::string_view letters(begin, end);
  return std::ranges::any_of(months, [&](std::string_view month) {
    return letters == month || letters == month.substr(0, abbreviated);
  });
}

}  // namespace

TextLook look_of(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.empty() || text.size() > longest) return TextLook::text;
  const TextLook number = look_of_number(text);
  if (number != TextLook::text) return number;
  if (is_date(text) || names_month(text)) return TextLook::date;
  const auto [before, digits, behind] = parts_of(text);
  if (digits.empty() || look_of_number(digits) == TextLook::text) return TextLook::text;
  if (before.empty() && behind == "%") return TextLook::percent;
  if (before.empty() != behind.empty() && is_currency(before.empty() ? behind : before))
    return TextLook::currency;
  return before.empty() && is_unit(behind) ? TextLook::unit : TextLook::text;
}

LookOfTexts look_of_texts(std::span<const std::string_view> texts) {
  std::map<TextLook, std::pair<std::size_t, std::string_view>> looks;  // how many, and the first
  std::set<std::string_view> units;
  for (const std::string_view text : texts) {
    const TextLook look = look_of(text);
    ++looks.try_emplace(look, 0, text).first->second.first;
    if (look == TextLook::unit) units.insert(unit_of(text));
  }
  if (units.size() > 1) return {};
  const std::size_t plain = looks.contains(TextLook::text) ? looks[TextLook::text].first : 0;
  looks.erase(TextLook::text);
  if (looks.empty() || 10 * plain > texts.size()) return {};
  const auto most = std::ranges::max_element(
      looks, [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  if (most->first == TextLook::unit && most->second.first < 2) return {};
  return {most->first, most->second.second};
}

bool read_with_thousands(TextLook look, char decimal, std::span<const std::string_view> texts) {
  return decimal == ',' && (look == TextLook::number || look == TextLook::point_number) &&
         std::ranges::all_of(texts,
                             [](std::string_view text) { return read_number(text, {',', "."}).has_value(); });
}

bool are_identifiers(std::size_t different, std::size_t rows) {
  constexpr std::size_t least_rows = 8;
  return rows >= least_rows && 4 * different > 3 * rows;
}

std::string_view unit_of(std::string_view text) {
  const Parts parts = parts_of(text);
  return parts.before.empty() ? parts.behind : parts.before;
}

std::string without_unit(std::string_view text) {
  return std::string(text.starts_with('-') ? "-" : "").append(parts_of(text).number);
}

}  // namespace runner
