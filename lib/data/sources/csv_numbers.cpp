#include "data/sources/csv_numbers.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "base/text.h"
#include "data/sources/eight_characters.h"
#include "data/sources/scaled_number.h"

// Numbers of few digits take a short way, eight characters at once; all others the long one.

namespace runner {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::size_t word = eight::count;

/// The last sixteen characters of up to sixteen, with zeros in front: eight and eight.
struct Sixteen {
  std::uint64_t first, last;
};
Sixteen right_aligned(std::string_view text) {
  const std::size_t size = text.size();
  const char* const begin = text.data();
  const char* const end = begin + size;
  if (size == 2 * word) return {eight::load<std::uint64_t>(begin), eight::load<std::uint64_t>(end - word)};
  if (size > word) {
    const std::size_t missing = 8 * (2 * word - size);
    return {(eight::load<std::uint64_t>(begin) << missing) | (eight::zeros >> (8 * word - missing)),
            eight::load<std::uint64_t>(end - word)};
  }
  if (size == word) return {eight::zeros, eight::load<std::uint64_t>(begin)};
  std::uint64_t bytes = 0;
  if (size >= word / 2) {
    bytes = eight::load<std::uint32_t>(begin) |
            (eight::load<std::uint32_t>(end - word / 2) << (8 * (size - word / 2)));
  } else {
    for (std::size_t i = 0; i < size; ++i) bytes |= eight::load<std::uint8_t>(begin + i) << (8 * i);
  }
  return {eight::zeros, (bytes << (8 * (word - size))) | (eight::zeros >> (8 * size))};
}

/// Takes a character out that is one of the eight, and returns how many stand behind it; -1 where it is none.
/// Those in front of it move up, `carry` is the new first one.
int take_out(std::uint64_t& characters, char c, std::uint64_t carry) {
  const std::uint64_t found = eight::equal(characters, c);
  if (found == 0) return -1;
  const int bit = std::countr_zero(found) & ~7;
  const std::uint64_t up_to = bit == 56 ? ~std::uint64_t{0} : (std::uint64_t{1} << (bit + 8)) - 1;
  characters = (characters & ~up_to) | (((characters << 8U) | carry) & up_to);
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
  if (eight::no_digits(last) != 0) return false;
  if (first == eight::zeros) {
    digits = eight::value_of(last);
    return true;
  }
  if (eight::no_digits(first) != 0) return false;
  constexpr std::uint64_t power = 100'000'000;
  digits = eight::value_of(first) * power + eight::value_of(last);
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
  if (text.empty()) return false;
  // Signs come as they like: no branch is taken for them.
  const bool negative = text.front() == '-';
  const std::size_t sign = static_cast<std::size_t>(negative) | static_cast<std::size_t>(text.front() == '+');
  text = {text.data() + sign, text.size() - sign};
  if (text.empty() || (text.size() == 1 && text.front() == decimal)) return false;
  std::uint64_t digits = 0;
  int behind = 0;
  const bool by_words = eight::available && text.size() <= 2 * word;
  if (by_words ? !read_words(text, decimal, digits, behind) : !read_characters(text, decimal, digits, behind))
    return false;
  return scaled_number(digits, static_cast<unsigned>(behind), negative, value);
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

}  // namespace runner
