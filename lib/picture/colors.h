#pragma once

#include <span>
#include <string>

#include "picture/picture.h"
#include "picture/png.h"
#include "picture/scale.h"

namespace runner::picture {

/// How a series is told apart: by colour and, in grey or to the colour-blind, by dash and marker.
struct Look {
  std::string color;  ///< the number in the classes `l0`, `f0`; "g" for grey
  Dash dash = Dash::solid;
  Marker marker = Marker::circle;
};

Look look_of(const Picture& picture, std::size_t series);

/// " d1", to be put behind a line's class; empty for a solid one.
std::string dash_class(Dash dash);

/// The rules in a picture that stands alone, whose root is the picture itself.
std::string style_of_file();

/// Numbers to colours over the range of a scale; "#21918c".
class Colors {
 public:
  Colors(const ColorScale& scale, std::span<const double> values);
  std::string operator()(double value) const;
  /// 0 to 1 along the scale.
  double part(double value) const;
  /// The colour there, as 0 to 255 each.
  std::string at(double part) const;
  /// The colour of a value, as a pixel has it.
  Pixel pixel(double value) const;
  /// Whether dark text is the readable one on it.
  bool is_bright(double value) const;
  const Range& range() const { return range_; }

 private:
  ColorScale scale_;
  Range range_;
};

}  // namespace runner::picture
