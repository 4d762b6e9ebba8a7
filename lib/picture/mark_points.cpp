#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/stable_sort.h"
#include "picture/labels.h"
#include "picture/numbers.h"
#include "picture/panel.h"
#include "picture/svg.h"

namespace runner::picture {

namespace {

/// More than this and they are one path, without a read-out each.
constexpr std::size_t kSingly = 3000;

std::string at_or_empty(const std::vector<std::string>& texts, std::size_t k) {
  return k < texts.size() ? texts[k] : std::string();
}

void draw_datum(Elements& out, const std::string& classes, const std::string& path, const std::string& series,
                const std::string& run, const std::string& tip, const std::string& fill = {}) {
  out.open("path").with_plain("class", "datum " + classes).with_some("data-series", series);
  out.with_some("data-run", run).with_plain("d", path);
  if (!fill.empty()) out.with_plain("fill", fill);
  if (tip.empty()) return out.end();
  out.inside().element("title", tip);
  out.close();
}

std::string key_of(const Frame& frame, std::size_t series) {
  return series < frame.picture.series.size() ? frame.picture.series[series].key : std::string();
}

/// The marker of a series at a place, in px.
void draw_marker(Elements& out, const Frame& frame, std::size_t series, double x, double y, double radius,
                 const std::string& run, const std::string& tip) {
  const Look look = look_of(frame.picture, series);
  draw_datum(out, marker_class(look.marker, look.color), marker_path(look.marker, x, y, radius),
             key_of(frame, series), run, tip);
}

/// A place and a length along the value axis, in px, for marks that stand or lie.
struct Turned {
  const Frame& frame;
  bool horizontal;

