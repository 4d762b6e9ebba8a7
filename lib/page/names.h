#pragma once

#include <string>
#include <vector>

namespace runner::page {

/// What people call them: numbers in them with a long row of digits rounded, "lr=0.0398" of
/// "lr=0.03981071705534973", to as few digits (four at least) as leave different texts different.
std::vector<std::string> without_long_digits(const std::vector<std::string>& texts);

}  // namespace runner::page
