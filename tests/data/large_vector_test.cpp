#include "data/large_vector.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>

#include "data/move_rows.h"

using namespace runner;

namespace {

std::vector<std::uint32_t> rows_in_order(std::size_t rows) {
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  return order;
}

/// Whether each row goes to where `to` says, in an array of wide rows, one of narrow ones and an empty
/// one.
bool moves(std::vector<std::uint32_t> to, std::size_t width) {
  std::vector<double> wide(to.size() * width);
  std::vector<std::int32_t> narrow(to.size()), none;
  std::iota(wide.begin(), wide.end(), 0.0);
  std::iota(narrow.begin(), narrow.end(), 0);
  const std::vector<std::uint32_t> asked = to;
  const std::array arrays = {rows_of(wide, width), rows_of(none, 3), rows_of(narrow, 1)};
  move_rows(arrays, to);
  for (std::size_t row = 0; row < asked.size(); ++row) {
    if (to[row] != row || narrow[asked[row]] != static_cast<std::int32_t>(row)) return false;
    for (std::size_t i = 0; i < width; ++i) {
      if (wide[asked[row] * width + i] != static_cast<double>(row * width + i)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("large vectors move and are cut piece by piece") {
  std::vector<double> values;
  for (int i = 0; i < 1'000'000; ++i) {
    make_room(values, 1);
    values.push_back(i);
  }
  const std::vector<double> tail = cut_off(values, 600'000);
  CHECK(values.size() == 600'000);
  CHECK(values.back() == 599'999);
  CHECK(tail.size() == 400'000);
  CHECK(tail.front() == 600'000);
}

TEST_CASE("rows are moved to any places, in place") {
  std::mt19937 random(2);
  for (const std::size_t rows :
       {0UL, 1UL, 2UL, 3UL, 15UL, 16UL, 17UL, 1000UL, 5000UL, 300'000UL, 524'289UL}) {
    CAPTURE(rows);
    std::vector<std::uint32_t> order = rows_in_order(rows);
    CHECK(moves(order, 2));
    std::ranges::reverse(order);  // cycles of two
    CHECK(moves(order, 3));
    order = rows_in_order(rows);
    std::ranges::rotate(order, order.begin() + static_cast<std::ptrdiff_t>(rows / 3));
    CHECK(moves(order, 1));
    std::ranges::shuffle(order, random);
    CHECK(moves(order, 9));
  }
  for (int i = 0; i < 500; ++i) {
    std::vector<std::uint32_t> order = rows_in_order(random() % 40);
    std::ranges::shuffle(order, random);
    CHECK(moves(order, 1 + random() % 4));
  }
  std::vector<std::uint32_t> few = rows_in_order(9);
  std::ranges::shuffle(few, random);
  CHECK(moves(few, 200'000));  // long rows
}
