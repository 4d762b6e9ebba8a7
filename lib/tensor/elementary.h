#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

// Elementary functions as plain arithmetic, so that a loop over them is vectorised, and with the same bits in
// a vector as alone: the standard library's would be called value by value, and differ from one version of it
// to the next. In float32 they are worked out in double, to some 1e-9: the result is the nearest number
// or, in one case of thousands, its neighbour. In float64 they are the standard library's. Muller 2016,
// Elementary Functions, chapter 11 (range reduction).

namespace runner::elementary {

namespace in_double {

/// Σ coefficients[k]·xᵏ, by Horner's rule in fused multiply-adds: written as a loop, g++ vectorises none
/// around it.
template <std::size_t N, std::size_t K = 0>
[[gnu::always_inline]] inline double polynomial(const std::array<double, N>& coefficients, double x) {
  if constexpr (K + 1 == N) {
    return coefficients[K];
  } else {
    return std::fma(polynomial<N, K + 1>(coefficients, x), x, coefficients[K]);
  }
}

/// Keeps what is in between, and NaN.
template <class T>
inline T clamp(T x, T lowest, T highest) {
  const T raised = x < lowest ? lowest : x;
  return raised > highest ? highest : raised;
}

/// eˣ for |x| < 700.
[[gnu::always_inline]] inline double exp(double x) {
  // x = n·ln 2 + r with |r| ≤ ln 2 / 2; n is rounded by, and left in, the last bits of a large number.
  constexpr double rounder = 0x1.8p52;
  const double shifted = std::fma(x, std::numbers::log2e, rounder);
  const double r = std::fma(rounder - shifted, std::numbers::ln2, x);
  const double power = polynomial<8>({1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040}, r);
  constexpr std::uint64_t one = 1023;  // the exponent of 1 as it is stored
  const std::uint64_t scale = (std::bit_cast<std::uint64_t>(shifted) + one) << 52U;
  return power * std::bit_cast<double>(scale);
}

/// eˣ - 1 for |x| < 700.
[[gnu::always_inline]] inline double expm1(double x) {
  constexpr double few = 1e-4;
  return std::abs(x) < few ? x + x * x / 2 : exp(x) - 1;
}

/// 2·artanh((m-1) / (m+1)), which is ln m, for m between √½ and √2.
[[gnu::always_inline]] inline double log_near_1(double m) {
  const double s = (m - 1) / (m + 1);
  return 2 * s * polynomial<6>({1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11}, s * s);
}

/// ln (1 + x) for 0 ≤ x < ∞.
[[gnu::always_inline]] inline double log1p(double x) {
  // 1 + x = 2ⁿ·m; n becomes a double by being the last bits of a large one.
  constexpr std::uint64_t root_of_half = 0x3fe6a09e667f3bcd, large = 0x4330000000000000;
  const auto bits = std::bit_cast<std::uint64_t>(1 + x);
  const std::uint64_t n = (bits - root_of_half) >> 52U;
  const double exponent = std::bit_cast<double>(n | large) - std::bit_cast<double>(large);
  const double far = exponent * std::numbers::ln2 + log_near_1(std::bit_cast<double>(bits - (n << 52U)));
  constexpr double few = 1e-4;
  return x < few ? x - x * x / 2 + x * x * x / 3 : far;
}

/// 2/√π·∫₀ˣ exp(-t²) dt
[[gnu::always_inline]] inline double erf(double x) {
  const double size = std::abs(x), square = x * x;
  // The Taylor series up to 1; the Chebyshev approximation of degree 16 from 1 to 4, where erf becomes 1.
  const double near = 2 * std::numbers::inv_sqrtpi *
                      polynomial<11>({1, -1.0 / 3, 1.0 / 10, -1.0 / 42, 1.0 / 216, -1.0 / 1320, 1.0 / 9360,
                                      -1.0 / 75600, 1.0 / 685440, -1.0 / 6894720, 1.0 / 76204800},
                                     square);
  constexpr std::array<double, 17> coefficients = {
      0.99959304785822822,    0.0032674177560790829,  -0.012252828389561574,  0.028181964738425776,
      -0.043651326904130316,  0.046447836782284202,   -0.031870755194233297,  0.0093038709919574594,
      0.0066500581574893743,  -0.0097424767473360176, 0.0046359403655652429,  0.00067091358862459577,
      -0.0019913923263860248, 0.00067389995660997997, 0.00023024138714485573, -0.00015383174810491262,
      7.4039230432660855e-06,
  };
  const double at = size > 4 ? 4 : size;
  const double far = polynomial(coefficients, (at - 2.5) / 1.5);
  return size < 1 ? x * near : (x < 0 ? -far : far);
}

}  // namespace in_double

inline double exp(double x) {
  return std::exp(x);
}
/// With 0, infinity and NaN where std::exp has them.
[[gnu::always_inline]] inline float exp(float x) {
  return static_cast<float>(in_double::exp(in_double::clamp(x, -110.0F, 100.0F)));
}

inline double expm1(double x) {
  return std::expm1(x);
}
[[gnu::always_inline]] inline float expm1(float x) {
  const double value = in_double::expm1(in_double::clamp(x, -110.0F, 100.0F));
  return x == 0 ? x : static_cast<float>(value);
}

inline double tanh(double x) {
  return std::tanh(x);
}
[[gnu::always_inline]] inline float tanh(float x) {
  const double t = in_double::expm1(2 * static_cast<double>(in_double::clamp(x, -20.0F, 20.0F)));
  return x == 0 ? x : static_cast<float>(t / (t + 2));
}

inline double log(double x) {
  return std::log(x);
}
/// For a normal number above 0, infinity and NaN; a softmax asks for no other.
[[gnu::always_inline]] inline float log(float x) {
  constexpr std::int32_t root_of_half = 0x3f3504f3;
  const auto bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t n = (bits - root_of_half) >> 23;
  const double m = std::bit_cast<float>(bits - (n << 23));
  const double value = n * std::numbers::ln2 + in_double::log_near_1(m);
  return x < std::numeric_limits<float>::infinity() ? static_cast<float>(value) : x;
}

inline double log1p(double x) {
  return std::log1p(x);
}
/// For x ≥ 0, such as eˣ, and NaN.
[[gnu::always_inline]] inline float log1p(float x) {
  const double value = in_double::log1p(x);
  return x < std::numeric_limits<float>::infinity() ? static_cast<float>(value) : x;
}

inline double erf(double x) {
  return std::erf(x);
}
[[gnu::always_inline]] inline float erf(float x) {
  const auto value = static_cast<float>(in_double::erf(x));
  return x == x ? value : x;
}

}  // namespace runner::elementary
