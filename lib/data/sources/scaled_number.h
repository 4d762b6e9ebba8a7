#pragma once

#include <array>
#include <bit>
#include <cstdint>

// Most numbers have few digits: m · 10^-k with m up to 2^53 and 10^k exact in a double is one division, which
// rounds right (Clinger 1990, How to read floating point numbers accurately).

namespace runner {

/// ±digits · 10^-behind, rounded right; false where that takes more than a division. `behind`: at most 22.
inline bool scaled_number(std::uint64_t digits, unsigned behind, bool negative, double& value) {
  constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                             1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                             1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr std::uint64_t exact = std::uint64_t{1} << 53U;
  if (digits > exact) return false;
  const double size = static_cast<double>(digits) / powers[behind];
  // Signs come as they like: no branch is taken for them.
  value = std::bit_cast<double>(std::bit_cast<std::uint64_t>(size) |
                                (static_cast<std::uint64_t>(negative) << 63U));
  return true;
}

}  // namespace runner
