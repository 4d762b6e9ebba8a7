#include "search/successive_halving.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace runner {

SuccessiveHalving::SuccessiveHalving(const std::vector<Rung>& rungs)
    : rungs_(rungs), going_on_(rungs.front().configurations) {
  std::iota(going_on_.begin(), going_on_.end(), std::size_t{0});
}

std::vector<Trial> SuccessiveHalving::propose() {
  if (rung_ == rungs_.size()) return {};
  const Rung& rung = rungs_[rung_++];
  if (rung_ > 1) keep_best(rung.configurations);
  const bool last = rung_ == rungs_.size();
  std::vector<Trial> round;
  for (const std::size_t configuration : going_on_)
    round.push_back({configuration, last ? std::nullopt : std::optional(rung.epochs)});
  return round;
}

void SuccessiveHalving::observe(const Trial& trial, double cost) {
  observed_.push_back({trial.configuration, cost});
}

void SuccessiveHalving::keep_best(std::size_t count) {
  const auto place = [](const Observed& one) {
    return std::tuple(std::isnan(one.cost), std::isnan(one.cost) ? 0 : one.cost, one.configuration);
  };
  std::sort(observed_.begin(), observed_.end(),
            [&](const Observed& a, const Observed& b) { return place(a) < place(b); });
  observed_.resize(std::min(count, observed_.size()));
  going_on_.clear();
  for (const Observed& one : observed_) going_on_.push_back(one.configuration);
  std::sort(going_on_.begin(), going_on_.end());
  observed_.clear();
}

}  // namespace runner
