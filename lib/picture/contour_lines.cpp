// Marching squares: each cell is crossed by at most two segments, which end on its sides; every side has a
// number, and segments that end on the same side are joined to lines.
#include "picture/contour_lines.h"

#include <array>
#include <cmath>
#include <limits>

namespace runner::picture {

namespace {

using Side = std::size_t;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

class Marching {
 public:
  Marching(const Grid& grid, double level)
      : grid_(grid),
        level_(level),
        columns_(grid.x.size()),
        rows_(grid.y.size()),
        next_(2 * columns_ * rows_, {kNone, kNone}) {
    for (std::size_t row = 0; row + 1 < rows_; ++row) {
      for (std::size_t column = 0; column + 1 < columns_; ++column) cell(row, column);
    }
  }

  std::vector<ContourLine> lines() {
    std::vector<ContourLine> result;
    // First those with ends, then those that are closed.
    for (const bool ends : {true, false}) {
      for (Side side = 0; side < next_.size(); ++side) {
        const bool is_end = next_[side][0] != kNone && next_[side][1] == kNone;
        if (ends ? is_end : next_[side][0] != kNone) result.push_back(follow(side, !ends));
      }
    }
    return result;
  }

 private:
  double value(std::size_t row, std::size_t column) const { return grid_.values[row * columns_ + column]; }
  Side across(std::size_t row, std::size_t column) const { return 2 * (row * columns_ + column); }
  Side upright(std::size_t row, std::size_t column) const { return 2 * (row * columns_ + column) + 1; }

  void join(Side a, Side b) {
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
      (next_[from][0] == kNone ? next_[from][0] : next_[from][1]) = to;
    }
  }

  void cell(std::size_t row, std::size_t column) {
    const std::array<double, 4> corner = {value(row, column), value(row, column + 1),
                                          value(row + 1, column + 1), value(row + 1, column)};
    double sum = 0;
    std::array<bool, 4> high{};
    for (std::size_t k = 0; k < 4; ++k) {
      if (std::isnan(corner[k])) return;
      high[k] = corner[k] >= level_;
      sum += corner[k];
    }
    const std::array<Side, 4> side = {across(row, column), upright(row, column + 1), across(row + 1, column),
                                      upright(row, column)};
    std::vector<Side> crossed;
    for (std::size_t k = 0; k < 4; ++k) {
      if (high[k] != high[(k + 1) % 4]) crossed.push_back(side[k]);
    }
    if (crossed.size() == 2) join(crossed[0], crossed[1]);
    if (crossed.size() != 4) return;
    const bool middle = sum / 4 >= level_;
    // The middle is joined to the corners that are like it; the other two are cut off.
    if (middle == high[0]) {
      join(side[0], side[1]);
      join(side[2], side[3]);
    } else {
      join(side[3], side[0]);
      join(side[1], side[2]);
    }
  }

  std::pair<double, double> place(Side side) const {
    const std::size_t row = side / 2 / columns_, column = side / 2 % columns_;
    const bool is_upright = side % 2 == 1;
    const double a = value(row, column);
    const double b = is_upright ? value(row + 1, column) : value(row, column + 1);
    double part = (level_ - a) / (b - a);
    if (std::isinf(a)) part = 1;
    if (std::isinf(b)) part = 0;
    const auto between = [part](double from, double to) { return from + part * (to - from); };
    return is_upright ? std::pair(grid_.x[column], between(grid_.y[row], grid_.y[row + 1]))
                      : std::pair(between(grid_.x[column], grid_.x[column + 1]), grid_.y[row]);
  }

  ContourLine follow(Side side, bool closed) {
    ContourLine line;
    line.closed = closed;
    Side before = kNone;
    while (side != kNone) {
      line.points.push_back(place(side));
      const std::array<Side, 2> neighbours = next_[side];
      next_[side] = {kNone, kNone};
      Side to = neighbours[0] == before ? neighbours[1] : neighbours[0];
      if (to != kNone && next_[to][0] == kNone) to = kNone;  // back at the start
      before = side;
      side = to;
    }
    return line;
  }

  const Grid& grid_;
  double level_;
  std::size_t columns_, rows_;
  std::vector<std::array<Side, 2>> next_;  ///< the one or two sides that each side's crossing is joined to
};

}  // namespace

std::vector<ContourLine> contour_lines(const Grid& grid, double level) {
  return Marching(grid, level).lines();
}

std::vector<ContourLine> contour_areas(const Grid& grid, double level) {
  if (grid.x.empty() || grid.y.empty()) return {};
  // A rim of its own, of no width, on which everything is lower: so every line is closed.
  std::vector<double> x{grid.x.front()}, y{grid.y.front()};
  x.insert(x.end(), grid.x.begin(), grid.x.end());
  y.insert(y.end(), grid.y.begin(), grid.y.end());
  x.push_back(grid.x.back());
  y.push_back(grid.y.back());
  std::vector<double> values(x.size() * y.size(), -std::numeric_limits<double>::infinity());
  for (std::size_t row = 0; row < grid.y.size(); ++row) {
    for (std::size_t column = 0; column < grid.x.size(); ++column) {
      const double value = grid.values[row * grid.x.size() + column];
      if (!std::isnan(value)) values[(row + 1) * x.size() + column + 1] = value;
    }
  }
  return contour_lines({x, y, values}, level);
}

}  // namespace runner::picture
