#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "tensor/product.h"
#include "tensor/some_values.h"

namespace runner {

namespace {

/// Rows of a matrix of 300, some of them twice.
std::vector<std::int64_t> some_order(Index count) {
  std::vector<std::int64_t> order;
  for (Index i = 0; i < count; ++i) order.push_back((i * 89 + 5) % 300);
  return order;
}

template <class T>
std::vector<T> rows_of(const std::vector<T>& all, Index width, const std::vector<std::int64_t>& order) {
  std::vector<T> rows;
  for (const std::int64_t i : order)
    rows.insert(rows.end(), all.begin() + i * width, all.begin() + (i + 1) * width);
  return rows;
}

/// Puts blocks together, and counts how often each element came.
template <class T>
class Collected final : public BlockTaker<T> {
 public:
  Collected(Index rows, Index columns)
      : values(static_cast<std::size_t>(rows * columns)), times(values.size()), columns_(columns) {}
  void take(Index row, Index column, Index rows, Index columns, const T* from, Index step) override {
    const std::lock_guard lock(mutex_);
    for (Index i = 0; i < rows; ++i) {
      for (Index j = 0; j < columns; ++j) {
        const auto place = static_cast<std::size_t>((row + i) * columns_ + column + j);
        values[place] = from[i * step + j];
        ++times[place];
      }
    }
  }

  std::vector<T> values;
  std::vector<int> times;

 private:
  std::mutex mutex_;
  Index columns_;
};

// Samples, inputs, outputs: around a tile, a strip, a part of the depth, and beyond several of them.
constexpr Index dense_layers[][3] = {{1, 1, 1},     {16, 4, 32},    {17, 200, 10},  {64, 129, 33},
                                     {31, 7, 300},  {130, 600, 40}, {256, 300, 70}, {64, 2100, 20},
                                     {20, 2999, 9}, {16, 4200, 40}, {1, 5000, 3},   {200, 33, 8},
                                     {256, 90, 700}};

}  // namespace

TEST_CASE_TEMPLATE("a product of rows that lie anywhere has the bits of one of their copies", T, float,
                   double) {
  for (const auto& [n, k, m] : dense_layers) {
    const auto all = some_values<T>(300 * k, 3), weight = some_values<T>(m * k, 8),
               bias = some_values<T>(m, 1);
    const auto order = some_order(n);
    const auto copy = rows_of(all, k, order);
    const auto size = static_cast<std::size_t>(n * m);
    for (const int threads : {1, 3}) {
      for (const bool plain : {false, true}) {
        CAPTURE(n);
        CAPTURE(k);
        CAPTURE(m);
        const T* offset = plain ? nullptr : bias.data();
        std::vector<T> expected(size), found(size, T(99));
        multiply_transposed<T>({copy.data(), n, k}, {weight.data(), m, k}, offset, {expected.data(), n, m}, 1,
                               !plain);
        multiply_transposed<T>({all.data(), n, k}, {weight.data(), m, k}, offset, {found.data(), n, m},
                               threads, !plain, order.data());
        CHECK(found == expected);
      }
    }
  }
}

TEST_CASE_TEMPLATE("a product in blocks has the bits of the whole one, and each element once", T, float,
                   double) {
  for (const auto& [n, k, m] : dense_layers) {
    const auto all = some_values<T>(300 * k, 3), grad = some_values<T>(n * m, 8);
    const auto order = some_order(n);
    const auto copy = rows_of(all, k, order);
    std::vector<T> expected(static_cast<std::size_t>(m * k));
    multiply_outer<T>({grad.data(), n, m}, {copy.data(), n, k}, {expected.data(), m, k}, 1);
    for (const int threads : {1, 3}) {
      for (const bool gathers : {false, true}) {
        CAPTURE(n);
        CAPTURE(k);
        CAPTURE(m);
        Collected<T> found(m, k);
        multiply_outer_in_blocks<T>({grad.data(), n, m}, {gathers ? all.data() : copy.data(), n, k},
                                    gathers ? order.data() : nullptr, found, threads);
        CHECK(found.values == expected);
        CHECK(std::ranges::count(found.times, 1) == m * k);
      }
    }
  }
}

}  // namespace runner
