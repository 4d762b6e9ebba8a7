#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "workbook/sheet.h"

namespace runner {

/// A line of a chart: columns of the sheet that it is on. The heading of `mean` names it.
struct ChartCurve {
  std::size_t mean;
  std::optional<std::size_t> low, high;  ///< of its band
};

struct CurveChart {
  std::string title, x_name, y_name;
  std::size_t heading_row, first_row, last_row, x_column;
  double first_x, last_x;
  bool is_logarithmic = false;  ///< the axis of the values
  std::vector<ChartCurve> curves;
};

/// As many as there are colours that can be told apart.
inline constexpr std::size_t most_chart_curves = 8;

inline constexpr double chart_width = 768, chart_height = 461;  // pixels

/// Puts the chart onto the sheet, its left upper corner into this cell. The means are solid, the bands' ends
/// thin and dashed in the same colour, and not in the legend. Throws std::runtime_error.
void add_chart(Sheet& sheet, const CurveChart& chart, std::size_t row, std::size_t column);

}  // namespace runner
