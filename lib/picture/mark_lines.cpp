#include <algorithm>
#include <cmath>
#include <span>

#include "picture/numbers.h"
#include "picture/panel.h"
#include "picture/thin.h"

namespace runner::picture {

namespace {

/// A stretch of a line without a gap, in px, with the numbers of its points.
struct Stretch {
  std::vector<double> x, y;
  std::vector<std::size_t> points;
  bool diverged = false;  ///< ended by a value that is not finite
};

std::vector<Stretch> stretches(const Frame& frame, std::span<const double> x, std::span<const double> y) {
  std::vector<Stretch> result;
  bool open = false;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!std::isfinite(x[k]) || !std::isfinite(y[k])) {
      if (open) result.back().diverged = true;
      open = false;
      continue;
    }
    if (!open) result.emplace_back();
    open = true;
    result.back().x.push_back(frame.x(x[k]));
    result.back().y.push_back(frame.y(y[k]));
    result.back().points.push_back(k);
  }
  return result;
}

void count_outside(const Frame& frame, std::span<const double> x, std::span<const double> y) {
  bool above = false, below = false;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (!std::isfinite(y[k]) || !frame.x.inside(x[k])) continue;
    above = above || y[k] > frame.y.range().high;
    below = below || y[k] < frame.y.range().low;
  }
  frame.omitted.lines.above += above ? 1 : 0;
  frame.omitted.lines.below += below ? 1 : 0;
}

struct Drawn {
  std::string path, x, y;                       ///< the path, and the values along it
  std::vector<std::size_t> points;              ///< which they are
  std::vector<std::pair<double, double>> ends;  ///< where it is cut off by a value that is not finite
};

Drawn drawn_line(const Frame& frame, const Line& line) {
  Drawn result;
  bool thinned_any = false;
  for (const Stretch& stretch : stretches(frame, line.x, line.y)) {
    std::optional<std::size_t> best;
    if (line.best) {
      const auto found = std::find(stretch.points.begin(), stretch.points.end(), *line.best);
      if (found != stretch.points.end()) best = static_cast<std::size_t>(found - stretch.points.begin());
    }
    const std::vector<std::size_t> kept = thinned(stretch.x, stretch.y, best);
    thinned_any = thinned_any || kept.size() < stretch.x.size();
    for (const std::size_t k : kept) {
      const bool first = k == kept.front();
      if (!first && line.steps) line_to(result.path, stretch.x[k], stretch.y[k - 1]);
      first ? move_to(result.path, stretch.x[k], stretch.y[k])
            : line_to(result.path, stretch.x[k], stretch.y[k]);
      if (!result.x.empty()) {
        result.x += ' ';
        result.y += ' ';
      }
      result.x += datum(line.x[stretch.points[k]]);
      result.y += datum(line.y[stretch.points[k]]);
      result.points.push_back(stretch.points[k]);
    }
    if (kept.size() == 1) line_to(result.path, stretch.x[0], stretch.y[0]);  // a round dot
    if (stretch.diverged) result.ends.emplace_back(stretch.x.back(), stretch.y.back());
  }
  frame.omitted.thinned += thinned_any ? 1 : 0;
  return result;
}

bool is_in(const Frame& frame, double x, double y) {
  return x >= frame.left - 0.5 && x <= frame.right() + 0.5 && y >= frame.top - 0.5 &&
         y <= frame.bottom() + 0.5;
}

/// Markers at each point, or at places far enough apart, which begin elsewhere for each series.
std::string line_markers(const Frame& frame, const Line& line, const Drawn& drawn, const Look& look) {
  constexpr double kEach = 14, kSome = 90;
  std::string path;
  const double count = static_cast<double>(std::max<std::size_t>(drawn.points.size(), 1));
  const double apart = line.markers && frame.width / count >= kEach ? 0 : kSome;
  const double shift = apart == 0 ? 0 : apart * (0.2 + 0.17 * static_cast<double>(line.series % 6));
  double next = frame.left + shift;
  for (const std::size_t k : drawn.points) {
    const double x = frame.x(line.x[k]), y = frame.y(line.y[k]);
    if (!is_in(frame, x, y) || (apart > 0 && x < next)) continue;
    path += marker_path(look.marker, x, y, 3.2);
    next = x + apart;
  }
  return path;
}

void draw_path(Elements& out, const std::string& look, const std::string& path) {
  if (!path.empty()) out.open("path").with_plain("class", look).with_plain("d", path).end();
}

}  // namespace

void draw(Elements& out, const Frame& frame, const Line& line) {
  const Look look = look_of(frame.picture, line.series);
  const Drawn drawn = drawn_line(frame, line);
  count_outside(frame, line.x, line.y);
  open_mark(out, frame, "line", line.series, line.run, line.what)
      .with_plain("data-x", drawn.x)
      .with_plain("data-y", drawn.y)
      .inside();
  const std::string dash = dash_class(line.dash.value_or(line.faint ? Dash::solid : look.dash));
  if (!drawn.path.empty()) {
    out.open("path")
        .with_plain("class", "stroke l" + look.color + dash + (line.faint ? " faint" : ""))
        .with_plain("clip-path", "url(#" + frame.id + ")")
        .with_plain("d", drawn.path)
        .end();
  }
  if (!line.faint && (line.markers || (frame.picture.series.size() > 1 && look.color != "g"))) {
    draw_path(out, marker_class(look.marker, look.color), line_markers(frame, line, drawn, look));
  }
  std::string crosses;
  for (const auto& [x, y] : drawn.ends) {
    crosses += marker_path(Marker::cross, std::clamp(x, frame.left, frame.right()),
                           std::clamp(y, frame.top, frame.bottom()), line.faint ? 3 : 4.5);
  }
  draw_path(out, "mid ended l" + look.color, crosses);
  if (line.best && *line.best < line.x.size()) {
    const double x = frame.x(line.x[*line.best]), y = frame.y(line.y[*line.best]);
    if (std::isfinite(y) && is_in(frame, x, y)) {
      draw_path(out, "mid best l" + look.color, marker_path(Marker::ring, x, y, 5.5));
    }
  }
  out.close();
}

void draw(Elements& out, const Frame& frame, const Band& band) {
  const Look look = look_of(frame.picture, band.series);
  std::string path;
  // Its outline: along the upper line, back along the lower one; each stretch by itself.
  std::vector<double> either(band.x.size());
  for (std::size_t k = 0; k < band.x.size(); ++k) either[k] = band.low[k] + band.high[k];
  for (const Stretch& whole : stretches(frame, band.x, either)) {
    std::vector<double> low, high;
    for (const std::size_t k : whole.points) {
      low.push_back(frame.y(band.low[k]));
      high.push_back(frame.y(band.high[k]));
    }
    bool first = true;
    for (const std::size_t k : thinned(whole.x, high, {})) {
      first ? move_to(path, whole.x[k], high[k]) : line_to(path, whole.x[k], high[k]);
      first = false;
    }
    const std::vector<std::size_t> back = thinned(whole.x, low, {});
    for (auto k = back.rbegin(); k != back.rend(); ++k) line_to(path, whole.x[*k], low[*k]);
    path += "Z";
  }
  open_mark(out, frame, "band", band.series, {}, band.what).inside();
  if (!path.empty()) {
    out.open("path")
        .with_plain("class", "veil f" + look.color)
        .with_plain("clip-path", "url(#" + frame.id + ")")
        .with_plain("d", path)
        .end();
  }
  out.close();
}

}  // namespace runner::picture
