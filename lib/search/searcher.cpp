#include "search/searcher.h"

#include "search/exhaustive.h"
#include "search/successive_halving.h"

namespace runner {

std::unique_ptr<Searcher> make_searcher(const Plan& plan) {
  if (plan.rungs.empty()) return std::make_unique<Exhaustive>(plan.labels.size());
  return std::make_unique<SuccessiveHalving>(plan.rungs);
}

}  // namespace runner
