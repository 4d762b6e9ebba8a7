#include <algorithm>
#include <cmath>

#include "picture/panel.h"

namespace runner::picture {

namespace {

/// A trajectory in px: steps that can't be told apart are one.
class Way {
 public:
  Way(const Frame& frame, const Trajectory& way, Marker marker) : frame_(frame), marker_(marker) {
    for (std::size_t k = 0; k < way.x.size(); ++k) {
      const bool finite = std::isfinite(way.x[k]) && std::isfinite(way.y[k]);
      if (finite) {
        leaves_ = leaves_ || !frame.x.inside(way.x[k]) || !frame.y.inside(way.y[k]);
        step(k, frame.x(way.x[k]), frame.y(way.y[k]), datum(way.x[k]), datum(way.y[k]));
      } else if (started_) {
        diverged_ = true;
        break;
      }
    }
    // The last step is drawn, however small.
    if (started_ && (skipped_x_ != at_x_ || skipped_y_ != at_y_)) line_to(path_, skipped_x_, skipped_y_);
  }

  std::string path_, dots_, arrows_, values_x_, values_y_;
  bool started_ = false, diverged_ = false, leaves_ = false;
  double first_x_ = 0, first_y_ = 0;
  double skipped_x_ = 0, skipped_y_ = 0;  ///< the last step of all

 private:
  static constexpr double kApart = 6, kArrow = 55;

  void step(std::size_t k, double x, double y, const std::string& value_x, const std::string& value_y) {
    const double moved = std::hypot(x - at_x_, y - at_y_);
    skipped_x_ = x;
    skipped_y_ = y;
    if (started_ && moved < 0.7) return;
    if (!started_) {
      move_to(path_, x, y);
      first_x_ = x;
      first_y_ = y;
      dot_x_ = x;
      dot_y_ = y;
    } else {
      line_to(path_, x, y);
      arrow(x, y, moved);
    }
    (values_x_ += k == 0 ? "" : " ") += value_x;
    (values_y_ += k == 0 ? "" : " ") += value_y;
    started_ = true;
    if (std::hypot(x - dot_x_, y - dot_y_) >= kApart && is_in(x, y)) {
      dots_ += marker_path(is_stroked(marker_) ? Marker::circle : marker_, x, y, 2.2);
      dot_x_ = x;
      dot_y_ = y;
    }
    at_x_ = x;
    at_y_ = y;
  }

  void arrow(double x, double y, double moved) {
    since_arrow_ += moved;
    if (since_arrow_ < kArrow || !is_in(x, y) || !is_in(at_x_, at_y_)) return;
    const double ux = (x - at_x_) / moved, uy = (y - at_y_) / moved;
    const double mx = (x + at_x_) / 2, my = (y + at_y_) / 2;
    move_to(arrows_, mx + 4.5 * ux, my + 4.5 * uy);
    line_to(arrows_, mx - 3 * ux - 3.5 * uy, my - 3 * uy + 3.5 * ux);
    line_to(arrows_, mx - 3 * ux + 3.5 * uy, my - 3 * uy - 3.5 * ux);
    arrows_ += "Z";
    since_arrow_ = 0;
  }

  bool is_in(double x, double y) const {
    return x >= frame_.left && x <= frame_.right() && y >= frame_.top && y <= frame_.bottom();
  }

  const Frame& frame_;
  Marker marker_;
  double at_x_ = 0, at_y_ = 0, dot_x_ = 0, dot_y_ = 0, since_arrow_ = kArrow / 2;
};

}  // namespace

void draw(Elements& out, const Frame& frame, const Trajectory& trajectory) {
  const Look look = look_of(frame.picture, trajectory.series);
  const Way way(frame, trajectory, look.marker);
  frame.omitted.ways += way.leaves_ ? 1 : 0;
  open_mark(out, frame, "line way", trajectory.series, trajectory.run)
      .with_plain("data-x", way.values_x_)
      .with_plain("data-y", way.values_y_)
      .inside();
  if (way.started_) {
    for (const std::string& classes : {std::string("halo"), "stroke l" + look.color}) {
      out.open("path").with_plain("class", classes).with_plain("clip-path", "url(#" + frame.id + ")");
      out.with_plain("d", way.path_).end();
    }
    const auto marker = [&](Marker which, double x, double y, double radius, const std::string& classes) {
      const double at_x = std::clamp(x, frame.left, frame.right()),
                   at_y = std::clamp(y, frame.top, frame.bottom());
      out.open("path")
          .with_plain("class", classes)
          .with_plain("d", marker_path(which, at_x, at_y, radius))
          .end();
    };
    if (!way.dots_.empty() || !way.arrows_.empty()) {
      out.open("path").with_plain("class", "f" + look.color).with_plain("d", way.dots_ + way.arrows_).end();
    }
    marker(Marker::ring, way.first_x_, way.first_y_, 4.5, "mid l" + look.color);
    if (way.diverged_) {
      marker(Marker::cross, way.skipped_x_, way.skipped_y_, 5, "mid ended l" + look.color);
    } else {
      marker(look.marker, way.skipped_x_, way.skipped_y_, 5, marker_class(look.marker, look.color));
    }
  }
  out.close();
}

}  // namespace runner::picture
