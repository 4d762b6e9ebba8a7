#include "picture/panel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "base/stable_sort.h"
#include "base/text.h"
#include "picture/labels.h"
#include "picture/numbers.h"

namespace runner::picture {

namespace {

constexpr double kTickSize = 11;

/// What lies behind what, whatever the order given.
int depth_of(const Mark& mark) {
  return std::visit(
      [](const auto& one) {
        using Kind = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<Kind, Cells> || std::is_same_v<Kind, Contours>) return 0;
        if constexpr (std::is_same_v<Kind, Shade>) return 1;
        if constexpr (std::is_same_v<Kind, Band> || std::is_same_v<Kind, Boxes>) return 3;
        if constexpr (std::is_same_v<Kind, Line> || std::is_same_v<Kind, Points>) return one.faint ? 4 : 6;
        if constexpr (std::is_same_v<Kind, Rule>) return 5;
        if constexpr (std::is_same_v<Kind, Annotation>) return 8;
        return 7;
      },
      mark);
}

bool has_field(const Panel& panel) {
  return std::any_of(panel.marks.begin(), panel.marks.end(),
                     [](const Mark& mark) { return depth_of(mark) == 0; });
}

bool has_nothing(const Panel& panel) {
  const PanelExtent extent = extent_of(panel);
  const auto is_empty = [](const Axis& axis, const Extent& one) {
    return one.empty && axis.scale != ScaleKind::category;
  };
  return is_empty(panel.x, extent.x) || is_empty(panel.y, extent.y);
}

std::size_t as_many(double room, double each) {
  return static_cast<std::size_t>(std::clamp(std::floor(room / each), 1.0, 12.0));
}

/// Every how-many-th category has a label, when so many fit.
std::size_t stride_of(std::size_t count, double fit) {
  const auto most = static_cast<std::size_t>(std::max(1.0, std::floor(fit)));
  return (count + most - 1) / most;
}

std::size_t thin_categories(std::vector<Tick>& labels, std::size_t stride) {
  std::size_t left_out = 0;
  for (std::size_t k = 0; k < labels.size(); ++k) {
    if (k % stride == 0) continue;
    labels[k].label.clear();
    ++left_out;
  }
  return left_out;
}

void draw_grid(Elements& out, const Frame& frame, const std::vector<Tick>& x, const std::vector<Tick>& y) {
  std::string path;
  for (const Tick& tick : x) {
    if (tick.label.empty() || frame.panel.x.scale == ScaleKind::category) continue;
    move_to(path, frame.x(tick.at), frame.top);
    line_to(path, frame.x(tick.at), frame.bottom());
  }
  for (const Tick& tick : y) {
    if (tick.label.empty() || frame.panel.y.scale == ScaleKind::category) continue;
    move_to(path, frame.left, frame.y(tick.at));
    line_to(path, frame.right(), frame.y(tick.at));
  }
  if (!path.empty()) out.open("path").with_plain("class", "grid").with_plain("d", path).end();
}

void draw_x_axis(Elements& out, const Frame& frame, const XLabels& labels) {
  std::string path;
  move_to(path, frame.left, frame.bottom());
  line_to(path, frame.right(), frame.bottom());
  for (const Tick& tick : labels.ticks) {
    const double x = frame.x(tick.at);
    const bool category = frame.panel.x.scale == ScaleKind::category;
    move_to(path, x, frame.bottom());
    line_to(path, x, frame.bottom() + (tick.label.empty() && !category ? 2.5 : 4));
    if (tick.label.empty()) continue;
    if (labels.slanted) {
      out.text({.x = x + 3,
                .y = frame.bottom() + 13,
                .anchor = "end",
                .look = "t soft",
                .slanted = true,
                .tip = tick.label},
               fitted(tick.label, kTickSize, std::min((labels.height - 12) / 0.643, (x - 2) / 0.766)));
    } else {
      out.text({.x = x, .y = frame.bottom() + 16, .anchor = "middle", .look = "t soft"}, tick.label);
    }
  }
  out.open("path").with_plain("class", "axis").with_plain("d", path).end();
}

void draw_y_axis(Elements& out, const Frame& frame, const YLabels& labels) {
  std::string path;
  move_to(path, frame.left, frame.top);
  line_to(path, frame.left, frame.bottom());
  for (const Tick& tick : labels.ticks) {
    const double y = frame.y(tick.at);
    move_to(path, frame.left, y);
    line_to(path, frame.left - (tick.label.empty() ? 2.5 : 4), y);
    if (tick.label.empty()) continue;
    out.text({.x = frame.left - 7, .y = y + 4, .anchor = "end", .look = "t soft", .tip = tick.label},
             fitted(tick.label, kTickSize, labels.width));
  }
  out.open("path").with_plain("class", "axis").with_plain("d", path).end();
}

void draw_outside(Elements& out, const Frame& frame) {
  const Leaving &lines = frame.omitted.lines, &points = frame.omitted.points;
  double y = frame.top + 11;
  const auto note = [&](double x, double at, const char* anchor, const std::string& text) {
    for (const std::string look : {"t small halo", "t small"}) {
      out.text({.x = x, .y = at, .anchor = anchor, .look = look}, text);
    }
  };
  const double right = frame.right() - 4;
  const std::size_t above = std::max(lines.above, points.above), below = std::max(lines.below, points.below);
  if (above > 0) {
    note(right, y, "end", "▲ " + std::to_string(above) + " above");
    y += 13;
  }
  if (points.behind > 0) {
    note(right, y, "end", "▶ " + std::to_string(points.behind) + " above");
    y += 13;
  }
  if (frame.omitted.ways > 0)
    note(right, y, "end", counted(frame.omitted.ways, "path") + " beyond the picture");
  if (below > 0) note(right, frame.bottom() - 5, "end", "▼ " + std::to_string(below) + " below");
  if (points.before > 0)
    note(frame.left + 4, frame.top + 11, "start", "◀ " + std::to_string(points.before) + " below");
}

std::string_view scale_name(ScaleKind kind) {
  constexpr std::array<std::string_view, 4> names = {"linear", "log", "category", "seconds"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

bool has_no_axes(const Panel& panel) {
  return std::any_of(panel.marks.begin(), panel.marks.end(), [](const Mark& mark) {
    return std::holds_alternative<Parallel>(mark) || std::holds_alternative<Tiles>(mark);
  });
}

std::vector<Tick> x_ticks(const Axis& axis, const Range& range, double room) {
  if (!axis.ticks) return {};
  // As many as their labels, once known, leave room for.
  for (std::size_t most = std::max<std::size_t>(4, as_many(room, 40)); most > 1; --most) {
    std::vector<Tick> result = ticks(axis, range.low, range.high, most);
    double needed = 0;
    for (const Tick& tick : result) needed = std::max(needed, text_width(tick.label, kTickSize) + 10);
    std::vector<double> places;
    const Scale scale(axis.scale, range, 0, room);
    for (const Tick& tick : result) {
      if (!tick.label.empty()) places.push_back(scale(tick.at));
    }
    bool fits = true;
    for (std::size_t k = 0; k + 1 < places.size(); ++k) fits = fits && places[k + 1] - places[k] >= needed;
    if (fits) return result;
  }
  return ticks(axis, range.low, range.high, 1);
}

std::vector<Tick> y_ticks(const Axis& axis, const Range& range, double room) {
  if (!axis.ticks) return {};
  for (std::size_t most = as_many(room, 30); most > 1; --most) {
    std::vector<Tick> result = ticks(axis, range.low, range.high, most);
    if (axis.scale == ScaleKind::category) return result;
    const Scale scale(axis.scale, range, 0, room);
    double before = -1e9;
    bool fits = true;
    for (const Tick& tick : result) {
      if (tick.label.empty()) continue;
      fits = fits && scale(tick.at) - before >= 15;
      before = scale(tick.at);
    }
    if (fits) return result;
  }
  return ticks(axis, range.low, range.high, 1);
}

std::vector<Above> labels_above(const Panel& panel, const Scale& x, double left, double right) {
  std::vector<Above> labels;
  const auto add = [&](double middle, const std::string& text) {
    const std::string label = fitted(text, 10, right - left);
    const double width = text_width(label, 10), most = std::max(left, right - width);
    labels.push_back({std::clamp(middle - width / 2, left, most), width, 0, label, text});
  };
  for (const Mark& mark : panel.marks) {
    const auto* rule = std::get_if<Rule>(&mark);
    const auto* shade = std::get_if<Shade>(&mark);
    if (rule && rule->vertical && !rule->label.empty() && x.inside(rule->at)) add(x(rule->at), rule->label);
    if (shade && shade->vertical && !shade->label.empty()) {
      const double from = std::clamp(x(shade->from), left, right), to = std::clamp(x(shade->to), left, right);
      if (from != to) add((from + to) / 2, shade->label);
    }
  }
  sort_stably(labels, [](const Above& a, const Above& b) { return a.left < b.left; });
  std::vector<double> ends;  // of each row
  for (Above& label : labels) {
    while (label.row < ends.size() && label.left < ends[label.row] + 10) ++label.row;
    if (label.row == ends.size()) ends.push_back(0);
    ends[label.row] = label.left + label.width;
  }
  return labels;
}

XLabels x_labels(const Axis& axis, const Range& range, double room) {
  if (axis.scale != ScaleKind::category)
    return {x_ticks(axis, range, room), false, axis.ticks ? 20.0 : 6.0, 0};
  XLabels result{axis.ticks ? ticks(axis, range.low, range.high, 0) : std::vector<Tick>(), false, 20, 0};
  const double slot = room / (range.high - range.low);
  double widest = 0;
  for (const Tick& tick : result.ticks) widest = std::max(widest, text_width(tick.label, kTickSize));
  if (widest + 8 <= slot) return result;
  const bool numbers = widest < 40;  // short ones are left out before they are turned
  result.slanted = !numbers;
  result.height = numbers ? 20 : 14 + 0.643 * std::min(widest, 170.0);
  result.left_out =
      thin_categories(result.ticks, stride_of(result.ticks.size(), room / (numbers ? widest + 8 : 19)));
  return result;
}

YLabels y_labels(const Axis& axis, const Range& range, double room, double widest) {
  YLabels result{y_ticks(axis, range, room), 0, 0};
  if (axis.scale == ScaleKind::category) {
    result.left_out = thin_categories(result.ticks, stride_of(result.ticks.size(), room / 14));
  }
  for (const Tick& tick : result.ticks)
    result.width = std::max(result.width, text_width(tick.label, kTickSize));
  result.width = std::min(result.width, widest);
  return result;
}

void draw_panel(Elements& out, const Frame& frame) {
  const Panel& panel = frame.panel;
  const bool axes = !has_no_axes(panel);
  const XLabels x = x_labels(panel.x, frame.x.range(), frame.width);
  const YLabels y = y_labels(panel.y, frame.y.range(), frame.height, frame.y_labels_width);
  out.open("g").with_plain("class", "panel");
  if (axes) {
    out.with_plain("data-x-scale", scale_name(panel.x.scale))
        .with_plain("data-y-scale", scale_name(panel.y.scale));
    const auto bounds = [&](const char* low, const char* high, const Scale& scale) {
      out.with_plain(low, four_digits(scale.range().low)).with_plain(high, four_digits(scale.range().high));
    };
    bounds("data-x-low", "data-x-high", frame.x);
    bounds("data-y-low", "data-y-high", frame.y);
  }
  out.with_plain("data-box", tenth(frame.left) + " " + tenth(frame.top) + " " + tenth(frame.width) + " " +
                                 tenth(frame.height));
  out.with_some("data-x-title", panel.x.title).with_some("data-y-title", panel.y.title);
  out.with_some("data-title", panel.title).inside();
  if (axes && !has_field(panel)) draw_grid(out, frame, x.ticks, y.ticks);
  std::vector<const Mark*> marks;
  for (const Mark& mark : panel.marks) marks.push_back(&mark);
  sort_stably(marks, [](const Mark* a, const Mark* b) { return depth_of(*a) < depth_of(*b); });
  for (const Mark* mark : marks) {
    std::visit([&](const auto& one) { draw(out, frame, one); }, *mark);
  }
  if (axes) {
    draw_x_axis(out, frame, x);
    draw_y_axis(out, frame, y);
  }
  for (const Above& label : labels_above(panel, frame.x, frame.left, frame.right())) {
    out.text({.x = label.left,
              .y = frame.top - 4 - kAboveRow * static_cast<double>(label.row),
              .look = "t small soft",
              .tip = label.tip},
             label.text);
  }
  draw_color_bar(out, frame);
  draw_outside(out, frame);
  if (axes && !panel.marks.empty() && has_nothing(panel)) {
    out.text({.x = frame.left + frame.width / 2,
              .y = frame.top + frame.height / 2,
              .anchor = "middle",
              .look = "t soft"},
             "no value that has a place here");
  }
  out.close();
}

std::string marker_path(Marker marker, double x, double y, double radius) {
  const auto shape = [&](std::initializer_list<std::pair<double, double>> points) {
    std::string path;
    for (const auto& [dx, dy] : points) {
      path.empty() ? move_to(path, x + dx * radius, y + dy * radius)
                   : line_to(path, x + dx * radius, y + dy * radius);
    }
    return path + "Z";
  };
  const auto strokes = [&](std::initializer_list<std::pair<double, double>> halves) {
    std::string path;
    for (const auto& [dx, dy] : halves) {
      move_to(path, x - dx * radius, y - dy * radius);
      line_to(path, x + dx * radius, y + dy * radius);
    }
    return path;
  };
  switch (marker) {
    case Marker::none:
      return {};
    case Marker::square:
      return shape({{-.88, -.88}, {.88, -.88}, {.88, .88}, {-.88, .88}});
    case Marker::triangle:
      return shape({{0, -1.2}, {1.1, .8}, {-1.1, .8}});
    case Marker::triangle_down:
      return shape({{0, 1.2}, {1.1, -.8}, {-1.1, -.8}});
    case Marker::diamond:
      return shape({{0, -1.3}, {1.1, 0}, {0, 1.3}, {-1.1, 0}});
    case Marker::plus:
      return strokes({{0, 1.2}, {1.2, 0}});
    case Marker::cross:
      return strokes({{.9, .9}, {.9, -.9}});
    case Marker::star:
      return strokes({{0, 1.2}, {1.04, .6}, {1.04, -.6}});
    case Marker::circle:
    case Marker::ring:
      break;
  }
  const std::string r = tenth(radius), twice = tenth(2 * radius), back = tenth(-2 * radius);
  std::string path;
  move_to(path, x - radius, y);
  return path + "a" + r + " " + r + " 0 1 0 " + twice + " 0a" + r + " " + r + " 0 1 0 " + back + " 0Z";
}

bool is_stroked(Marker marker) {
  return marker == Marker::plus || marker == Marker::cross || marker == Marker::star ||
         marker == Marker::ring;
}

std::string marker_class(Marker marker, const std::string& color) {
  return is_stroked(marker) ? "mid l" + color : "f" + color;
}

Elements& open_mark(Elements& out, const Frame& frame, const std::string& kind, std::size_t series,
                    const std::string& run, const std::string& what) {
  out.open("g").with_plain("class", "mark " + kind);
  if (series < frame.picture.series.size()) out.with("data-series", frame.picture.series[series].key);
  return out.with_some("data-run", run).with_some("data-what", what);
}

std::string datum(double value) {
  return value == std::floor(value) && std::abs(value) < 1e7
             ? with_decimals(value, 0).replace(0, value < 0 ? 3 : 0, value < 0 ? "-" : "")
             : four_digits(value);
}

}  // namespace runner::picture
