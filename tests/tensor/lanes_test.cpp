#include "tensor/lanes.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

namespace runner {
namespace {

/// Numbers that tell where they stood.
template <class T>
std::vector<T> numbered(Index rows, Index width) {
  std::vector<T> values;
  for (Index i = 0; i < rows * width; ++i) values.push_back(static_cast<T>(i));
  return values;
}

template <class T>
void check_turned(Index rows, Index width, int threads) {
  CAPTURE(rows);
  CAPTURE(width);
  const Index kept = rows + 5, lanes = lanes_for(rows);
  const std::vector<T> all = numbered<T>(kept, width);
  std::vector<std::int64_t> order;
  for (Index i = 0; i < rows; ++i) order.push_back((i * 7 + 3) % kept);
  const Index blocks = padded_rows(rows, lanes) / lanes;
  for (const bool is_ordered : {false, true}) {
    std::vector<T> expected, turned(static_cast<std::size_t>(blocks * lanes * width), T(-1));
    for (Index block = 0; block < blocks; ++block) {
      for (Index i = 0; i < width; ++i) {
        for (Index lane = 0; lane < lanes; ++lane) {
          const Index sample = block * lanes + lane;
          const Index row = is_ordered && sample < rows ? order[static_cast<std::size_t>(sample)] : sample;
          expected.push_back(sample < rows ? static_cast<T>(row * width + i) : T(0));
        }
      }
    }
    to_lanes<T>({all.data(), rows, width}, turned.data(), lanes, threads,
                is_ordered ? order.data() : nullptr);
    CHECK(turned == expected);
    if (is_ordered) continue;
    std::vector<T> back(static_cast<std::size_t>(rows * width), std::numeric_limits<T>::quiet_NaN());
    from_lanes<T>(turned.data(), {back.data(), rows, width}, lanes, threads);
    CHECK(back == std::vector<T>(all.begin(), all.begin() + rows * width));
  }
}

}  // namespace

TEST_CASE("samples are laid into lanes, in their order or another one, and back") {
  for (const Index rows : {1, 8, 13, 16, 33}) {
    for (const Index width : {1, 7, 8, 16, 17, 40}) {
      check_turned<float>(rows, width, 1);
      check_turned<double>(rows, width, 2);
    }
  }
}

}  // namespace runner
