#include <algorithm>
#include <cmath>
#include <variant>

#include "picture/scale.h"

namespace runner::picture {

namespace {

/// What a panel's marks need of its axes.
class Holder {
 public:
  explicit Holder(const Panel& panel) : x_(panel.x.scale), y_(panel.y.scale) {}

  void operator()(const Line& line) { hold(line.x, line.y); }
  void operator()(const Trajectory& way) { hold(way.x, way.y); }
  void operator()(const Points& points) { hold(points.x, points.y); }
  void operator()(const Band& band) {
    hold(band.x, band.low);
    hold(band.x, band.high);
  }
  void operator()(const Intervals& intervals) {
    for (std::size_t k = 0; k < intervals.at.size(); ++k) {
      along(intervals.horizontal, intervals.at[k]);
      for (const auto* values : {&intervals.low, &intervals.middle, &intervals.high}) {
        across(intervals.horizontal, (*values)[k]);
      }
    }
  }
  void operator()(const Bars& bars) {
    for (std::size_t k = 0; k < bars.at.size(); ++k) {
      along(bars.horizontal, bars.at[k] - bars.width / 2);
      along(bars.horizontal, bars.at[k] + bars.width / 2);
      across(bars.horizontal, bars.from[k]);
      across(bars.horizontal, bars.to[k]);
    }
  }
  void operator()(const Boxes& boxes) {
    for (const Box& box : boxes.boxes) {
      along(boxes.horizontal, box.at);
      across(boxes.horizontal, box.low);
      across(boxes.horizontal, box.high);
    }
  }
  void operator()(const Strip& strip) {
    along(strip.horizontal, strip.at);
    for (const double value : strip.values) across(strip.horizontal, value);
  }
  void operator()(const Cells& cells) {
    edges(cells.x, x_, extent_.x);
    edges(cells.y, y_, extent_.y);
  }
  void operator()(const Contours& contours) {
    for (const double x : contours.x) extent_.x.hold(x, x_);
    for (const double y : contours.y) extent_.y.hold(y, y_);
    extent_.x.tight = extent_.y.tight = true;
  }
  void operator()(const Rule& rule) {
    if (rule.vertical) {
      extent_.x.hold(rule.at, x_);
    } else {
      extent_.y.hold(rule.at, y_);
    }
  }
  void operator()(const Shade& /*unused*/) {}
  void operator()(const Annotation& annotation) { hold({annotation.x}, {annotation.y}); }
  void operator()(const Parallel& /*unused*/) {}
  void operator()(const Tiles& /*unused*/) {}

  const PanelExtent& extent() const { return extent_; }

 private:
  void hold(const std::vector<double>& x, const std::vector<double>& y) {
    for (std::size_t k = 0; k < x.size(); ++k) {
      extent_.x.hold(x[k], x_);
      extent_.y.hold(y[k], y_);
    }
  }
  void along(bool horizontal, double value) {
    horizontal ? extent_.y.hold(value, y_) : extent_.x.hold(value, x_);
  }
  void across(bool horizontal, double value) { along(!horizontal, value); }

  static void edges(const std::vector<double>& centres, ScaleKind scale, Extent& extent) {
    extent.tight = true;
    if (scale == ScaleKind::category || centres.empty()) return;
    const bool log = scale == ScaleKind::log;
    const auto beyond = [log](double end, double next) {
      return log ? end * std::sqrt(end / next) : end + (end - next) / 2;
    };
    const std::size_t last = centres.size() - 1;
    if (last == 0) {
      extent.hold(log ? centres[0] / 2 : centres[0] - 0.5, scale);
      extent.hold(log ? centres[0] * 2 : centres[0] + 0.5, scale);
      return;
    }
    extent.hold(beyond(centres[0], centres[1]), scale);
    extent.hold(beyond(centres[last], centres[last - 1]), scale);
  }

  ScaleKind x_, y_;
  PanelExtent extent_;
};

}  // namespace

PanelExtent extent_of(const Panel& panel) {
  Holder holder(panel);
  for (const Mark& mark : panel.marks) std::visit(holder, mark);
  return holder.extent();
}

}  // namespace runner::picture
