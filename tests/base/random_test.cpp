#include "base/random.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

using namespace runner;
using nlohmann::json;

namespace {

/// Numbers of PyTorch and NumPy themselves, written by tests/reference/make_random.py.
const json& reference() {
  static const json numbers = [] {
    const char* folder = std::getenv("RUNNER_SOURCE_DIR");
    std::ifstream file(std::string(folder == nullptr ? "." : folder) + "/tests/reference/random.json");
    return json::parse(file);
  }();
  return numbers;
}

template <class T, class Draw>
void check_same(const json& cases, const Draw& draw) {
  for (const json& one : cases) {
    Generator generator(one["seed"].get<std::uint64_t>());
    const auto n = one["n"].get<std::size_t>();
    std::vector<T> values(n + 3);
    draw(generator, std::span(values).first(n));
    draw(generator, std::span(values).last(3));
    std::vector<T> expected;
    for (const json& value : one["values"]) expected.push_back(static_cast<T>(value.get<double>()));
    CHECK(values == expected);
  }
}

const auto draw_uniform = [](Generator& generator, auto out) { generator.uniform(out, -0.37, 0.61); };
const auto draw_normal = [](Generator& generator, auto out) { generator.normal(out, 0.3, 0.7); };

template <class Draw>
std::vector<double> draw_doubles(std::size_t n, const Draw& draw) {
  std::vector<double> values(n);
  for (double& value : values) value = draw();
  return values;
}

template <class Draw>
std::vector<std::int64_t> draw_integers(std::size_t n, const Draw& draw) {
  std::vector<std::int64_t> values(n);
  for (std::int64_t& value : values) value = draw();
  return values;
}

}  // namespace

TEST_CASE("the twister gives the words of the standard") {
  MersenneTwister twister(5489);
  for (int i = 1; i < 10000; ++i) twister.next();
  CHECK(twister.next() == 4123659995U);  // [rand.predef] of the C++ standard
}

TEST_CASE("a twister goes on from a saved state") {
  MersenneTwister twister(3);
  for (int i = 0; i < 700; ++i) twister.next();
  const std::vector<std::uint32_t> state(twister.state().begin(), twister.state().end());
  const std::uint32_t expected = twister.next();
  MersenneTwister other(4);
  std::copy(state.begin(), state.end(), other.state().begin());
  CHECK(other.next() == expected);
}

TEST_CASE("uniform values are PyTorch's, bit by bit") {
  const json& cases = reference()["torch"]["uniform"];
  check_same<float>(cases["float32"], draw_uniform);
  check_same<double>(cases["float64"], draw_uniform);
}

TEST_CASE("normal values are PyTorch's, bit by bit") {
  const json& cases = reference()["torch"]["normal"];
  check_same<float>(cases["float32"], draw_normal);
  check_same<double>(cases["float64"], draw_normal);
}

TEST_CASE("permutations are PyTorch's") {
  for (const json& one : reference()["torch"]["permutation"]) {
    Generator generator(one["seed"].get<std::uint64_t>());
    CHECK(generator.permutation(one["n"].get<std::int64_t>()) ==
          one["values"].get<std::vector<std::int64_t>>());
  }
}

TEST_CASE("int64 values are PyTorch's") {
  Generator generator(9);
  for (const json& value : reference()["torch"]["int64"])
    CHECK(generator.random_int64() == value.get<std::int64_t>());
}

TEST_CASE("the order of each epoch is DataLoader's") {
  for (const json& one : reference()["torch"]["loader"]) {
    Generator generator(one["seed"].get<std::uint64_t>());
    for (const json& order : one["orders"])
      CHECK(generator.data_loader_order(one["n"].get<std::int64_t>()) ==
            order.get<std::vector<std::int64_t>>());
    CHECK(generator.random_int64() == one["next"].get<std::int64_t>());
  }
}

TEST_CASE("RandomState's draws are NumPy's, bit by bit") {
  for (const json& one : reference()["numpy"]) {
    NumpyRandom random(one["seed"].get<std::uint32_t>());
    const auto doubles = [&](const char* name) { return one[name].get<std::vector<double>>(); };
    const auto integers = [&](const char* name) { return one[name].get<std::vector<std::int64_t>>(); };
    CHECK(draw_doubles(5, [&] { return random.random_sample(); }) == doubles("random_sample"));
    CHECK(draw_doubles(7, [&] { return random.normal(1, 2); }) == doubles("normal"));
    CHECK(draw_doubles(5, [&] { return random.uniform(-1, 3); }) == doubles("uniform"));
    CHECK(draw_integers(20, [&] { return random.randint(-3, 100); }) == integers("randint"));
    CHECK(draw_integers(5, [&] { return random.randint(0, 1LL << 40); }) == integers("randint_wide"));
    CHECK(draw_integers(2, [&] { return random.randint(7, 8); }) == integers("randint_single"));
    std::vector<std::int64_t> values(15);
    std::iota(values.begin(), values.end(), 0);
    random.shuffle(values);
    CHECK(values == integers("shuffle"));
    CHECK(random.permutation(20) == integers("permutation"));
    CHECK(draw_doubles(2, [&] { return random.normal(); }) == doubles("normal_after"));
  }
}
