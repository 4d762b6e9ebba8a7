#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace runner::picture {

/// Which points of a line are drawn: of those in one pixel column (neighbours whose `x` is in the same whole
/// px) the first, the lowest, the highest and the last, in their order, and `kept`. All of them where that
/// spares nothing.
std::vector<std::size_t> thinned(std::span<const double> x, std::span<const double> y,
                                 std::optional<std::size_t> kept);

}  // namespace runner::picture
