#include "workbook/curve_chart.h"

#include <array>
#include <cassert>

#include "base/text.h"

namespace runner {
namespace {

// Source: Okabe & Ito 2008, Color Universal Design; without its yellow, which is hardly seen on white.
constexpr std::array<lxw_color_t, most_chart_curves> chart_colors = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7,
                                                                     0xE69F00, 0x56B4E9, 0x000000, 0x999999};
constexpr lxw_color_t grid_color = 0xD9D9D9;

/// A text of a chart; one that begins with = would be taken for a formula.
std::string chart_text(const std::string& text) {
  constexpr std::size_t most = 200;
  const std::string shown = shortened(cell_text(text), most);
  return shown.starts_with('=') ? " " + shown : shown;
}

void add_series(Sheet& sheet, lxw_chart* chart, const CurveChart& described, std::size_t column,
                std::size_t named_by, lxw_chart_line line) {
  const auto row = [](std::size_t at) { return static_cast<lxw_row_t>(at); };
  const auto place = [](std::size_t at) { return static_cast<lxw_col_t>(at); };
  lxw_chart_series* series = chart_add_series(chart, nullptr, nullptr);
  if (series == nullptr) throw std::bad_alloc();
  const char* name = sheet.name().c_str();
  chart_series_set_categories(series, name, row(described.first_row), place(described.x_column),
                              row(described.last_row), place(described.x_column));
  chart_series_set_values(series, name, row(described.first_row), place(column), row(described.last_row),
                          place(column));
  chart_series_set_name_range(series, name, row(described.heading_row), place(named_by));
  chart_series_set_line(series, &line);
}

/// The ends of the bands lie below the means.
std::size_t add_bands(Sheet& sheet, lxw_chart* chart, const CurveChart& described) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < described.curves.size(); ++i) {
    lxw_chart_line line = {};
    line.color = chart_colors[i];
    line.width = 0.75F;
    line.dash_type = LXW_CHART_LINE_DASH_SQUARE_DOT;
    line.transparency = 30;
    for (const auto& end : {described.curves[i].low, described.curves[i].high}) {
      if (!end) continue;
      add_series(sheet, chart, described, *end, *end, line);
      ++count;
    }
  }
  return count;
}

void set_axes(lxw_chart* chart, const CurveChart& described) {
  chart_axis_set_name(chart->x_axis, chart_text(described.x_name).c_str());
  chart_axis_set_name(chart->y_axis, chart_text(described.y_name).c_str());
  chart_axis_set_num_format(chart->x_axis, "#,##0");
  chart_axis_set_num_format(chart->y_axis, described.is_logarithmic ? "0E+0" : "General");
  if (described.last_x > described.first_x) {
    chart_axis_set_min(chart->x_axis, described.first_x);
    chart_axis_set_max(chart->x_axis, described.last_x);
  }
  if (described.is_logarithmic) chart_axis_set_log_base(chart->y_axis, 10);
  // Else they would stand in the middle of the picture where values are negative.
  chart_axis_set_label_position(chart->x_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  chart_axis_set_label_position(chart->y_axis, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  lxw_chart_line grid = {};
  grid.color = grid_color;
  grid.width = 0.5F;
  chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_TRUE);
  chart_axis_major_gridlines_set_line(chart->y_axis, &grid);
  chart_axis_major_gridlines_set_visible(chart->x_axis, LXW_FALSE);
}

}  // namespace

void add_chart(Sheet& sheet, const CurveChart& described, std::size_t row, std::size_t column) {
  assert(described.curves.size() <= most_chart_curves);
  lxw_chart* chart = sheet.file().add_chart(LXW_CHART_SCATTER_STRAIGHT);
  const std::size_t bands = add_bands(sheet, chart, described);
  for (std::size_t i = 0; i < described.curves.size(); ++i) {
    lxw_chart_line line = {};
    line.color = chart_colors[i];
    line.width = 2;
    add_series(sheet, chart, described, described.curves[i].mean, described.curves[i].mean, line);
  }
  std::vector<std::int16_t> unnamed;
  for (std::size_t i = 0; i < bands; ++i) unnamed.push_back(static_cast<std::int16_t>(i));
  unnamed.push_back(-1);
  if (bands > 0) sheet.file().check(chart_legend_delete_series(chart, unnamed.data()));
  chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
  chart_show_blanks_as(chart, LXW_CHART_BLANKS_AS_GAP);
  chart_title_set_name(chart, chart_text(described.title).c_str());
  lxw_chart_font font = {};
  font.size = 12;
  font.bold = LXW_TRUE;
  chart_title_set_name_font(chart, &font);
  set_axes(chart, described);
  constexpr double width = 480, height = 288;  // without a scale
  lxw_chart_options options = {};
  options.x_scale = chart_width / width;
  options.y_scale = chart_height / height;
  options.x_offset = 4;
  options.object_position = LXW_OBJECT_DONT_MOVE_DONT_SIZE;
  sheet.file().check(worksheet_insert_chart_opt(sheet.handle(), static_cast<lxw_row_t>(row),
                                                static_cast<lxw_col_t>(column), chart, &options));
}

}  // namespace runner
