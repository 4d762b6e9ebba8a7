#include "data/sources/csv_numbers.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"

// Most numbers have few digits: m · 10^-k with m below 2^53 and 10^k exact in a double is one division, which
// rounds right (Clinger 1990, How to read floating point numbers accurately). All others take the long way.

namespace runner {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                           1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

constexpr std::uint64_t ones = 0x0101010101010101, zeros = '0' * ones, high_bits = 0x80 * ones;
constexpr std::size_t word = sizeof(std::uint64_t);

template <class T>
std::uint64_t load(const char* from) {
  T bytes = 0;
  std::memcpy(&bytes, from, sizeof(T));
  return bytes;
}

/// Eight digits that lie in memory in this order, and whether they are digits (Lemire, Quickly parsing eight
/// digits, 2018).
bool are_digits(std::uint64_t eight) {
  constexpr std::uint64_t above = 0x46 * ones;
  return (((eight + above) | (eight - zeros)) & high_bits) == 0;
}
std::uint64_t value_of(std::uint64_t eight) {
  constexpr std::uint64_t pairs = 0x000000FF000000FF, hundreds = 0x000F424000000064,
                          ones_and_ten_thousands = 0x0000271000000001;
  eight -= zeros;
  eight = eight * 10 + (eight >> 8U);
  return (((eight & pairs) * hundreds) + (((eight >> 16U) & pairs) * ones_and_ten_thousands)) >> 32U;
}

/// The last sixteen characters of up to sixteen, with zeros in front: eight and eight.
struct Sixteen {
  std::uint64_t first, last;
};
Sixteen right_aligned(std::string_view text) {
  const std::size_t size = text.size();
  const char* const begin = text.data();
  const char* const end = begin + size;
  if (size == 2 * word) return {load<std::uint64_t>(begin), load<std::uint64_t>(end - word)};
  if (size > word) {
    const std::size_t missing = 8 * (2 * word - size);
    return {(load<std::uint64_t>(begin) << missing) | (zeros >> (8 * word - missing)),
            load<std::uint64_t>(end - word)};
  }
  if (size == word) return {zeros, load<std::uint64_t>(begin)};
  std::uint64_t bytes = 0;
  if (size >= word / 2) {
    bytes = load<std::uint32_t>(begin) | (load<std::uint32_t>(end - word / 2) << (8 * (size - word / 2)));
  } else {
    for (std::size_t i = 0; i < size; ++i) bytes |= load<std::uint8_t>(begin + i) << (8 * i);
  }
  return {zeros, (bytes << (8 * (word - size))) | (zeros >> (8 * size))};
}

/// Takes a character out that is one of the eight, and returns how many stand behind it; -1 where it is none.
/// Those in front of it move up, `carry` is the new first one.
int take_out(std::uint64_t& eight, char c, std::uint64_t carry) {
  const std::uint64_t other = eight ^ (static_cast<unsigned char>(c) * ones);
  const std::uint64_t found = (other - ones) & ~other & high_bits;
  if (found == 0) return -1;
  const int bit = std::countr_zero(found) & ~7;
  const std::uint64_t up_to = bit == 56 ? ~std::uint64_t{0} : (std::uint64_t{1} << (bit + 8)) - 1;
  eight = (eight & ~up_to) | (((eight << 8U) | carry) & up_to);
  return 7 - bit / 8;
}

/// Eight characters at once, for sixteen at most.
bool read_words(std::string_view text, char decimal, std::uint64_t& digits, int& behind) {
  auto [first, last] = right_aligned(text);
  behind = take_out(last, decimal, first >> 56U);
  if (behind >= 0) {
    first = (first << 8U) | '0';
  } else if (behind = take_out(first, decimal, '0'); behind >= 0) {
    behind += 8;
  } else {
    behind = 0;
  }
  if (!are_digits(last)) return false;
  if (first == zeros) {
    digits = value_of(last);
    return true;
  }
  if (!are_digits(first)) return false;
  constexpr std::uint64_t power = 100'000'000;
  digits = value_of(first) * power + value_of(last);
  return true;
}

/// One after the other.
bool read_characters(std::string_view text, char decimal, std::uint64_t& digits, int& behind) {
  constexpr std::size_t most_digits = 18;
  const std::size_t point = std::min(text.find(decimal), text.size());
  behind = static_cast<int>(text.size() - point) - (point < text.size() ? 1 : 0);
  if (text.size() > most_digits + 1) return false;
  digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == point) continue;
    if (!is_digit(text[i])) return false;
    digits = 10 * digits + static_cast<std::uint64_t>(text[i] - '0');
  }
  return true;
}

