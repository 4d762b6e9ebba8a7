#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "spec/component.h"

namespace runner {

enum class SearchType { successive_halving };
constexpr auto choice_names(SearchType) {
  return std::array<std::string_view, 1>{"successive_halving"};
}

/// How few of a sweep's runs are trained to their end.
struct SearchConfig {
  SearchType type = SearchType::successive_halving;
  std::int64_t factor = 3;
  std::int64_t min_epochs = 1;

  static Spec<SearchConfig> spec();
};

/// One step of successive halving: so many configurations are trained up to this epoch.
struct Rung {
  std::size_t configurations = 0;
  std::int64_t epochs = 0;
};

/// The rungs of one bracket: the last one has all `epochs`, each one before it a `factor`-th of them, as long
/// as that is at least `min_epochs`; from rung to rung the best `factor`-th of the configurations goes on, at
/// least one. `min_epochs` is at most `epochs`. Source: Jamieson & Talwalkar 2016, arXiv:1502.07943; with a
/// factor, Li et al. 2018, arXiv:1603.06560.
std::vector<Rung> rungs_of(const SearchConfig& search, std::size_t configurations, std::int64_t epochs);

/// Of all the work of training every configuration to its end, the part that the rungs leave.
double work_share(const std::vector<Rung>& rungs);

}  // namespace runner
