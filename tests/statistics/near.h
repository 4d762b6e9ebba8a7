#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

constexpr double tight = 1e-10;

inline void near(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(found[i] == doctest::Approx(expected[i]).epsilon(tight));
  }
}
