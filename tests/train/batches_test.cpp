#include "train/batches.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace runner {

namespace {

TrainingConfig batches_of(std::int64_t size, bool drop_last = false, Shuffle shuffle = Shuffle::none) {
  TrainingConfig config;
  config.batch_size = size;
  config.drop_last = drop_last;
  config.shuffle = shuffle;
  return config;
}

std::vector<std::vector<std::int64_t>> take(Batches& batches, int count, Generator& generator) {
  std::vector<std::vector<std::int64_t>> taken;
  for (int i = 0; i < count; ++i) {
    const auto rows = batches.next(generator);
    taken.emplace_back(rows.begin(), rows.end());
  }
  return taken;
}

}  // namespace

TEST_CASE("the last, smaller batch of a pass is kept or dropped") {
  Generator generator(0);
  Batches kept(7, batches_of(3));
  CHECK(kept.per_pass() == 3);
  CHECK(take(kept, 4, generator) ==
        std::vector<std::vector<std::int64_t>>{{0, 1, 2}, {3, 4, 5}, {6}, {0, 1, 2}});
  Batches dropped(7, batches_of(3, true));
  CHECK(dropped.per_pass() == 2);
  CHECK(take(dropped, 3, generator) ==
        std::vector<std::vector<std::int64_t>>{{0, 1, 2}, {3, 4, 5}, {0, 1, 2}});
}

TEST_CASE("a batch is never larger than the data, and full is all of it") {
  CHECK(Batches(7, batches_of(100)).batch_size() == 7);
  CHECK(Batches(7, batches_of(100)).per_pass() == 1);
  CHECK(Batches(7, batches_of(100, true)).per_pass() == 0);
  TrainingConfig full;
  full.batch_size = FullBatch::full;
  full.drop_last = true;
  CHECK(Batches(7, full).batch_size() == 7);
  CHECK(Batches(7, full).per_pass() == 1);
}

TEST_CASE("each pass visits every sample once, in an order of its own or the first one's") {
  Generator generator(5);
  Batches each(50, batches_of(50, false, Shuffle::each_epoch));
  const auto passes = take(each, 2, generator);
  CHECK(std::set(passes[0].begin(), passes[0].end()).size() == 50);
  CHECK(std::set(passes[1].begin(), passes[1].end()).size() == 50);
  CHECK(passes[0] != passes[1]);
  Batches once(50, batches_of(50, false, Shuffle::once));
  const auto same = take(once, 2, generator);
  CHECK(same[0] == same[1]);
  CHECK(!std::is_sorted(same[0].begin(), same[0].end()));
}

}  // namespace runner