/// The short way; false where the long one is to be gone.
bool read_short(std::string_view text, char decimal, double& value) {
  constexpr std::uint64_t exact = std::uint64_t{1} << 53U;
  if (text.empty()) return false;
  // Signs come as they like: no branch is taken for them.
  const bool negative = text.front() == '-';
  const std::size_t sign = static_cast<std::size_t>(negative) | static_cast<std::size_t>(text.front() == '+');
  text = {text.data() + sign, text.size() - sign};
  if (text.empty() || (text.size() == 1 && text.front() == decimal)) return false;
  std::uint64_t digits = 0;
  int behind = 0;
  const bool by_words = std::endian::native == std::endian::little && text.size() <= 2 * word;
  if (by_words ? !read_words(text, decimal, digits, behind) : !read_characters(text, decimal, digits, behind))
    return false;
  if (digits > exact) return false;
  value = static_cast<double>(digits) / powers[static_cast<std::size_t>(behind)];
  if (negative) value = -value;
  return true;
}

/// Whether groups of digits are right: one to three of them, then three each.
bool ungrouped(std::string_view text, const NumberStyle& style, std::string& plain) {
  std::size_t i = 0, run = 0;
  bool grouped = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) plain += text[i++];
  while (i < text.size()) {
    if (is_digit(text[i])) {
      ++run;
      plain += text[i++];
    } else if (text.substr(i).starts_with(style.thousands)) {
      if (run == 0 || run > 3 || (grouped && run != 3)) return false;
      grouped = true;
      run = 0;
      i += style.thousands.size();
    } else {
      break;
    }
  }
  if (grouped && run != 3) return false;
  plain += text.substr(i);
  return true;
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
  if (is_digit(c) || c == '.' || c == ',' || c == '-' || c == '+' || c == '\'') return true;
  const bool between = i > 0 && i + 1 < text.size() && is_digit(text[i - 1]);
  if (c == ' ') return between && is_digit(text[i + 1]);
  return between && (c == 'e' || c == 'E') && (is_digit(text[i + 1]) || text[i + 1] == '-');
}

Parts parts_of(std::string_view text) {
  std::size_t begin = 0;
  while (begin < text.size() && !is_digit(text[begin])) ++begin;
  if (begin == text.size()) return {text, {}, {}};
  while (begin > 0 && (text[begin - 1] == '.' || text[begin - 1] == ',')) --begin;
  std::size_t end = begin;
  while (end < text.size() && belongs_to_number(text, end)) ++end;
  std::string_view before = text.substr(0, begin);
  if (before.starts_with('-') || before.starts_with('+')) before.remove_prefix(1);  // "-$5", "-5 %"
  return {without_blanks(before), text.substr(begin, end - begin), without_blanks(text.substr(end))};
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
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
  if (digits.empty() || !is_digit(digits.front())) return TextLook::text;
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
         c == '^' || c == '.' || c == ' ' || c == '"' || c == '\'' || is_digit(c);
}

bool is_unit(std::string_view unit) {
  constexpr std::size_t longest = 12;
  return !unit.empty() && unit.size() <= longest && !is_digit(unit.front()) && unit.front() != '.' &&
         std::all_of(unit.begin(), unit.end(), is_letter_of_unit);
}

