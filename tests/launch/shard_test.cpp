#include "launch/shard.h"

#include <doctest/doctest.h>

#include <string>

using namespace runner;

namespace {

using Numbers = std::vector<std::size_t>;

Numbers counted(std::size_t first, std::size_t step, std::size_t count) {
  Numbers numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(first + i * step);
  return numbers;
}

}  // namespace

TEST_CASE("a shard is written i/n") {
  const auto shard = parse_shard("2/8");
  REQUIRE(shard);
  CHECK(shard->index == 2);
  CHECK(shard->count == 8);
  CHECK(parse_shard("1/1"));
  CHECK(parse_shard("1000/1000"));
  for (const char* text : {"", "/", "1", "1/", "/1", "0/3", "4/3", "1/0", "-1/3", "1/-3", "1.0/3", " 1/3",
                           "1/3 ", "1/3/3", "+1/3", "a/b", "1/99999999999999999999999"}) {
    CAPTURE(text);
    CHECK(!parse_shard(text));
  }
}

TEST_CASE("every run is in exactly one part") {
  for (const std::size_t count : {1U, 2U, 3U, 7U, 40U, 41U}) {
    for (std::size_t run = 0; run < 40; ++run) {
      std::size_t parts = 0;
      for (std::size_t i = 1; i <= count; ++i) parts += Shard{i, count}.has(run) ? 1 : 0;
      CHECK(parts == 1);
    }
  }
  CHECK(Shard{2, 3}.has(1));
  CHECK(Shard{2, 3}.has(4));
}

TEST_CASE("a plan is cut into as many parts as there may be, and parts without work are left out") {
  struct Case {
    const char* what;
    Numbers runs;
    std::size_t most, count;
    Numbers busy;
  };
  const std::vector<Case> cases = {
      {"all of 40 runs", counted(0, 1, 40), 20, 20, counted(1, 1, 20)},
      {"fewer runs than parts", {0, 1, 2}, 20, 20, {1, 2, 3}},
      {"one run left", {39}, 20, 20, {20}},
      {"one part", {3, 4, 5}, 1, 1, {1}},
      // Runs 2, 22, 42, … are all in part 3 of 20; of 19 they are in parts 3, 4, 5, ….
      {"what a killed part of 20 left", counted(2, 20, 10), 20, 19, counted(3, 1, 10)},
      {"three runs in a million parts", {0, 7, 999'999}, 1'000'000, 1'000'000, {1, 8, 1'000'000}},
      {"one part of a million left", counted(4, 1'000'000, 3), 1'000'000, 999'999, {5, 6, 7}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    const Parts parts = choose_parts(c.runs, c.most);
    CHECK(parts.count == c.count);
    CHECK(parts.busy == c.busy);
  }
}
