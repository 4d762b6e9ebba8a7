#include "base/parallel.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>
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

namespace {

/// How often each of the pieces was worked on, over so many loops.
std::vector<int> done_in_loops(int threads, std::size_t pieces, int loops,
                               std::chrono::microseconds between) {
  std::vector<int> done(pieces);
  for (int loop = 0; loop < loops; ++loop) {
    parallel_for(threads, static_cast<std::ptrdiff_t>(pieces),
                 [&](std::ptrdiff_t i) { ++done[static_cast<std::size_t>(i)]; });
    if (between.count() > 0) std::this_thread::sleep_for(between);
  }
  return done;
}

}  // namespace

TEST_CASE("a team works on one loop after another, awake or asleep") {
  for (const int threads : {2, 3, 9}) {
    with_threads(threads, [&] {
      CHECK(done_in_loops(threads, 7, 5000, {}) == std::vector<int>(7, 5000));
      CHECK(done_in_loops(threads, 2, 50, std::chrono::microseconds(300)) == std::vector<int>(2, 50));
    });
  }
}

TEST_CASE("a loop sees what was written before it, and what comes after sees what it wrote") {
  with_threads(3, [] {
    std::vector<long> values(64, 1);
    for (int loop = 0; loop < 2000; ++loop) {
      const long sum = std::accumulate(values.begin(), values.end(), 0L);
      parallel_for(3, 64, [&](std::ptrdiff_t i) { values[static_cast<std::size_t>(i)] = sum % 1000 + i; });
    }
    long expected = 64;
    for (int loop = 0; loop < 2000; ++loop) expected = 64 * (expected % 1000) + 63 * 32;
    CHECK(std::accumulate(values.begin(), values.end(), 0L) == expected);
  });
}

TEST_CASE("each thread has a team of its own") {
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      with_threads(2, [&] { good += done_in_loops(2, 5, 1000, {}) == std::vector<int>(5, 1000) ? 1 : 0; });
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(good == 3);
}

TEST_CASE("an exception leaves the team's work as it leaves any") {
  for (const int threads : {1, 3}) {
    CHECK_THROWS_WITH_AS(with_threads(threads, [] { throw std::runtime_error("no disk"); }), "no disk",
                         std::runtime_error);
  }
  CHECK(current_pool() == nullptr);
}

TEST_CASE("stretches cover everything once; none is shorter than what is worth a thread") {
  for (const int threads : {1, 4}) {
    for (const std::ptrdiff_t total : {0, 1, 9, 10, 19, 20, 25, 39, 100}) {
      std::vector<int> done(static_cast<std::size_t>(total));
      std::atomic<std::ptrdiff_t> shortest{total};
      for_chunks(threads, total, 10, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
        for (std::ptrdiff_t i = first; i < first + count; ++i) ++done[static_cast<std::size_t>(i)];
        std::ptrdiff_t before = shortest;
        while (count < before && !shortest.compare_exchange_weak(before, count)) continue;
      });
      CHECK(done == std::vector<int>(static_cast<std::size_t>(total), 1));
      CHECK(shortest >= std::min<std::ptrdiff_t>(total, 10));
      if (threads > 1 && total >= 20) CHECK(shortest < total);
    }
  }
}

TEST_CASE("loops within a team of one thread have a team") {
  std::vector<int> done(100);
  run_with_threads(
      1,
      [](const void* it) {
        auto& all = *static_cast<std::vector<int>*>(const_cast<void*>(it));
        CHECK(current_pool() != nullptr);
        parallel_for(5, 100, [&](std::ptrdiff_t i) { ++all[static_cast<std::size_t>(i)]; });
      },
      &done);
  CHECK(current_pool() == nullptr);
  CHECK(done == std::vector<int>(100, 1));
}
