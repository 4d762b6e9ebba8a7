#include <algorithm>
#include <cmath>
#include <sstream>

#include "picture/contour_lines.h"
#include "picture/labels.h"
#include "picture/numbers.h"
#include "picture/panel.h"
#include "picture/svg.h"

namespace runner::picture {

namespace {

/// The edges between centres, in px.
std::vector<double> cell_edges(const Scale& scale, const std::vector<double>& centres) {
  std::vector<double> places, edges;
  for (const double centre : centres) places.push_back(scale(centre));
  if (places.size() == 1 || scale.kind() == ScaleKind::category) {
    const double half = scale.kind() == ScaleKind::category ? scale.unit() / 2 : 20;
    const double sign = places.size() > 1 && places[1] < places[0] ? -1 : 1;
    for (const double place : places) edges.push_back(place - sign * half);
    edges.push_back(places.back() + sign * half);
    return edges;
  }
  edges.push_back(places[0] - (places[1] - places[0]) / 2);
  for (std::size_t k = 0; k + 1 < places.size(); ++k) edges.push_back((places[k] + places[k + 1]) / 2);
  edges.push_back(places.back() + (places.back() - places[places.size() - 2]) / 2);
  return edges;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void cell_text(Elements& out, const std::string& text, double x, double y, double width, double height,
               bool bright) {
  const std::vector<std::string> lines = lines_of(text);
  std::size_t shown = lines.size();
  while (shown > 0 && static_cast<double>(shown) * 13 > height) --shown;
  double top = y - 6.5 * static_cast<double>(shown) + 10.5;
  for (std::size_t k = 0; k < shown; ++k, top += 13) {
    const double size = k == 0 ? 11 : 10;
    if (text_width(lines[k], size) > width - 2) continue;
    const std::string look = std::string(k == 0 ? "" : "small ") + (bright ? "on-bright" : "on-dark");
    out.text({.x = x, .y = top, .anchor = "middle", .look = look}, lines[k]);
  }
}

void box_path(std::string& path, double left, double top, double right, double bottom) {
  move_to(path, left, top);
  line_to(path, right, top);
  line_to(path, right, bottom);
  line_to(path, left, bottom);
  path += "Z";
}

const ColorScale* color_scale_of(const Panel& panel, std::vector<double>& values) {
  for (const Mark& mark : panel.marks) {
    if (const auto* cells = std::get_if<Cells>(&mark)) {
      values = cells->values;
      return &cells->color;
    }
    if (const auto* contours = std::get_if<Contours>(&mark)) {
      values = contours->values;
      return &contours->color;
    }
    const auto* tiles = std::get_if<Tiles>(&mark);
    if (tiles && tiles->channels == 1 && tiles->legend) {
      for (const Tiles::Tile& tile : tiles->tiles)
        values.insert(values.end(), tile.values.begin(), tile.values.end());
      return &tiles->color;
    }
  }
  return nullptr;
}

/// The places that a scale of colours names: where there is room for less than two, its ends.
std::vector<Tick> bar_ticks(ScaleKind kind, const Range& range, std::size_t most) {
  std::vector<Tick> named = ticks({.scale = kind}, range.low, range.high, most);
  const auto has_label = [](const Tick& tick) { return !tick.label.empty(); };
  if (std::count_if(named.begin(), named.end(), has_label) > 1) return named;
  std::erase_if(named, [&](const Tick& tick) {
    const double part = (tick.at - range.low) / (range.high - range.low);
    return !has_label(tick) || part < 0.25 || part > 0.75;
  });
  named.push_back({range.low, readable(range.low)});
  named.push_back({range.high, readable(range.high)});
  return named;
}

bool has_tiles(const Panel& panel) {
  return std::any_of(panel.marks.begin(), panel.marks.end(),
                     [](const Mark& mark) { return std::holds_alternative<Tiles>(mark); });
}

/// The cells of a grid with a corner that has no value: nothing is known of what lies in them.
std::string cells_without_value(const Grid& grid) {
  std::string path;
  for (std::size_t row = 0; row + 1 < grid.y.size(); ++row) {
    for (std::size_t column = 0; column + 1 < grid.x.size(); ++column) {
      const double* const corner = &grid.values[row * grid.x.size() + column];
      const double* const above = corner + grid.x.size();
      if (std::isfinite(corner[0]) && std::isfinite(corner[1]) && std::isfinite(above[0]) &&
          std::isfinite(above[1]))
        continue;
      box_path(path, grid.x[column], grid.y[row], grid.x[column + 1], grid.y[row + 1]);
    }
  }
  return path;
}

}  // namespace

void draw(Elements& out, const Frame& frame, const Cells& cells) {
  if (cells.x.empty() || cells.y.empty()) return;
  const std::vector<double> columns = cell_edges(frame.x, cells.x), rows = cell_edges(frame.y, cells.y);
  const Colors colors(cells.color, cells.values);
  out.open("g").with_plain("class", "mark cells").inside();
  std::string frame_of_best;
  for (std::size_t row = 0; row < cells.y.size(); ++row) {
    for (std::size_t column = 0; column < cells.x.size(); ++column) {
      const std::size_t k = row * cells.x.size() + column;
      const double left = std::min(columns[column], columns[column + 1]);
      const double right = std::max(columns[column], columns[column + 1]);
      const double top = std::min(rows[row], rows[row + 1]), bottom = std::max(rows[row], rows[row + 1]);
      const double value = cells.values[k];
      const bool empty = !std::isfinite(value);
      out.open("rect")
          .with_plain("class", empty ? "datum hatch-cell" : "datum cell")
          .with("x", left)
          .with("y", top);
      out.with("width", right - left).with("height", bottom - top).with_plain("data-cell", std::to_string(k));
      out.with_plain("fill", empty ? "url(#" + frame.id + "h)" : colors(value)).inside();
      out.element("title", k < cells.tips.size() ? cells.tips[k] : readable(value, 4));
      out.close();
      if (k < cells.texts.size() && !cells.texts[k].empty()) {
        const std::string& text = cells.texts[k];
        const double x = (left + right) / 2, y = (top + bottom) / 2;
        if (empty) {
          const std::string why = lines_of(text).front();
          const bool fits = text_width(why, 10) <= right - left - 2;
          out.text({.x = x, .y = y + 4, .anchor = "middle", .look = "t small soft"}, fits ? why : "×");
        } else {
          const double room = right - left - (cells.best == k ? 6 : 0);  // within the frame of the best
          cell_text(out, text, x, y, room, bottom - top, colors.is_bright(value));
        }
      }
      if (cells.best == k) box_path(frame_of_best, left + 1.5, top + 1.5, right - 1.5, bottom - 1.5);
    }
  }
  if (!frame_of_best.empty()) {
    out.open("path").with_plain("class", "best-under").with_plain("d", frame_of_best).end();
    out.open("path").with_plain("class", "best-cell").with_plain("d", frame_of_best).end();
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Contours& contours) {
  const Colors colors(contours.color, contours.values);
  // In px: between two centres of a logarithmic axis a line runs as it is seen.
  std::vector<double> columns, rows;
  for (const double x : contours.x) columns.push_back(frame.x(x));
  for (const double y : contours.y) rows.push_back(frame.y(y));
  const Grid grid{columns, rows, contours.values};
  const auto path_of = [&](const std::vector<ContourLine>& lines) {
    std::string path;
    for (const ContourLine& line : lines) {
      for (std::size_t k = 0; k < line.points.size(); ++k) {
        const auto& [x, y] = line.points[k];
        k == 0 ? move_to(path, x, y) : line_to(path, x, y);
      }
      if (line.closed) path += "Z";
    }
    return path;
  };
  out.open("g").with_plain("class", "mark contours").inside();
  if (contours.filled) {
    std::string ground;
    box_path(ground, frame.left, frame.top, frame.right(), frame.bottom());
    // Each area has the colour half way to the next level, the lowest one half way from the scale's end.
    const std::size_t count = contours.levels.size();
    const auto part = [&](std::size_t k) {
      const double low = k == 0 ? 0 : colors.part(contours.levels[k - 1]);
      const double high = k == count ? 1 : colors.part(contours.levels[k]);
      return (std::clamp(low, 0.0, 1.0) + std::clamp(high, 0.0, 1.0)) / 2;
    };
    out.open("path")
        .with_plain("class", "area")
        .with_plain("fill", colors.at(part(0)))
        .with_plain("d", ground)
        .end();
    for (std::size_t k = 0; k < count; ++k) {
      const std::string path = path_of(contour_areas(grid, contours.levels[k]));
      if (path.empty()) continue;
      out.open("path").with_plain("class", "area").with_plain("fill", colors.at(part(k + 1)));
      out.with_plain("fill-rule", "evenodd").with_plain("d", path).end();
    }
  }
  std::string lines;
  for (const double level : contours.levels) lines += path_of(contour_lines(grid, level));
  if (!lines.empty()) {
    out.open("path")
        .with_plain("class", contours.filled ? "level" : "level-alone")
        .with_plain("d", lines)
        .end();
  }
  const std::string unknown = cells_without_value(grid);
  if (contours.filled && !unknown.empty()) {
    out.open("path").with_plain("class", "ground").with_plain("d", unknown).end();
    out.open("path").with_plain("class", "area").with_plain("fill", "url(#" + frame.id + "h)");
    out.with_plain("d", unknown).end();
  }
  out.close();
}

double color_bar_width(const Panel& panel) {
  std::vector<double> values;
  const ColorScale* scale = color_scale_of(panel, values);
  if (!scale) return 0;
  double widest = 0;
  const Colors colors(*scale, values);
  const Axis axis{.scale = scale->log ? ScaleKind::log : ScaleKind::linear};
  for (const Tick& tick : ticks(axis, colors.range().low, colors.range().high, 6)) {
    widest = std::max(widest, text_width(tick.label, 11));
  }
  if (has_tiles(panel)) {  // they may be low, so that the ends are named
    for (const double end : {colors.range().low, colors.range().high})
      widest = std::max(widest, text_width(readable(end), 11));
  }
  return 34 + widest + (scale->title.empty() ? 0 : 16);
}

void draw_color_bar(Elements& out, const Frame& frame) {
  std::vector<double> values;
  const ColorScale* scale = color_scale_of(frame.panel, values);
  if (!scale) return;
  const Colors colors(*scale, values);
  const ScaleKind kind = scale->log ? ScaleKind::log : ScaleKind::linear;
  const double left = frame.right() + 14, width = 12, height = std::min(frame.height, 240.0);
  constexpr int kSteps = 32;
  out.open("g").with_plain("class", "color-bar").inside();
  for (int k = 0; k < kSteps; ++k) {
    const double bottom = frame.top + height * (1 - static_cast<double>(k) / kSteps);
    out.open("rect").with("x", left).with("y", bottom - height / kSteps).with("width", width);
    // A little over the one above, so that no gap shows.
    out.with("height", height / kSteps + (k == 0 ? 0 : 0.5))
        .with_plain("fill", colors.at((k + 0.5) / kSteps))
        .end();
  }
  const Scale place(kind, colors.range(), frame.top + height, frame.top);
  double widest = 0;
  std::string marks;
  for (const Tick& tick :
       bar_ticks(kind, colors.range(), static_cast<std::size_t>(std::clamp(height / 28, 3.0, 6.0)))) {
    const double y = place(tick.at);
    move_to(marks, left + width, y);
    line_to(marks, left + width + (tick.label.empty() ? 2 : 4), y);
    widest = std::max(widest, text_width(tick.label, 11));
    if (!tick.label.empty()) out.text({.x = left + width + 6, .y = y + 4, .look = "t soft"}, tick.label);
  }
  out.open("path").with_plain("class", "axis").with_plain("d", marks).end();
  if (!scale->title.empty()) {
    out.text({.x = left + width + 6 + widest + 13,
              .y = frame.top + height / 2,
              .anchor = "middle",
              .upright = true,
              .tip = scale->title},
             fitted(scale->title, 11, height + 30));
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Rule& rule) {
  const Scale& scale = rule.vertical ? frame.x : frame.y;
  if (!scale.inside(rule.at)) return;
  const std::string color = rule.series ? look_of(frame.picture, *rule.series).color : "g";
  const double at = scale(rule.at);
  std::string path;
  rule.vertical ? move_to(path, at, frame.top) : move_to(path, frame.left, at);
  rule.vertical ? line_to(path, at, frame.bottom()) : line_to(path, frame.right(), at);
  out.open("g").with_plain("class", "mark rule").inside();
  out.open("path").with_plain("class", "mid d1 l" + color).with_plain("d", path).end();
  if (!rule.vertical && !rule.label.empty()) {
    const double y = at - 4 < frame.top + 10 ? at + 12 : at - 4;
    out.text({.x = frame.left + 4, .y = y, .look = "t small soft", .tip = rule.label},
             fitted(rule.label, 10, frame.width * 0.6));
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Shade& shade) {
  const Scale& scale = shade.vertical ? frame.x : frame.y;
  const double low = scale(shade.from), high = scale(shade.to);
  if (!std::isfinite(low) || !std::isfinite(high)) return;
  const double left =
      shade.vertical ? std::clamp(std::min(low, high), frame.left, frame.right()) : frame.left;
  const double right =
      shade.vertical ? std::clamp(std::max(low, high), frame.left, frame.right()) : frame.right();
  const double top = shade.vertical ? frame.top : std::clamp(std::min(low, high), frame.top, frame.bottom());
  const double bottom =
      shade.vertical ? frame.bottom() : std::clamp(std::max(low, high), frame.top, frame.bottom());
  if (right - left < 0.1 || bottom - top < 0.1) return;
  out.open("g").with_plain("class", "mark shade").inside();
  out.open("rect").with("x", left).with("y", top).with("width", right - left).with("height", bottom - top);
  if (shade.hatched) {
    out.with_plain("fill", "url(#" + frame.id + "h)").end();
  } else {
    out.with_plain("class", "tone fg").end();
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Annotation& annotation) {
  if (!frame.x.inside(annotation.x) || !frame.y.inside(annotation.y)) return;
  const double x = frame.x(annotation.x), y = frame.y(annotation.y);
  out.open("g").with_plain("class", "mark annotation").inside();
  if (annotation.marker) {
    const std::string path = marker_path(*annotation.marker, x, y, 5);
    out.open("path")
        .with_plain("class", is_stroked(*annotation.marker) ? "halo" : "mid halo")
        .with_plain("d", path)
        .end();
    out.open("path").with_plain("class", is_stroked(*annotation.marker) ? "mid ink" : "in-ink");
    out.with_plain("d", path).end();
  }
  if (!annotation.text.empty()) {
    const double width = text_width(annotation.text, 11);
    const bool before = x + 8 + width > frame.right() && x - 8 - width >= frame.left;
    const double place = before ? x - 8 : std::min(x + 8, std::max(frame.left, frame.right() - width - 2));
    const double base = std::clamp(y - 6, frame.top + 11, frame.bottom() - 4);
    for (const std::string look : {"t halo", "t"}) {
      out.text({.x = place, .y = base, .anchor = before ? "end" : "start", .look = look}, annotation.text);
    }
  }
  out.close();
}

}  // namespace runner::picture
