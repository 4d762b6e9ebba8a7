#include "statistics/correlation.h"

#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "statistics/two_samples.h"

namespace runner {

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  const std::vector<double> of_a = mean_ranks(a), of_b = mean_ranks(b);
  const double middle = (static_cast<double>(a.size()) + 1) / 2;
  double both = 0, squares_a = 0, squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += (of_a[i] - middle) * (of_b[i] - middle);
    squares_a += (of_a[i] - middle) * (of_a[i] - middle);
    squares_b += (of_b[i] - middle) * (of_b[i] - middle);
  }
  const double scale = std::sqrt(squares_a) * std::sqrt(squares_b);
  return scale > 0 ? both / scale : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace runner
