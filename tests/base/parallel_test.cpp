#include "base/parallel.h"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

using namespace runner;

TEST_CASE("each piece is worked on once, for any number of threads and pieces") {
  for (const int threads : {0, 1, 2, 5}) {
    for (const std::ptrdiff_t pieces : {0, 1, 3, 100}) {
      std::vector<int> done(static_cast<std::size_t>(pieces));
      parallel_for(threads, pieces, [&](std::ptrdiff_t i) { ++done[static_cast<std::size_t>(i)]; });
      CHECK(done == std::vector<int>(static_cast<std::size_t>(pieces), 1));
    }
  }
}
