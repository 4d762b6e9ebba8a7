#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "picture/contour_lines.h"

using namespace runner::picture;

namespace {

double area_of(const ContourLine& line) {
  double twice = 0;
  for (std::size_t k = 0; k < line.points.size(); ++k) {
    const auto& [ax, ay] = line.points[k];
    const auto& [bx, by] = line.points[(k + 1) % line.points.size()];
    twice += ax * by - bx * ay;
  }
  return std::abs(twice) / 2;
}

}  // namespace

TEST_CASE("a level line goes where a linear function has the level") {
  const std::vector<double> x = {0, 1, 2}, y = {0, 1}, values = {0, 1, 2, 0, 1, 2};
  const auto lines = contour_lines({x, y, values}, 0.25);
  REQUIRE_EQ(lines.size(), 1);
  CHECK_FALSE(lines[0].closed);
  CHECK_EQ(lines[0].points, std::vector<std::pair<double, double>>{{0.25, 0}, {0.25, 1}});
}

TEST_CASE("a peak has a closed line, and areas reach the border") {
  const std::vector<double> x = {0, 1, 2}, y = {0, 1, 2}, peak = {0, 0, 0, 0, 2, 0, 0, 0, 0};
  const auto lines = contour_lines({x, y, peak}, 1);
  REQUIRE_EQ(lines.size(), 1);
  CHECK(lines[0].closed);
  CHECK_EQ(area_of(lines[0]), doctest::Approx(0.5));
  const auto all = contour_areas({x, y, peak}, -1);
  REQUIRE_EQ(all.size(), 1);
  CHECK_EQ(area_of(all[0]), doctest::Approx(4));
  const std::vector<double> slope = {0, 1, 2, 0, 1, 2, 0, 1, 2};
  const auto half = contour_areas({x, y, slope}, 1.5);
  REQUIRE_EQ(half.size(), 1);
  CHECK_EQ(area_of(half[0]), doctest::Approx(1));
}

TEST_CASE("a saddle is decided by the mean of its corners; what is not finite has no lines") {
  const std::vector<double> x = {0, 1}, y = {0, 1}, saddle = {1, 0, 0, 1};
  CHECK_EQ(contour_lines({x, y, saddle}, 0.4).size(), 2);
  CHECK_EQ(contour_areas({x, y, saddle}, 0.4).size(), 1);
  CHECK_EQ(contour_areas({x, y, saddle}, 0.6).size(), 2);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> hole = {1, 0, 0, nan};
  CHECK(contour_lines({x, y, hole}, 0.5).empty());
}
