#pragma once

#include <string>

namespace runner::picture {

/// A coordinate: one decimal at most, never "-0"; empty for a number that is none.
std::string tenth(double value);

/// A value where data are embedded: four significant digits, "1.234e-05"; "nan", "inf".
std::string four_digits(double value);

/// With exactly so many decimals, "−" for minus, never "−0".
std::string with_decimals(double value, int decimals);

/// "10⁻⁵"; "10" for 1 is left to who calls.
std::string power_of_ten(int exponent);

}  // namespace runner::picture
