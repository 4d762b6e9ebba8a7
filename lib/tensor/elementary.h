#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

// The exponential and the logarithm as plain arithmetic, so that a loop over them is vectorised, and with the
// same bits in a vector as alone. In float32 they are worked out in double: the result is the nearest number
// or, in one case of some thousands, its neighbour. In float64 they are the standard library's.
// Muller 2016, Elementary Functions, chapter 11 (range reduction).

namespace runner {

inline double exponential(double x) {
  return std::exp(x);
}

/// eˣ, with 0, infinity and NaN where std::exp has them.
inline float exponential(float x) {
  // Beyond, the result is 0 or infinite anyway; NaN passes on.
  constexpr float lowest = -110, highest = 100;
  const float within = x < lowest ? lowest : x;
  const double d = within > highest ? highest : within;
  // x = n·ln 2 + r with |r| ≤ ln 2 / 2; n is rounded by, and left in, the last bits of a large number.
  constexpr double rounder = 0x1.8p52;
  const double shifted = d * std::numbers::log2e + rounder;
  const double r = d - (shifted - rounder) * std::numbers::ln2;
  double power = 1.0 / 5040;
  power = power * r + 1.0 / 720;
  power = power * r + 1.0 / 120;
  power = power * r + 1.0 / 24;
  power = power * r + 1.0 / 6;
  power = power * r + 0.5;
  power = power * r + 1;
  power = power * r + 1;
  constexpr std::uint64_t one = 1023;  // the exponent of 1 as it is stored
  const std::uint64_t scale = (std::bit_cast<std::uint64_t>(shifted) + one) << 52U;
  return static_cast<float>(power * std::bit_cast<double>(scale));
}

inline double logarithm(double x) {
  return std::log(x);
}

/// ln x for a normal number above 0, for infinity and for NaN.
inline float logarithm(float x) {
  // x = 2ⁿ·m with m between √½ and √2.
  constexpr std::int32_t root_of_half = 0x3f3504f3;
  const auto bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t n = (bits - root_of_half) >> 23;
  const auto m = static_cast<double>(std::bit_cast<float>(bits - (n << 23)));
  const double s = (m - 1) / (m + 1), square = s * s;
  double series = 1.0 / 11;
  series = series * square + 1.0 / 9;
  series = series * square + 1.0 / 7;
  series = series * square + 1.0 / 5;
  series = series * square + 1.0 / 3;
  series = series * square + 1;
  const double result = n * std::numbers::ln2 + 2 * s * series;
  return x < std::numeric_limits<float>::infinity() ? static_cast<float>(result) : x;
}

}  // namespace runner
