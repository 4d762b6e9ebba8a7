#pragma once

#include "search/searcher.h"

namespace runner {

/// One round of everything, to its end: a sweep's grid, cases and random samples, which are all listed
/// beforehand.
class Exhaustive final : public Searcher {
 public:
  explicit Exhaustive(std::size_t configurations) : left_(configurations) {}

  std::vector<Trial> propose() override;
  void observe(const Trial& /*trial*/, double /*cost*/) override {}

 private:
  std::size_t left_;
};

}  // namespace runner
