#include <algorithm>
#include <cmath>

#include "picture/labels.h"
#include "picture/numbers.h"
#include "picture/panel.h"
#include "picture/scale.h"

namespace runner::picture {

namespace {

/// One upright axis of parallel coordinates.
struct Upright {
  const Axis& axis;
  Scale scale;
  double x;
};

std::vector<Upright> uprights(const Frame& frame, const Parallel& parallel) {
  std::vector<Upright> result;
  const std::size_t count = parallel.axes.size();
  for (std::size_t k = 0; k < count; ++k) {
    const Axis& axis = parallel.axes[k];
    Extent extent;
    for (const Parallel::Row& row : parallel.rows) {
      if (k < row.values.size()) extent.hold(row.values[k], axis.scale);
    }
    const double slot = frame.width / static_cast<double>(count);
    const double low = axis.descending ? frame.top + 30 : frame.bottom() - 8;
    const double high = axis.descending ? frame.bottom() - 8 : frame.top + 30;
    result.push_back({axis, Scale(axis.scale, range_of(axis, extent), low, high),
                      frame.left + slot * (static_cast<double>(k) + 0.5)});
  }
  return result;
}

void draw_upright(Elements& out, const Frame& frame, const Upright& upright, double slot) {
  const Range& range = upright.scale.range();
  std::string path;
  move_to(path, upright.x, frame.top + 30);
  line_to(path, upright.x, frame.bottom() - 8);
  out.open("g").with_plain("class", "upright").with("data-key", upright.axis.title);
  out.with_plain("data-low", four_digits(range.low))
      .with_plain("data-high", four_digits(range.high))
      .inside();
  for (const Tick& tick : y_ticks(upright.axis, range, frame.height - 38)) {
    if (tick.label.empty()) continue;
    const double y = upright.scale(tick.at);
    move_to(path, upright.x - 3, y);
    line_to(path, upright.x + 3, y);
    const std::string label = fitted(tick.label, 10, slot - 14);
    for (const std::string look : {"t small halo", "t small"}) {
      out.text({.x = upright.x + 6, .y = y + 3.5, .look = look, .tip = tick.label}, label);
    }
  }
  out.open("path").with_plain("class", "axis").with_plain("d", path).end();
  const std::vector<std::string> title = wrapped(upright.axis.title, 11, slot - 6, 2);
  double y = title.size() > 1 ? frame.top + 8 : frame.top + 20;
  for (const std::string& line : title) {
    out.text({.x = upright.x, .y = y, .anchor = "middle", .tip = upright.axis.title}, line);
    y += 13;
  }
  out.close();
}

void draw_row(Elements& out, const Frame& frame, const std::vector<Upright>& axes, const Parallel::Row& row) {
  const Look look = look_of(frame.picture, row.series);
  std::string path, ended;
  bool open = false;
  for (std::size_t k = 0; k < axes.size() && k < row.values.size(); ++k) {
    const double value = row.values[k];
    if (!std::isfinite(value)) {
      if (open) ended += marker_path(Marker::cross, axes[k - 1].x, axes[k - 1].scale(row.values[k - 1]), 3);
      open = false;
      continue;
    }
    const double y = std::clamp(axes[k].scale(value), frame.top + 26, frame.bottom() - 4);
    open ? line_to(path, axes[k].x, y) : move_to(path, axes[k].x, y);
    open = true;
  }
  out.open("path").with_plain("class", "row stroke l" + look.color + (row.faint ? " faint" : ""));
  if (row.series < frame.picture.series.size()) out.with("data-series", frame.picture.series[row.series].key);
  out.with_some("data-run", row.run).with_plain("d", path).end();
  if (!ended.empty())
    out.open("path").with_plain("class", "thin l" + look.color).with_plain("d", ended).end();
}

}  // namespace

void draw(Elements& out, const Frame& frame, const Parallel& parallel) {
  const std::vector<Upright> axes = uprights(frame, parallel);
  if (axes.empty()) return;
  out.open("g").with_plain("class", "mark parallel").inside();
  for (const bool faint : {true, false}) {
    for (const Parallel::Row& row : parallel.rows) {
      if (row.faint == faint) draw_row(out, frame, axes, row);
    }
  }
  for (const Upright& upright : axes) {
    draw_upright(out, frame, upright, frame.width / static_cast<double>(axes.size()));
  }
  out.close();
}

}  // namespace runner::picture
