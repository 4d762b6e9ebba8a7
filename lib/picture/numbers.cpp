#include "picture/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "picture/svg.h"

namespace runner::picture {

namespace {

constexpr std::string_view kMinus = "−";

std::string fixed_text(double value, int decimals) {
  std::array<char, 400> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr;
  std::string result(text.data(), end);
  if (result.front() == '-' && result.find_first_not_of("-0.") == std::string::npos) result.erase(0, 1);
  return result;
}

void drop_trailing_zeros(std::string& text) {
  if (text.find('.') == std::string::npos) return;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
}

std::string with_minus(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, kMinus);
  return text;
}

/// d.ddd and the exponent, after rounding to so many digits.
struct Scientific {
  std::string digits;
  int exponent = 0;
};

Scientific scientific(double value, int digits) {
  std::array<char, 40> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific, digits - 1)
          .ptr;
  const std::string all(text.data(), end);
  const std::size_t e = all.find('e');
  Scientific result{all.substr(0, e), 0};
  const char* from = all.data() + e + (all[e + 1] == '+' ? 2 : 1);
  std::from_chars(from, all.data() + all.size(), result.exponent);
  drop_trailing_zeros(result.digits);
  return result;
}

}  // namespace

std::string tenth(double value) {
  if (!std::isfinite(value)) return {};
  std::string text = fixed_text(value, 1);
  drop_trailing_zeros(text);
  return text;
}

std::string four_digits(double value) {
  if (value == 0) return "0";
  std::array<char, 40> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4).ptr;
  std::string result(text.data(), end);
  return result == "-nan" ? "nan" : result;
}

std::string with_decimals(double value, int decimals) {
  return with_minus(fixed_text(value, std::clamp(decimals, 0, 17)));
}

std::string power_of_ten(int exponent) {
  constexpr std::array<std::string_view, 10> raised = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string result = "10";
  for (const char digit : std::to_string(exponent)) {
    result += digit == '-' ? std::string_view("⁻") : raised[static_cast<std::size_t>(digit - '0')];
  }
  return result;
}

std::string readable(double value, int digits) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : std::string(kMinus) + "∞";
  if (value == 0) return "0";
  const Scientific rounded = scientific(value, digits);
  if (rounded.exponent < -4 || rounded.exponent >= 6) {
    return with_minus(rounded.digits) + "×" + power_of_ten(rounded.exponent);
  }
  std::string text = fixed_text(value, std::max(0, digits - 1 - rounded.exponent));
  drop_trailing_zeros(text);
  return with_minus(text);
}

std::string readable_seconds(double seconds) {
  if (!std::isfinite(seconds)) return readable(seconds);
  if (seconds < 0) return std::string(kMinus) + readable_seconds(-seconds);
  if (seconds == 0) return "0 s";
  if (seconds < 1e-3) return readable(seconds * 1e6) + " µs";
  if (seconds < 1) return readable(seconds * 1e3) + " ms";
  if (seconds < 60) return readable(seconds) + " s";
  struct Unit {
    double size;
    std::string_view large, small;
    double small_size;
  };
  constexpr std::array<Unit, 3> units = {Unit{86400, " d", " h", 3600}, Unit{3600, " h", " min", 60},
                                         Unit{60, " min", " s", 1}};
  for (const Unit& unit : units) {
    const double parts = std::round(seconds / unit.small_size);
    const double per_large = unit.size / unit.small_size;
    if (parts < per_large) continue;
    const double large = std::floor(parts / per_large), small = parts - large * per_large;
    std::string text = readable(large, 6) + std::string(unit.large);
    if (small > 0) text += " " + readable(small, 6) + std::string(unit.small);
    return text;
  }
  return "1 min";  // 59.6 s and its like, rounded up
}

}  // namespace runner::picture
