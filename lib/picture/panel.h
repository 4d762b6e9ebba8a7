#pragma once

#include <set>
#include <string>
#include <vector>

#include "picture/colors.h"
#include "picture/elements.h"
#include "picture/picture.h"
#include "picture/scale.h"
#include "picture/ticks.h"

namespace runner::picture {

/// How many leave a panel there.
struct Leaving {
  std::size_t above = 0, below = 0, before = 0, behind = 0;
};

/// What of a panel's data is not in its picture. Points are often those of a line: they are not counted
/// twice.
struct Omitted {
  Leaving lines, points;
  std::size_t ways = 0;     ///< trajectories that leave the panel somewhere
  std::size_t thinned = 0;  ///< lines with points left out
};

/// A panel with its place and scales, as its marks need them.
struct Frame {
  const Picture& picture;
  const Panel& panel;
  std::string id;  ///< of its clip path
  double left = 0, top = 0, width = 0, height = 0;
  Scale x, y;
  double y_labels_width = 0;
  mutable Omitted omitted = {};

  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

void draw_panel(Elements& out, const Frame& frame);

/// The axis with the ticks that there is room for in `room` px, when labels of `labels_width` (x) or one line
/// (y) stand side by side.
std::vector<Tick> x_ticks(const Axis& axis, const Range& range, double room);
std::vector<Tick> y_ticks(const Axis& axis, const Range& range, double room);

/// Whether an x axis' labels are slanted, and the height they then take.
struct XLabels {
  std::vector<Tick> ticks = {};
  bool slanted = false;
  double height = 0;
  std::size_t left_out = 0;  ///< categories without a label, for want of room
};
XLabels x_labels(const Axis& axis, const Range& range, double room);

/// The y axis' labels, cut to at most `widest`.
struct YLabels {
  std::vector<Tick> ticks = {};
  double width = 0;
  std::size_t left_out = 0;
};
YLabels y_labels(const Axis& axis, const Range& range, double room, double widest);

/// A label of an upright rule or shade, which stands above the panel, where nothing is drawn.
struct Above {
  double left = 0, width = 0;
  std::size_t row = 0;  ///< from the panel upwards
  std::string text = {}, tip = {};
};
inline constexpr double kAboveRow = 12;
std::vector<Above> labels_above(const Panel& panel, const Scale& x, double left, double right);

// One of each kind of mark.
void draw(Elements& out, const Frame& frame, const Line& line);
void draw(Elements& out, const Frame& frame, const Band& band);
void draw(Elements& out, const Frame& frame, const Points& points);
void draw(Elements& out, const Frame& frame, const Intervals& intervals);
void draw(Elements& out, const Frame& frame, const Bars& bars);
void draw(Elements& out, const Frame& frame, const Boxes& boxes);
void draw(Elements& out, const Frame& frame, const Strip& strip);
void draw(Elements& out, const Frame& frame, const Cells& cells);
void draw(Elements& out, const Frame& frame, const Contours& contours);
void draw(Elements& out, const Frame& frame, const Trajectory& way);
void draw(Elements& out, const Frame& frame, const Rule& rule);
void draw(Elements& out, const Frame& frame, const Shade& shade);
void draw(Elements& out, const Frame& frame, const Annotation& annotation);
void draw(Elements& out, const Frame& frame, const Parallel& parallel);
void draw(Elements& out, const Frame& frame, const Tiles& tiles);

/// Whether what is in the panel has places of its own: nothing is drawn of its axes.
bool has_no_axes(const Panel& panel);

/// The height that a panel of tiles needs where it has so much room across; 0 for another panel.
double tiles_height(const Panel& panel, double room);

/// The room right of a panel that its scale of colours takes; 0 without one.
double color_bar_width(const Panel& panel);
void draw_color_bar(Elements& out, const Frame& frame);

/// A marker about a place: a path to be filled, or (plus, star, ring, cross) to be stroked.
std::string marker_path(Marker marker, double x, double y, double radius);
bool is_stroked(Marker marker);
/// The class for a marker in the colour of a series.
std::string marker_class(Marker marker, const std::string& color);

/// The `<g class="mark …" data-series data-run data-what>` around what a mark draws.
Elements& open_mark(Elements& out, const Frame& frame, const std::string& kind, std::size_t series,
                    const std::string& run = {}, const std::string& what = {});

/// A value to read: whole numbers below 10⁷ as such, else four digits.
std::string datum(double value);

}  // namespace runner::picture
