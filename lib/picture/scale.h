#pragma once

#include "picture/picture.h"

namespace runner::picture {

struct Range {
  double low = 0, high = 1;
};

/// What values an axis must hold.
struct Extent {
  bool empty = true;
  double low = 0, high = 0;
  bool tight = false;  ///< no room beyond the data: the edges of cells and contours

  /// Values that are not finite, and on a log axis those that are not above 0, have no place.
  void hold(double value, ScaleKind scale);
};

struct PanelExtent {
  Extent x, y;
};

PanelExtent extent_of(const Panel& panel);

/// From where to where an axis goes: its own bounds, else what it must hold with a little room.
Range range_of(const Axis& axis, const Extent& extent);

/// Values to px.
class Scale {
 public:
  Scale() = default;
  Scale(ScaleKind kind, Range range, double at_low, double at_high);

  /// Not finite for a value that has no place.
  double operator()(double value) const;
  /// The value at a place.
  double back(double place) const;
  bool inside(double value) const { return value >= range_.low && value <= range_.high; }
  const Range& range() const { return range_; }
  ScaleKind kind() const { return kind_; }
  /// px per unit of a linear axis, as a size.
  double unit() const;

 private:
  ScaleKind kind_ = ScaleKind::linear;
  Range range_;
  double at_low_ = 0, at_high_ = 1;
};

}  // namespace runner::picture
