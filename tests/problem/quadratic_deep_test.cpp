// Numbers of DeepOBS itself: its quadratic's matrix and test loss, as NumPy draws them.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "problem/problems/quadratic_deep.h"
#include "problem/tensorflow_order.h"

using namespace runner;

namespace {

constexpr std::size_t dimensions = 100;

std::vector<double> gradient_at(const std::vector<double>& w, SampleIndices batch = {}) {
  std::vector<double> gradient(w.size());
  QuadraticDeepConfig().evaluate(w, batch, gradient);
  return gradient;
}

/// A column of H: how the gradient changes along an axis.
std::vector<double> hessian_column(std::size_t i) {
  std::vector<double> w(dimensions);
  const auto before = gradient_at(w);
  w[i] = 1;
  auto column = gradient_at(w);
  for (std::size_t j = 0; j < dimensions; ++j) column[j] -= before[j];
  return column;
}

}  // namespace

TEST_CASE("the matrix of quadratic_deep is DeepOBS' own") {
  double trace = 0;
  for (std::size_t i = 0; i < dimensions; ++i) trace += hessian_column(i)[i];
  CHECK(hessian_column(0)[0] == doctest::Approx(6.22142944).epsilon(1e-8));
  CHECK(hessian_column(0)[1] == doctest::Approx(1.12701990).epsilon(1e-8));
  CHECK(hessian_column(99)[99] == doctest::Approx(6.30566377).epsilon(1e-8));
  CHECK(trace == doctest::Approx(477.61227960).epsilon(1e-10));
}

TEST_CASE("the test loss of quadratic_deep at its start is the published one, in both types") {
  const QuadraticDeepConfig problem;
  const std::vector<double> w = problem.starting_point();
  std::vector<double> scratch(w.size());
  CHECK(problem.test(w, scratch) == doctest::Approx(353.446765).epsilon(1e-8));
  const std::vector<float> single(w.begin(), w.end());
  std::vector<float> single_scratch(w.size());
  CHECK(static_cast<double>(problem.test(single, single_scratch)) ==
        doctest::Approx(353.446765).epsilon(1e-7));
}

TEST_CASE("a mini-batch of quadratic_deep is the mean of its samples, and no batch is all of them") {
  const QuadraticDeepConfig problem;
  std::vector<double> w = problem.starting_point(), gradient(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = std::sin(static_cast<double>(i));
  std::vector<std::int64_t> all(static_cast<std::size_t>(problem.samples()));
  REQUIRE(all.size() == 1000);
  std::iota(all.begin(), all.end(), 0);

  double value = 0;
  std::vector<double> mean(w.size());
  for (const std::int64_t i : all) {
    const double sample_value = problem.evaluate(w, std::span(&i, 1), gradient);
    CHECK(sample_value > 0);
    value += sample_value / 1000;
    for (std::size_t j = 0; j < w.size(); ++j) mean[j] += gradient[j] / 1000;
  }
  CHECK(problem.evaluate(w, all, gradient) == doctest::Approx(value).epsilon(1e-12));
  CHECK(problem.evaluate(w, {}, gradient) == doctest::Approx(value).epsilon(1e-12));
  for (std::size_t j = 0; j < w.size(); ++j) {
    CHECK(gradient[j] == doctest::Approx(mean[j]).epsilon(1e-10));
    CHECK(gradient_at(w, all)[j] == doctest::Approx(mean[j]).epsilon(1e-10));
  }
}

TEST_CASE("Philox draws the words that its authors publish") {
  // Random123, kat_vectors: philox4x32 10.
  Philox zeros(0, 0);
  for (const std::uint32_t word : {0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}) {
    CHECK(zeros.next() == word);
  }
}

TEST_CASE("TensorFlow's order has every sample once") {
  auto order = tensorflow_order(1000, 42, 2);
  const std::vector<std::int64_t> first(order.begin(), order.begin() + 4);
  CHECK(first == std::vector<std::int64_t>{750, 160, 872, 996});
  std::sort(order.begin(), order.end());
  for (std::int64_t i = 0; i < 1000; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
}
