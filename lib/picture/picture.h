#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// A picture as a plain value: built from data, compared, drawn by one function (svg.h). Nothing here knows
/// pixels but the width and the panels' height; places, ticks, legends and what must be thinned are decided
/// when it is drawn.
namespace runner::picture {

enum class ScaleKind {
  linear,
  log,       ///< values that are not above 0 are outside: counted at the edge as "n ≤ 0"
  category,  ///< category k stands at the value k; neighbours are 1 apart
  seconds    ///< ticks at 1, 2, 5, 10, 15, 30 s, min, h, d
};

struct Axis {
  std::string title = {};  ///< with the unit: "training loss", "time (s)"
  ScaleKind scale = ScaleKind::linear;
  std::vector<std::string> categories = {};  ///< of a category axis alone
  /// The axis ends here, and what lies outside is clipped and counted ("3 above"). Absent: where the data
  /// end.
  std::optional<double> low = {}, high = {};
  bool whole = false;  ///< ticks at whole numbers alone: epochs, counts
  bool from_zero = false;
  bool ticks = true;        ///< false: no ticks and no labels
  bool descending = false;  ///< the low end at the right or at the top: the rows of a matrix
};

/// What belongs together in colour, dash and marker, in the legend, and in the page's isolating: a
/// configuration, an optimizer. The marks of all panels name it by its position in Picture::series.
struct Series {
  std::string key = {};  ///< `data-series` of each of its marks
  std::string label = {};
  /// Colour, dash and marker number: 0…7 are Okabe–Ito's colours, then they come again with other dashes and
  /// markers. Absent: its position. The same value of the first swept key has the same number in every
  /// picture.
  std::optional<std::size_t> look = {};
  bool grey = false;  ///< neither colour nor legend: those that others stand out from
  /// For the legend's "2 of 3 diverged". Absent: counted from its lines that have a `run`.
  std::optional<std::size_t> runs = {}, diverged = {};
};

enum class Dash { solid, dashed, dotted, dash_dot };
enum class Marker { none, circle, square, triangle, diamond, triangle_down, plus, star, ring, cross };

/// A line through points in the order given. A value that is not finite ends it: a cross at the last finite
/// point; points after a gap go on. Thinned per pixel column to first, lowest, highest, last; `best` is
/// always kept.
struct Line {
  std::size_t series = 0;
  std::string run = {};  ///< `data-run`: one run; empty: an aggregate
  std::vector<double> x = {}, y = {};
  bool faint = false;             ///< one of many, behind an aggregate
  std::optional<Dash> dash = {};  ///< instead of the series' own: training beside validation
  bool markers = false;           ///< one at each point where there is room for it, else some along the line
  bool steps = false;             ///< constant up to the next x
  std::optional<std::size_t> best = {};  ///< ringed
  std::string what = {};                 ///< `data-what` for the page: "train", "val", "mean"
};

/// The area between two lines over `x`.
struct Band {
  std::size_t series = 0;
  std::vector<double> x = {}, low = {}, high = {};
  std::string what = {};  ///< `data-what`: "std", "ci95", "minmax", "quartiles"
};

struct Points {
  std::size_t series = 0;
  std::vector<double> x = {}, y = {};
  std::vector<std::string> runs = {};   ///< `data-run` of each, or empty
  std::vector<std::string> texts = {};  ///< what a pointer reads at each, or empty
  std::optional<Marker> marker = {};
  bool faint = false;
  bool show_texts = false;  ///< written beside the points, where there is room
  /// The colour of each by viridis over these values, instead of the series'; or empty.
  std::vector<double> values = {};
  std::string value_title = {};
};

/// A middle with an interval about it.
struct Intervals {
  std::size_t series = 0;
  std::vector<double> at = {}, low = {}, middle = {}, high = {};
  bool horizontal = false;  ///< `at` is on the y axis
  std::vector<std::string> texts = {};
};

/// Bars from `from` to `to`, about the places `at`.
struct Bars {
  std::size_t series = 0;
  std::vector<double> at = {}, from = {}, to = {};
  double width = 0.7;  ///< in the axis' units
  bool horizontal = false;
  std::vector<std::string> labels = {};  ///< at each bar's end, or empty
};

struct Box {
  double at = 0;
  double low = 0, first_quartile = 0, median = 0, third_quartile = 0, high = 0;
};

struct Boxes {
  std::size_t series = 0;
  std::vector<Box> boxes = {};
  double width = 0.5;
  bool horizontal = false;
};

/// Every value at one place, those that would cover each other moved aside: a strip of points.
struct Strip {
  std::size_t series = 0;
  double at = 0;
  std::vector<double> values = {};
  std::vector<std::string> runs = {};   ///< `data-run` of each, or empty
  std::vector<std::string> texts = {};  ///< what a pointer reads at each, or empty
  bool horizontal = false;
};

enum class Palette {
  viridis,
  viridis_reversed,  ///< low values bright: where low is good
  diverging,         ///< blue below `middle`, orange above
  gray               ///< from black to white; `middle` has no part in it
};

struct ColorScale {
  Palette palette = Palette::viridis;
  std::string title = {};  ///< beside the scale: "mean of val_loss"
  bool log = false;
  std::optional<double> low = {}, high = {};
  double middle = 0;  ///< of a diverging scale alone
};

/// Small pictures, as many side by side as there is room for: filters, feature maps, samples. All are of one
/// size and on one scale of colours; the panel's axes are not used.
struct Tiles {
  struct Tile {
    std::vector<double> values = {};  ///< channels × height × width
    std::string text = {};            ///< under it: lines at "\n"
    std::string tip = {};             ///< what a pointer reads at it
  };
  std::size_t channels = 1;  ///< 1: coloured by `color`; 3: red, green and blue, from its low to its high
  std::size_t height = 1, width = 1;  ///< pixels of each
  std::vector<Tile> tiles = {};
  ColorScale color = {};
  bool legend = true;  ///< shows the scale, where there is one channel
  double size = 56;    ///< px of the longer side, about: a pixel has as many as a whole number
  double place = 0;    ///< px that each takes at least across, for its text
};

/// A matrix of coloured cells about `x` and `y` (category numbers, or ascending positions): `values[row *
/// x.size() + column]`. A value that is not finite is an empty, hatched cell.
struct Cells {
  std::vector<double> x = {}, y = {};
  std::vector<double> values = {};
  std::vector<std::string> texts = {};  ///< in each cell: lines at "\n", the first one larger; empty: none
  std::vector<std::string> tips = {};   ///< what a pointer reads at each, or empty: the value
  ColorScale color = {};
  std::optional<std::size_t> best = {};  ///< framed
};

/// Lines of equal value over a grid, `values[row * x.size() + column]`, with the values coloured between
/// them.
struct Contours {
  std::vector<double> x = {}, y = {};
  std::vector<double> values = {};
  std::vector<double> levels = {};  ///< ascending
  bool filled = true;
  ColorScale color = {};
};

/// The way of an optimizer: a line with a dot at each step (thinned where they would touch), arrows, its
/// start and end.
struct Trajectory {
  std::size_t series = 0;
  std::string run = {};
  std::vector<double> x = {}, y = {};
};

/// A straight line across the panel: a target, a baseline, a change of phase.
struct Rule {
  bool vertical = false;
  double at = 0;
  std::string label = {};
  std::optional<std::size_t> series = {};  ///< its colour; absent: grey
};

/// A part of the panel behind everything: "diverged", "within 5 % of the best".
struct Shade {
  bool vertical = true;  ///< from one x to another, else from one y to another
  double from = 0, to = 0;
  std::string label = {};
  bool hatched = false;
};

struct Annotation {
  double x = 0, y = 0;
  std::string text = {};
  std::optional<Marker> marker = {};  ///< drawn at the place itself
};

/// Parallel coordinates: one upright axis per key, one line per row; the panel's own axes are not used.
struct Parallel {
  struct Row {
    std::size_t series = 0;
    std::string run = {};
    std::vector<double> values = {};  ///< one per axis
    bool faint = false;
  };
  std::vector<Axis> axes = {};
  std::vector<Row> rows = {};
};

using Mark = std::variant<Line, Band, Points, Intervals, Bars, Boxes, Strip, Cells, Contours, Trajectory,
                          Rule, Shade, Annotation, Parallel, Tiles>;

struct Panel {
  std::string title = {};
  Axis x = {}, y = {};
  std::vector<Mark> marks =
      {};                 ///< drawn by kind: what is behind (shades, cells, bands) first, then as given
  std::string note = {};  ///< under the panel: what was left out
};

enum class Legend {
  automatic,  ///< at the lines' ends where there is room for all of them, else below
  below,
  none
};

struct Picture {
  std::string name = {};         ///< of its file, and before its ids: letters, digits, "_", "-"
  std::string title = {};        ///< drawn above it, and the title for screen readers
  std::string description = {};  ///< the finding in words, for those who don't see it
  std::vector<Series> series = {};
  std::vector<Panel> panels = {};
  std::size_t columns = 0;              ///< of panels; 0: as they fit
  bool same_x = false, same_y = false;  ///< all panels over one range, titles at the outer ones alone
  double width = 720;
  double panel_height = 0;  ///< of the plotting area; 0: by the kind and number of the panels
  Legend legend = Legend::automatic;
  std::string note = {};  ///< under everything
};

}  // namespace runner::picture