  double along(double at) const { return horizontal ? frame.y(at) : frame.x(at); }
  double across(double value) const {
    const double place = horizontal ? frame.x(value) : frame.y(value);
    return horizontal ? std::clamp(place, frame.left, frame.right())
                      : std::clamp(place, frame.top, frame.bottom());
  }
  const Scale& values() const { return horizontal ? frame.x : frame.y; }
  double unit() const {
    const Scale& scale = horizontal ? frame.y : frame.x;
    return scale.kind() == ScaleKind::log ? 40 : scale.unit();
  }
  void move(std::string& path, double along_px, double across_px) const {
    horizontal ? move_to(path, across_px, along_px) : move_to(path, along_px, across_px);
  }
  void line(std::string& path, double along_px, double across_px) const {
    horizontal ? line_to(path, across_px, along_px) : line_to(path, along_px, across_px);
  }
  void count_outside(double value) const {
    if (!std::isfinite(value) || values().inside(value)) return;
    const bool high = value > values().range().high;
    if (horizontal) {
      ++(high ? frame.omitted.points.behind : frame.omitted.points.before);
    } else {
      ++(high ? frame.omitted.points.above : frame.omitted.points.below);
    }
  }
};

/// How far each value's marker is moved aside, in px, so that none covers another while there is room.
std::vector<double> moved_aside(const std::vector<double>& places, double radius, double reach) {
  std::vector<std::size_t> order(places.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  sort_stably(order, [&](std::size_t a, std::size_t b) { return places[a] < places[b]; });
  std::vector<double> aside(places.size(), 0);
  const double apart = 2 * radius + 0.6;
  std::size_t first = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double place = places[order[k]];
    while (first < k && places[order[first]] < place - apart) ++first;
    const auto is_free = [&](double offset) {
      for (std::size_t j = first; j < k; ++j) {
        if (std::hypot(places[order[j]] - place, aside[order[j]] - offset) < apart) return false;
      }
      return true;
    };
    for (double step = 0; step <= reach; step += apart / 2) {
      if (is_free(step)) {
        aside[order[k]] = step;
        break;
      }
      if (is_free(-step)) {
        aside[order[k]] = -step;
        break;
      }
    }
  }
  return aside;
}

}  // namespace

void draw(Elements& out, const Frame& frame, const Points& points) {
  const Look look = look_of(frame.picture, points.series);
  const Marker marker = points.marker.value_or(look.marker);
  const bool coloured = !points.values.empty();
  const ColorScale scale{.palette = Palette::viridis, .title = points.value_title};
  const Colors colors(scale, points.values);
  const double radius = points.faint ? 2 : 3.6;
  const Turned turned{frame, false};
  open_mark(out, frame, "points", points.series).inside();
  const std::string classes = marker_class(marker, look.color) + (points.faint ? " faint" : "");
  std::string all;
  for (std::size_t k = 0; k < points.x.size(); ++k) {
    if (!std::isfinite(points.x[k]) || !std::isfinite(points.y[k]) || !frame.x.inside(points.x[k])) continue;
    turned.count_outside(points.y[k]);
    const double x = frame.x(points.x[k]), y = turned.across(points.y[k]);
    const Marker shape = frame.y.inside(points.y[k])          ? marker
                         : points.y[k] > frame.y.range().high ? Marker::triangle
                                                              : Marker::triangle_down;
    const std::string path = marker_path(shape, x, y, radius);
    if (points.x.size() > kSingly && !coloured) {
      all += path;
      continue;
    }
    draw_datum(out, coloured ? "value" : classes, path, key_of(frame, points.series),
               at_or_empty(points.runs, k), at_or_empty(points.texts, k),
               coloured ? colors(points.values[k]) : std::string());
  }
  if (!all.empty()) out.open("path").with_plain("class", classes).with_plain("d", all).end();
  out.close();
}

void draw(Elements& out, const Frame& frame, const Intervals& intervals) {
  const Look look = look_of(frame.picture, intervals.series);
  const Turned turned{frame, intervals.horizontal};
  open_mark(out, frame, "intervals", intervals.series).inside();
  for (std::size_t k = 0; k < intervals.at.size(); ++k) {
    const double along = turned.along(intervals.at[k]);
    if (std::isfinite(intervals.low[k]) && std::isfinite(intervals.high[k])) {
      std::string path;
      const double low = turned.across(intervals.low[k]), high = turned.across(intervals.high[k]);
      turned.move(path, along, low);
      turned.line(path, along, high);
      for (const double end : {low, high}) {
        turned.move(path, along - 4, end);
        turned.line(path, along + 4, end);
      }
      out.open("path").with_plain("class", "mid l" + look.color).with_plain("d", path).end();
    }
    if (!std::isfinite(intervals.middle[k])) continue;
    const double middle = turned.across(intervals.middle[k]);
    draw_marker(out, frame, intervals.series, intervals.horizontal ? middle : along,
                intervals.horizontal ? along : middle, 4, {}, at_or_empty(intervals.texts, k));
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Bars& bars) {
  const Look look = look_of(frame.picture, bars.series);
  const Turned turned{frame, bars.horizontal};
  open_mark(out, frame, "bars", bars.series).inside();
  for (std::size_t k = 0; k < bars.at.size(); ++k) {
    if (!std::isfinite(bars.to[k]) || !std::isfinite(bars.from[k])) continue;
    turned.count_outside(bars.to[k]);
    const double from = turned.across(bars.from[k]), to = turned.across(bars.to[k]);
    double one = turned.along(bars.at[k] - bars.width / 2), other = turned.along(bars.at[k] + bars.width / 2);
    std::string path;
    turned.move(path, one, from);
    turned.line(path, one, to);
    turned.line(path, other, to);
    turned.line(path, other, from);
    path += "Z";
    const std::string label = at_or_empty(bars.labels, k);
    draw_datum(out, "bar f" + look.color, path, key_of(frame, bars.series), {},
               label.empty() ? readable(bars.to[k]) : label);
    if (label.empty()) continue;
    const double middle = (one + other) / 2, width = text_width(label, 11);
    if (bars.horizontal) {
      const bool fits = to >= from ? to + 5 + width <= frame.right() : to - 5 - width >= frame.left;
      const bool after = (to >= from) == fits;
      out.text({.x = fits ? to + (after ? 5 : -5) : std::max(from, to) - 5,
                .y = middle + 4,
                .anchor = fits && after ? "start" : "end"},
               label);
    } else if (width <= std::abs(other - one) + 6) {
      out.text({.x = middle,
                .y = to <= from                     ? std::max(to - 4, frame.top + 10)
                     : to + 12 > frame.bottom() - 2 ? to - 4
                                                    : to + 12,
                .anchor = "middle"},
               label);
    }
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Boxes& boxes) {
  const Look look = look_of(frame.picture, boxes.series);
  const Turned turned{frame, boxes.horizontal};
  const double half = std::min(boxes.width * turned.unit() / 2, 28.0);
  open_mark(out, frame, "boxes", boxes.series).inside();
  for (const Box& box : boxes.boxes) {
    const double along = turned.along(box.at);
    std::array<double, 5> at{};
    const std::array<double, 5> values = {box.low, box.first_quartile, box.median, box.third_quartile,
                                          box.high};
    if (!std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) continue;
    std::transform(values.begin(), values.end(), at.begin(), [&](double v) { return turned.across(v); });
    std::string outline, lines;
    turned.move(outline, along - half, at[1]);
    turned.line(outline, along + half, at[1]);
    turned.line(outline, along + half, at[3]);
    turned.line(outline, along - half, at[3]);
    outline += "Z";
    for (const auto& [from, to] : {std::pair(at[0], at[1]), std::pair(at[3], at[4])}) {
      turned.move(lines, along, from);
      turned.line(lines, along, to);
    }
    std::string median;
    turned.move(median, along - half, at[2]);
    turned.line(median, along + half, at[2]);
    const std::string tip = "median " + readable(box.median) + ", quartiles " + readable(box.first_quartile) +
                            " and " + readable(box.third_quartile) + ", from " + readable(box.low) + " to " +
                            readable(box.high);
    draw_datum(out, "box f" + look.color + " l" + look.color, outline, key_of(frame, boxes.series), {}, tip);
    out.open("path").with_plain("class", "thin l" + look.color).with_plain("d", lines).end();
    out.open("path").with_plain("class", "stroke l" + look.color).with_plain("d", median).end();
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Strip& strip) {
  const Turned turned{frame, strip.horizontal};
  const double radius = strip.values.size() > 200 ? 1.8 : strip.values.size() > 40 ? 2.6 : 3.6;
  std::vector<double> places;
  for (const double value : strip.values) places.push_back(std::isfinite(value) ? turned.across(value) : 1e9);
  // Beside upright strips stand the intervals of their means.
  const double reach = strip.horizontal ? 0.4 : 0.26;
  const std::vector<double> aside = moved_aside(places, radius, std::min(reach * turned.unit(), 40.0));
  open_mark(out, frame, "strip", strip.series).inside();
  for (std::size_t k = 0; k < strip.values.size(); ++k) {
    if (!std::isfinite(strip.values[k])) continue;
    turned.count_outside(strip.values[k]);
    const double along = turned.along(strip.at) + aside[k];
    const std::string tip = at_or_empty(strip.texts, k);
    draw_marker(out, frame, strip.series, strip.horizontal ? places[k] : along,
                strip.horizontal ? along : places[k], radius, at_or_empty(strip.runs, k),
                tip.empty() ? readable(strip.values[k], 4) : tip);
  }
  out.close();
}

}  // namespace runner::picture
