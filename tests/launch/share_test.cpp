#include "launch/share.h"

#include <doctest/doctest.h>

#include <vector>

using namespace runner;

namespace {

constexpr double millisecond = 1e6;

/// A step of 100 ms, of which threads can share all but one.
const TrainingCost large = {10, millisecond, {{99 * millisecond, 64}}};
/// The same, but as slow as 2 of them.
const TrainingCost twice_as_large = {20, millisecond, {{99 * millisecond, 64}}};
/// A step of 5 µs, which is in one piece.
const TrainingCost small = {10, 5000, {}};
/// Two pieces that are worth less than waking a thread.
const TrainingCost finest = {10, 1000, {{39000, 2}}};
/// Three quarters of a step can't be shared.
const TrainingCost stubborn = {10, 75 * millisecond, {{25 * millisecond, 64}}};
/// In three pieces at most.
const TrainingCost three_pieces = {10, 0, {{90 * millisecond, 3}}};

std::vector<TrainingCost> times(std::size_t count, const TrainingCost& cost) {
  return std::vector<TrainingCost>(count, cost);
}

Share share_of(const std::vector<TrainingCost>& runs, int processors, const Share& asked = {0, 0}) {
  std::vector<std::size_t> configurations;
  for (std::size_t i = 0; i < runs.size(); ++i) configurations.push_back(i);
  return share_processors(runs, configurations, processors, asked);
}

}  // namespace

TEST_CASE("runs and threads share the processors as is fastest by the model") {
  struct Case {
    std::vector<TrainingCost> runs;
    int processors;
    Share asked, share;
  };
  const std::vector<Case> cases = {
      // One run: threads, where there is something to share.
      {times(1, large), 1, {0, 0}, {1, 1}},
      {times(1, large), 2, {0, 0}, {1, 2}},
      {times(1, large), 6, {0, 0}, {1, 6}},
      {times(1, small), 2, {0, 0}, {1, 1}},
      {times(1, finest), 2, {0, 0}, {1, 1}},
      {times(1, three_pieces), 64, {0, 0}, {1, 3}},
      // As many runs as processors, or many more: side by side.
      {times(2, large), 2, {0, 0}, {2, 1}},
      {times(100, large), 6, {0, 0}, {6, 1}},
      {times(3, small), 2, {0, 0}, {2, 1}},
      // Three large ones on two processors: one after the other, 151.5 ms a step, beats two and one, 200 ms.
      {times(3, large), 2, {0, 0}, {1, 2}},
      {times(3, stubborn), 2, {0, 0}, {2, 1}},
      {times(5, large), 4, {0, 0}, {1, 4}},
      {times(2, large), 6, {0, 0}, {2, 3}},
      // One large run among small ones decides; two that fill two processors side by side do not.
      {{small, large, small}, 2, {0, 0}, {1, 2}},
      {{large, large, twice_as_large}, 2, {0, 0}, {1, 2}},
      {{twice_as_large, large, large}, 2, {0, 0}, {2, 1}},
      // What is asked for is kept.
      {times(100, large), 6, {2, 0}, {2, 3}},
      {times(100, small), 6, {2, 0}, {2, 1}},
      {times(100, large), 6, {0, 3}, {2, 3}},
      {times(100, large), 6, {0, 9}, {1, 9}},
      {times(100, large), 6, {9, 0}, {9, 1}},
      {times(100, large), 6, {9, 2}, {9, 2}},
      {times(1, large), 6, {9, 0}, {1, 6}},
      // Nothing is left to train.
      {{}, 2, {0, 0}, {1, 1}},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(i);
    const Share share = share_of(cases[i].runs, cases[i].processors, cases[i].asked);
    CHECK(share.jobs == cases[i].share.jobs);
    CHECK(share.threads == cases[i].share.threads);
  }
}

TEST_CASE("the share in words") {
  CHECK(share_text({2, 1}) == "2 runs at once, 1 thread each");
  CHECK(share_text({1, 2}) == "1 run at once, 2 threads each");
}
