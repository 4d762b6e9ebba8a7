#include "page/names.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <set>
#include <string_view>

#include "picture/svg.h"

namespace runner::page {
namespace {

constexpr std::size_t readable_digits = 6;         // more in one number are a long row
constexpr int least_digits = 4, most_digits = 17;  // a double has no more

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Part of a word, so that a number there is none: "conv2.5x".
bool is_of_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

/// The characters of the number that begins at `from`; 0 where none does.
std::size_t number_at(std::string_view text, std::size_t from, double& value) {
  if (!is_digit(text[from]) || (from > 0 && is_of_word(text[from - 1]))) return 0;
  const auto read = std::from_chars(text.data() + from, text.data() + text.size(), value);
  const auto size = static_cast<std::size_t>(read.ptr - text.data()) - from;
  const bool goes_on = from + size < text.size() && is_of_word(text[from + size]);
  return read.ec != std::errc() || goes_on ? 0 : size;
}

/// A fraction or power with more digits than are read.
bool is_long(std::string_view number) {
  if (number.find_first_of(".eE") == std::string_view::npos) return false;
  const std::string_view mantissa = number.substr(0, number.find_first_of("eE"));
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  return static_cast<std::size_t>(std::ranges::count_if(mantissa.substr(first), is_digit)) > readable_digits;
}

}  // namespace

std::string without_long_digits(std::string_view text, int digits) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    double value = 0;
    const std::size_t size = number_at(text, i, value);
    if (size > 0 && is_long(text.substr(i, size))) {
      result += picture::readable(value, digits);
    } else {
      result += text.substr(i, std::max<std::size_t>(1, size));
    }
    i += std::max<std::size_t>(1, size);
  }
  return result;
}

int digits_that_differ(const std::vector<std::string>& texts) {
  const std::size_t different = std::set<std::string>(texts.begin(), texts.end()).size();
  int digits = least_digits;
  for (; digits < most_digits; ++digits) {
    std::set<std::string> names;
    for (const std::string& text : texts) names.insert(without_long_digits(text, digits));
    if (names.size() == different) break;
  }
  return digits;
}

std::vector<std::string> without_long_digits(const std::vector<std::string>& texts) {
  const int digits = digits_that_differ(texts);
  std::vector<std::string> names;
  for (const std::string& text : texts) names.push_back(without_long_digits(text, digits));
  return names;
}

}  // namespace runner::page
