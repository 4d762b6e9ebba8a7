#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace runner {

/// The values of a full grid of factors, each combination of levels repeated (over seeds).
struct FactorGrid {
  std::vector<std::size_t> levels;           ///< per factor how many there are
  std::vector<std::vector<double>> repeats;  ///< per combination, the last factor changing fastest; not empty
};

/// What share of a number's variance is explained by which factors.
struct Importance {
  struct Part {
    std::vector<std::size_t> factors;  ///< one: by itself; two: by how they act together
    double share = 0;
  };
  std::vector<Part> parts;  ///< of every factor, then of every pair
  double rest = 0;          ///< by three and more together
  double seeds = 0;         ///< by what repeats differ in
  double mean = 0;
  double variance = 0;  ///< of all values about their mean, divided by their number
};

/// The exact functional ANOVA of a grid: main effects and pairs from means of cells, without a model and
/// without chance (Hooker 2007). Every combination weighs the same, and the shares add up to 1, with the
/// seeds' beside the factors'. Shares are NaN where nothing varies.
Importance functional_anova(const FactorGrid& grid);

}  // namespace runner
