#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runner::page {

/// How many digits a long row of them in a number is rounded to: as few (four at least) as leave those of
/// these texts different that are.
int digits_that_differ(const std::vector<std::string>& texts);

/// A text with the numbers in it that have long rows of digits rounded: "lr=0.03981" of
/// "lr=0.03981071705534973".
std::string without_long_digits(std::string_view text, int digits);

/// What people call them.
std::vector<std::string> without_long_digits(const std::vector<std::string>& texts);

}  // namespace runner::page
