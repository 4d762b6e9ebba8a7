#pragma once

#include "search/searcher.h"

namespace runner {

/// A round for each rung: all configurations up to its epoch, of which the best go on to the next. Ties go to
/// the configuration that the plan has first; one without a cost comes last. Source: Jamieson & Talwalkar
/// 2016, arXiv:1502.07943.
class SuccessiveHalving final : public Searcher {
 public:
  /// `rungs`: at least one, the last one being the end of the training; must outlive this.
  explicit SuccessiveHalving(const std::vector<Rung>& rungs);

  std::vector<Trial> propose() override;
  void observe(const Trial& trial, double cost) override;

 private:
  struct Observed {
    std::size_t configuration;
    double cost;
  };
  void keep_best(std::size_t count);

  const std::vector<Rung>& rungs_;
  std::size_t rung_ = 0;               // of the next round
  std::vector<std::size_t> going_on_;  // configurations, in the order of the plan
  std::vector<Observed> observed_;     // of the round before
};

}  // namespace runner
