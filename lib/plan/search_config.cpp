#include "plan/search_config.h"

#include "spec/spec.h"

#include <algorithm>

namespace runner {

Spec<SearchConfig> SearchConfig::spec() {
  using C = SearchConfig;
  return Spec<C>("search",
                 "Trains the best of a sweep's configurations to their end, the others for a few epochs.")
      .source("Jamieson & Talwalkar 2016, arXiv:1502.07943; Li et al. 2018, arXiv:1603.06560")
      .field(
          "type", &C::type,
          "Successive halving: all for a few epochs, the best of them for `factor` times as many, and so on; "
          "ranked by the primary metric, its mean over seeds, ties by their order.")
      .field("factor", &C::factor, "One in so many goes on, for so many times the epochs.", closed(2, 1000))
      .field("min_epochs", &C::min_epochs, "The fewest epochs after which configurations are compared.",
             closed(1, 1e9));
}

std::vector<Rung> rungs_of(const SearchConfig& search, std::size_t configurations, std::int64_t epochs) {
  std::vector<Rung> rungs;
  for (std::int64_t left = epochs; left >= search.min_epochs; left /= search.factor)
    rungs.push_back({0, left});
  std::reverse(rungs.begin(), rungs.end());
  for (Rung& rung : rungs) {
    rung.configurations = configurations;
    configurations = std::max<std::size_t>(configurations / static_cast<std::size_t>(search.factor), 1);
  }
  return rungs;
}

double work_share(const std::vector<Rung>& rungs) {
  double done = 0;
  std::int64_t before = 0;
  for (const Rung& rung : rungs) {
    done += static_cast<double>(rung.configurations) * static_cast<double>(rung.epochs - before);
    before = rung.epochs;
  }
  return done / (static_cast<double>(rungs.front().configurations) * static_cast<double>(before));
}

}  // namespace runner
