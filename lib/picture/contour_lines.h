#pragma once

#include <span>
#include <utility>
#include <vector>

namespace runner::picture {

/// A grid of values, `values[row * x.size() + column]`.
struct Grid {
  std::span<const double> x, y, values;
};

struct ContourLine {
  std::vector<std::pair<double, double>> points;
  bool closed = false;
};

/// The lines on which the grid, taken as linear along each cell's sides, has this value (marching squares; a
/// saddle is decided by the mean of its corners). Cells with a corner that is not finite have none.
std::vector<ContourLine> contour_lines(const Grid& grid, double level);

/// The outlines of where the grid is at least at this value, as closed lines along the grid's border too:
/// filled by the even-odd rule they cover just that. What is not finite counts as below.
std::vector<ContourLine> contour_areas(const Grid& grid, double level);

}  // namespace runner::picture
