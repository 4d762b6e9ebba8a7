#include "picture/thin.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace runner::picture {

std::vector<std::size_t> thinned(std::span<const double> x, std::span<const double> y,
                                 std::optional<std::size_t> kept) {
  std::vector<std::size_t> result;
  for (std::size_t first = 0; first < x.size();) {
    std::size_t end = first + 1, lowest = first, highest = first;
    while (end < x.size() && std::floor(x[end]) == std::floor(x[first])) {
      if (y[end] < y[lowest]) lowest = end;
      if (y[end] > y[highest]) highest = end;
      ++end;
    }
    std::array<std::size_t, 5> chosen = {first, lowest, highest, end - 1, first};
    if (kept && *kept >= first && *kept < end) chosen[4] = *kept;
    std::sort(chosen.begin(), chosen.end());
    result.insert(result.end(), chosen.begin(), std::unique(chosen.begin(), chosen.end()));
    first = end;
  }
  return result;
}

}  // namespace runner::picture