/// Digits, one separator, digits, the same separator, digits; or digits with colons. A time may stand behind.
bool is_date(std::string_view text) {
  const auto number = [&](std::size_t most) {
    std::size_t n = 0;
    while (n < text.size() && n < most && is_digit(text[n])) ++n;
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
  if (!is_digit(text.front()) && !is_digit(text.back())) return false;
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

bool read_plain_number(std::string_view text, char decimal, double& value) {
  if (read_short(text, decimal, value)) [[likely]]
    return true;
  const auto number = read_number(text, {decimal, ""});
  value = number.value_or(0);
  return number.has_value();
}

std::optional<double> read_number(std::string_view text, const NumberStyle& style) {
  double value = 0;
  if (style.thousands.empty() && read_short(text, style.decimal, value)) return value;
  if (style.decimal == '.' && style.thousands.empty()) return parse_number(text);
  std::string plain;
  if (style.thousands.empty()) {
    plain = text;
  } else if (!ungrouped(text, style, plain)) {
    return std::nullopt;
  }
  if (style.decimal != '.') {
    if (plain.find('.') != std::string::npos) return std::nullopt;
    if (const std::size_t comma = plain.find(style.decimal); comma != std::string::npos) plain[comma] = '.';
  }
  return parse_number(plain);
}

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

std::optional<double> read_date(const std::string& text, const std::string& format) {
  constexpr double seconds_a_day = 86400;
  const auto days = [&](const char* pattern) -> std::optional<double> {
    struct tm time{};
    time.tm_mday = 1;
    time.tm_year = 70;
    const char* const end = ::strptime(text.c_str(), pattern, &time);
    if (end == nullptr || *end != '\0') return std::nullopt;
    return static_cast<double>(::timegm(&time)) / seconds_a_day;
  };
  if (!format.empty()) return days(format.c_str());
  for (const char* pattern : {"%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M",
                              "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%SZ"}) {
    if (const auto found = days(pattern)) return found;
  }
  return std::nullopt;
}

std::vector<std::string> date_formats(std::span<const std::string_view> texts) {
  // Of the four digits of a year strptime would be content with two, those of the year 20.
  constexpr std::array<std::string_view, 21> days = {
      "%d.%m.%y", "%d.%m.%Y", "%d/%m/%y",  "%d/%m/%Y",  "%m/%d/%y", "%m/%d/%Y", "%d-%m-%y",
      "%d-%m-%Y", "%m-%d-%y", "%m-%d-%Y",  "%Y/%m/%d",  "%Y.%m.%d", "%d-%b-%y", "%d-%b-%Y",
      "%d %b %y", "%d %b %Y", "%b %d, %Y", "%d. %b %Y", "%b %d %Y", "%b-%d-%Y", "%d/%b/%Y"};
  constexpr std::array<std::string_view, 7> times = {
      "", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M", "T%H:%M:%S"};
  constexpr std::array<std::string_view, 5> times_alone = {"%H:%M", "%H:%M:%S", "%H.%M.%S", "%I:%M %p",
                                                           "%I:%M:%S %p"};
  constexpr double year_1000 = -354'285;
  const auto reads_all = [&](const std::string& format) {
    return std::ranges::all_of(texts, [&](std::string_view text) {
      const auto day = read_date(std::string(text), format);
      return day && *day > year_1000;
    });
  };
  if (texts.empty()) return {};
  if (reads_all("")) return {"date"};
  std::vector<std::string> found;
  for (const std::string_view day : days) {
    for (const std::string_view time : times) {
      std::string format = std::string(day).append(time);
      if (reads_all(format)) found.push_back(std::move(format));
    }
  }
  for (const std::string_view time : times_alone)
    if (found.empty() && reads_all(std::string(time))) found.emplace_back(time);
  return found;
}

}  // namespace runner
