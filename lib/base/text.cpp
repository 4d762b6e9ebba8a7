#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace runner {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view without_sign(std::string_view text, bool& negative) {
  negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  return text;
}

std::optional<double> parse_named(std::string_view digits) {
  const std::string name = lower_case(digits);
  if (name == "inf" || name == ".inf") return HUGE_VAL;
  if (name == "nan" || name == ".nan") return std::nan("");
  return std::nullopt;
}

/// Digits without a sign as a number, infinite where they make one that is too large for a double.
std::optional<double> parse_digits(std::string_view digits) {
  const bool starts_well = !digits.empty() && (is_digit(digits.front()) || digits.front() == '.');
  if (!starts_well) return std::nullopt;
  double value = 0;
  const char* const end = digits.data() + digits.size();
  const auto result = std::from_chars(digits.data(), end, value);
  if (result.ptr != end) return std::nullopt;
  if (result.ec == std::errc()) return value;
  if (result.ec != std::errc::result_out_of_range) return std::nullopt;
  // Too small is zero; the wider type tells which it was.
  long double wide = 0;
  return std::from_chars(digits.data(), end, wide).ec != std::errc() || wide > 1 ? HUGE_VAL : 0.0;
}

/// What digits such as 12.50e1 come to, digit by digit: a double would round 9007199254740992.5.
std::optional<long long> whole_number(std::string_view digits, bool negative) {
  constexpr long long most_digits = 19, far = 1LL << 40U;
  const std::size_t end = std::min(digits.find_first_of("eE"), digits.size());
  std::string_view power = digits.substr(std::min(end + 1, digits.size()));
  if (power.starts_with('+')) power.remove_prefix(1);
  long long exponent = 0;
  if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec ==
      std::errc::result_out_of_range)
    exponent = power.starts_with('-') ? -far : far;
  exponent = std::clamp(exponent, -far, far);
  std::string number;
  const std::size_t point = std::min(digits.find('.'), end);
  number.append(digits.substr(0, point));
  if (point < end) {
    const std::string_view fraction = digits.substr(point + 1, end - point - 1);
    number.append(fraction);
    exponent -= static_cast<long long>(fraction.size());
  }
  while (!number.empty() && number.back() == '0') {
    number.pop_back();
    ++exponent;
  }
  number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
  if (number.empty()) return 0;
  if (exponent < 0 || exponent + static_cast<long long>(number.size()) > most_digits) return std::nullopt;
  number.append(static_cast<std::size_t>(exponent), '0');
  if (negative) number.insert(0, 1, '-');
  long long value = 0;
  if (std::from_chars(number.data(), number.data() + number.size(), value).ec != std::errc())
    return std::nullopt;
  return value;
}

template <class Float>
std::string shortest(Float value) {
  if (std::isnan(value)) return "nan";  // fmt would show the sign of a NaN
  return fmt::format("{}", value);
}

/// The number of bytes of the code point that starts here, or 0 where it is not UTF-8 (RFC 3629, table 3-7 of
/// Unicode).
std::size_t code_point_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
  if (first < 0xE0) return 2;
  if (!follows(2)) return 0;
  if (first < 0xF0) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  const bool overlong = first == 0xF0 && byte(1) < 0x90;
  const bool too_large = first == 0xF4 && byte(1) > 0x8F;
  return overlong || too_large || !follows(3) ? 0 : 4;
}

/// The number of a character of several bytes.
std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i]));
  };
  std::uint32_t point = byte(0) & (0x7FU >> character.size());
  for (std::size_t i = 1; i < character.size(); ++i) point = (point << 6U) | (byte(i) & 0x3FU);
  return point;
}

void append_escape(std::string& text, std::string_view character) {
  if (character == "\n") {
    text += "\\n";
  } else if (character == "\r") {
    text += "\\r";
  } else if (character == "\t") {
    text += "\\t";
  } else if (character.size() == 1) {
    fmt::format_to(std::back_inserter(text), "\\x{:02x}", static_cast<unsigned char>(character.front()));
  } else {
    fmt::format_to(std::back_inserter(text), "\\u{:04x}", code_point(character));
  }
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const char x = to_lower(a[i - 1]), y = to_lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (x == y ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && x == to_lower(b[j - 2]) && y == to_lower(a[i - 2]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> known) {
  // A megabyte of a name is no typing error, and the distance costs its length squared.
  constexpr std::size_t longest_name = 100;
  if (name.size() > longest_name) return std::nullopt;
  const std::string* best = nullptr;
  int best_distance = std::max(1, static_cast<int>(name.size()) / 3) + 1;
  for (const std::string& candidate : known) {
    const int distance = edit_distance(name, candidate);
    // Nothing of the name would be left if every letter was replaced.
    const bool all_replaced = static_cast<std::size_t>(distance) >= std::max(name.size(), candidate.size());
    if (distance >= best_distance || all_replaced) continue;
    best = &candidate;
    best_distance = distance;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string suggestion(std::string_view name, std::span<const std::string> known) {
  if (known.empty()) return "";
  if (const auto near = nearest(name, known)) return fmt::format("; did you mean '{}'?", *near);
  return "; known: " + join(known, ", ");
}

std::string_view article(std::string_view noun) {
  constexpr std::string_view vowels = "aeiouAEIOU";
  return !noun.empty() && vowels.find(noun.front()) != std::string_view::npos ? "an" : "a";
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += separator;
    text += parts[i];
  }
  return text;
}

std::string number_text(double value) {
  return shortest(value);
}
std::string number_text(float value) {
  return shortest(value);
}

std::optional<double> parse_number(std::string_view text) {
  bool negative = false;
  const std::string_view digits = without_sign(text, negative);
  const auto named = parse_named(digits);
  const auto value = named ? named : parse_digits(digits);
  if (!value || (!named && std::isinf(*value))) return std::nullopt;
  return negative ? -*value : value;
}

bool is_too_large(std::string_view text) {
  bool negative = false;
  const std::string_view digits = without_sign(text, negative);
  return !parse_named(digits) && std::isinf(parse_digits(digits).value_or(0));
}

std::optional<long long> parse_integer(std::string_view text) {
  bool negative = false;
  const std::string_view digits = without_sign(text, negative);
  if (digits.empty() || parse_named(digits) || !parse_number(text)) return std::nullopt;
  return whole_number(digits, negative);
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return lower;
}

std::string snake_case(std::string_view camel) {
  std::string snake;
  for (std::size_t i = 0; i < camel.size(); ++i) {
    const char c = camel[i];
    const char last = i > 0 ? camel[i - 1] : '\0';
    const bool word_ends = is_lower(last) || is_digit(last);
    const bool next_is_lower = i + 1 < camel.size() && is_lower(camel[i + 1]);
    const bool word_starts = is_upper(c) && (word_ends || (is_upper(last) && next_is_lower));
    const bool in_linear_unit = is_lower(last) && camel.substr(i, 2) == "LU";  // ReLU, SiLU: one word
    if (word_starts && !in_linear_unit) snake += '_';
    snake += to_lower(c);
  }
  return snake;
}

std::size_t character_count(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t character_length(std::string_view text) {
  return std::max<std::size_t>(code_point_length(text), 1);
}

bool acts_on_terminal(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0) < 0x20 || byte(0) >= 0x7F;
  const std::uint32_t point = code_point(character);
  const auto within = [&](std::uint32_t first, std::uint32_t last) {
    return first <= point && point <= last;
  };
  return point < 0xA0 || point == 0x061C || within(0x200E, 0x200F) || within(0x2028, 0x202E) ||
         within(0x2066, 0x206F);
}

bool is_blank_character(std::string_view character) {
  const std::uint32_t point =
      character.size() == 1 ? static_cast<unsigned char>(character.front()) : code_point(character);
  return point <= ' ' || point == 0xA0 || point == 0xAD || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200F) || (point >= 0x2028 && point <= 0x202F) ||
         (point >= 0x205F && point <= 0x206F) || point == 0x3000 || point == 0xFEFF || point == 0xFFFD;
}

std::string visible_text(std::string_view text, std::size_t width) {
  std::string shown;
  std::size_t characters = 0, end_before_mark = 0;
  while (!text.empty()) {
    const std::string_view character = text.substr(0, character_length(text));
    text.remove_prefix(character.size());
    const std::size_t before = shown.size();
    const bool acts = acts_on_terminal(character);
    if (acts) {
      append_escape(shown, character);
    } else {
      shown += character;
    }
    characters += acts ? shown.size() - before : 1;
    if (characters < width) end_before_mark = shown.size();
    if (characters <= width) continue;
    shown.resize(end_before_mark);
    return width == 0 ? "" : shown + "…";
  }
  return shown;
}

bool is_visible(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (acts_on_terminal(text.substr(0, length))) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string shortened(std::string_view utf8, std::size_t most) {
  constexpr std::size_t longest_character = 4;
  if (utf8.size() <= most) return std::string(utf8);
  std::string_view shown = utf8.substr(0, std::min(utf8.size(), (most + 1) * longest_character));
  for (std::size_t i = 0, count = 0; i < shown.size(); ++i) {
    if ((static_cast<unsigned char>(shown[i]) & 0xC0U) == 0x80U || count++ < most) continue;
    return std::string(shown.substr(0, i)) + "…";
  }
  return std::string(utf8);
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    // Most files are ASCII but for little: eight bytes of it at once.
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::uint64_t word = 0;
    while (text.size() - i >= sizeof(word)) {
      std::memcpy(&word, text.data() + i, sizeof(word));
      if ((word & high_bits) != 0) break;
      i += sizeof(word);
    }
    if (i == text.size()) break;
    const std::size_t length = code_point_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t j = 0; j < 3; ++j)
      word = word << 8U | (j < n ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j <= n ? digits[word >> (18 - 6 * j) & 63U] : '=';
  }
  return text;
}

}  // namespace runner
