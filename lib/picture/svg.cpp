#include "picture/svg.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "base/text.h"
#include "picture/colors.h"
#include "picture/labels.h"
#include "picture/legend.h"
#include "picture/numbers.h"
#include "picture/panel.h"
#include "picture/scale.h"

namespace runner::picture {

namespace {

constexpr double kMargin = 10, kBetween = 18, kYTitle = 17, kXTitle = 17;

/// What goes before the picture's ids: its name, else a hash of its words.
std::string prefix_of(const Picture& picture) {
  std::string prefix;
  for (const char c : picture.name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    prefix += plain ? c : '-';
  }
  if (!prefix.empty()) return "pic-" + prefix;
  std::uint32_t hash = 2166136261U;
  for (const char c : picture.title + "\n" + picture.description) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return "pic" + std::to_string(hash);
}

struct Place {
  double left = 0, top = 0, width = 0, height = 0;  ///< of the plotting area
  Range x, y;
  XLabels x_labels;
  YLabels y_labels;
  double y_titles = 0;    ///< left of its labels
  double right_room = 0;  ///< behind it
  double above = 0;       ///< of the labels between its title and it
  std::vector<std::string> notes;
};

Scale x_scale(const Panel& panel, const Place& place) {
  const double right = place.left + place.width;
  return {panel.x.scale, place.x, panel.x.descending ? right : place.left,
          panel.x.descending ? place.left : right};
}

Scale y_scale(const Panel& panel, const Place& place) {
  const double bottom = place.top + place.height;
  return {panel.y.scale, place.y, panel.y.descending ? place.top : bottom,
          panel.y.descending ? bottom : place.top};
}

const Parallel* parallel_of(const Panel& panel) {
  for (const Mark& mark : panel.marks) {
    if (const auto* parallel = std::get_if<Parallel>(&mark)) return parallel;
  }
  return nullptr;
}

class Layout {
 public:
  explicit Layout(const Picture& picture) : picture_(picture), entries_(legend_entries(picture)) {
    columns_ = columns();
    ranges();
    heights();
    at_ends_ = labels_at_ends(picture_, entries_, places_.empty() ? 0 : places_.front().height);
    widths();
    tops();
  }

  const Picture& picture() const { return picture_; }
  const std::vector<Entry>& entries() const { return entries_; }
  const std::vector<Place>& places() const { return places_; }
  const std::vector<std::string>& title() const { return title_; }
  bool at_ends() const { return at_ends_; }
  double end_room() const { return end_room_; }
  double bottom() const { return bottom_; }
  bool has_x_title(std::size_t k) const { return !picture_.same_x || k + columns_ >= places_.size(); }
  bool has_y_title(std::size_t k) const { return !picture_.same_y || k % columns_ == 0; }

 private:
  std::size_t columns() const {
    const std::size_t count = std::max<std::size_t>(picture_.panels.size(), 1);
    if (picture_.columns > 0) return std::min(picture_.columns, count);
    const auto most = static_cast<std::size_t>(std::clamp(picture_.width / 220, 1.0, 4.0));
    return count == 4 && most >= 2 ? 2 : std::min(count, std::min<std::size_t>(most, 3));
  }

  void ranges() {
    std::vector<PanelExtent> extents;
    for (const Panel& panel : picture_.panels) extents.push_back(extent_of(panel));
    PanelExtent all;
    for (std::size_t k = 0; k < extents.size(); ++k) {
      for (const double end : {extents[k].x.low, extents[k].x.high}) {
        if (!extents[k].x.empty) all.x.hold(end, picture_.panels[k].x.scale);
      }
      for (const double end : {extents[k].y.low, extents[k].y.high}) {
        if (!extents[k].y.empty) all.y.hold(end, picture_.panels[k].y.scale);
      }
      all.x.tight = all.x.tight || extents[k].x.tight;
      all.y.tight = all.y.tight || extents[k].y.tight;
    }
    for (std::size_t k = 0; k < extents.size(); ++k) {
      Place place;
      place.x = range_of(picture_.panels[k].x, picture_.same_x ? all.x : extents[k].x);
      place.y = range_of(picture_.panels[k].y, picture_.same_y ? all.y : extents[k].y);
      places_.push_back(place);
    }
  }

  double cell_width() const {
    const auto count = static_cast<double>(columns_);
    return (picture_.width - 2 * kMargin - kBetween * (count - 1)) / count;
  }

  /// Panels of tiles stand below each other: the widest scale of colours is that of all.
  double tiles_room() const {
    double behind = 0;
    for (const Panel& panel : picture_.panels) behind = std::max(behind, color_bar_width(panel));
    return cell_width() - behind;
  }

  double height_of(const Panel& panel) const {
    if (const double height = tiles_height(panel, tiles_room()); height > 0) return height;
    if (picture_.panel_height > 0) return picture_.panel_height;
    const bool alone = columns_ == 1;
    if (parallel_of(panel)) return 300;
    for (const Mark& mark : panel.marks) {
      if (std::holds_alternative<Contours>(mark)) return std::min(420.0, 0.72 * cell_width());
      if (const auto* cells = std::get_if<Cells>(&mark)) {
        return std::clamp(34 * static_cast<double>(cells->y.size()), 60.0, alone ? 460.0 : 300.0);
      }
    }
    if (panel.y.scale == ScaleKind::category) {
      const auto count = static_cast<double>(panel.y.categories.size());
      return std::clamp((count < 20 ? 30.0 : 20.0) * count, 60.0, 600.0);
    }
    return alone ? 300 : columns_ == 2 ? 220 : 170;
  }

  void heights() {
    for (std::size_t row = 0; row < places_.size(); row += columns_) {
      double height = 0;
      const std::size_t end = std::min(row + columns_, places_.size());
      for (std::size_t k = row; k < end; ++k) height = std::max(height, height_of(picture_.panels[k]));
      for (std::size_t k = row; k < end; ++k) places_[k].height = height;
    }
  }

  void widths() {
    const double cell = cell_width();
    end_room_ = at_ends_ ? end_labels_width(entries_, 0.42 * picture_.width) : 0;
    for (std::size_t column = 0; column < columns_; ++column) {
      double before = 0, behind = 0;
      for (std::size_t k = column; k < places_.size(); k += columns_) {
        Place& place = places_[k];
        const Panel& panel = picture_.panels[k];
        if (has_no_axes(panel)) {
          place.right_room = color_bar_width(panel);
          behind = std::max(behind, place.right_room);
          continue;
        }
        place.y_labels = y_labels(panel.y, place.y, place.height, 0.34 * cell);
        place.y_titles = has_y_title(k) && !panel.y.title.empty() ? kYTitle : 0;
        before = std::max(before, place.y_titles + place.y_labels.width + 9);
        place.right_room = std::max({color_bar_width(panel), end_room_, 14.0});
        behind = std::max(behind, place.right_room);
      }
      for (std::size_t k = column; k < places_.size(); k += columns_) {
        Place& place = places_[k];
        place.left = kMargin + (cell + kBetween) * static_cast<double>(column) + before;
        place.width = std::max(40.0, cell - before - behind);
        place.x_labels = x_labels(picture_.panels[k].x, place.x, place.width);
        if (has_no_axes(picture_.panels[k])) place.x_labels = {};
      }
    }
  }

  void tops() {
    double y = kMargin;
    title_ = wrapped(picture_.title, 16.8, picture_.width - 2 * kMargin, 3);
    y += 20 * static_cast<double>(title_.size()) + (title_.empty() ? 0 : 4);
    for (std::size_t row = 0; row < places_.size(); row += columns_) {
      const std::size_t end = std::min(row + columns_, places_.size());
      bool heads = false;
      double below = 0, above = 0;
      for (std::size_t k = row; k < end; ++k) {
        Place& place = places_[k];
        const Panel& panel = picture_.panels[k];
        heads = heads || !panel.title.empty();
        for (const Above& label :
             labels_above(panel, x_scale(panel, place), place.left, place.left + place.width)) {
          place.above = std::max(place.above, kAboveRow * static_cast<double>(label.row + 1));
        }
        above = std::max(above, place.above);
        place.notes = wrapped(note_of(panel, place), 10, cell_width(), 3);
        const bool title = has_x_title(k) && !panel.x.title.empty() && !has_no_axes(panel);
        below = std::max(below, place.x_labels.height + (title ? kXTitle : 0) +
                                    13 * static_cast<double>(place.notes.size()) + 6);
      }
      y += (heads ? 20 : 6) + above;
      for (std::size_t k = row; k < end; ++k) places_[k].top = y;
      y += places_[row].height + below + (end < places_.size() ? 8 : 0);
    }
    bottom_ = y;
  }

  static std::string note_of(const Panel& panel, const Place& place) {
    std::string note = panel.note;
    const std::size_t left_out = place.x_labels.left_out + place.y_labels.left_out;
    if (left_out > 0) {
      if (!note.empty()) note += "; ";
      note += counted(left_out, "label") + " left out for want of room";
    }
    return note;
  }

  const Picture& picture_;
  std::vector<Entry> entries_;
  std::size_t columns_ = 1;
  std::vector<Place> places_;
  std::vector<std::string> title_;
  bool at_ends_ = false;
  double end_room_ = 0, bottom_ = 0;
};

void draw_definitions(Elements& out, const std::vector<Frame>& frames) {
  out.open("defs").inside();
  for (const Frame& frame : frames) {
    out.open("clipPath").with("id", frame.id).inside();
    // Half a line's width more, so that a line along the edge is seen whole.
    out.open("rect").with("x", frame.left - 1).with("y", frame.top - 1).with("width", frame.width + 2);
    out.with("height", frame.height + 2).end();
    out.close();
    const bool hatched =
        std::any_of(frame.panel.marks.begin(), frame.panel.marks.end(), [](const Mark& mark) {
          const auto* shade = std::get_if<Shade>(&mark);
          return std::holds_alternative<Cells>(mark) || (shade && shade->hatched);
        });
    if (!hatched) continue;
    out.open("pattern").with("id", frame.id + "h").with_plain("width", "7").with_plain("height", "7");
    out.with_plain("patternUnits", "userSpaceOnUse").with_plain("patternTransform", "rotate(45)").inside();
    out.open("path").with_plain("class", "hatch").with_plain("d", "M0 0L0 7").end();
    out.close();
  }
  out.close();
}

void draw_titles(Elements& out, const Layout& layout, std::size_t k, const Frame& frame) {
  const Panel& panel = frame.panel;
  const Place& place = layout.places()[k];
  if (!panel.title.empty()) {
    out.text({.x = place.left, .y = place.top - 7 - place.above, .look = "t head", .tip = panel.title},
             fitted(panel.title, 13.6, place.width + place.right_room));
  }
  double y = frame.bottom() + place.x_labels.height;
  const bool plain = !has_no_axes(panel);
  if (plain && layout.has_x_title(k) && !panel.x.title.empty()) {
    out.text({.x = place.left + place.width / 2, .y = y + 13, .anchor = "middle", .tip = panel.x.title},
             fitted(panel.x.title, 11, place.width + 20));
    y += kXTitle;
  }
  if (plain && layout.has_y_title(k) && !panel.y.title.empty()) {
    out.text({.x = place.left - place.y_labels.width - 14,
              .y = place.top + place.height / 2,
              .anchor = "middle",
              .upright = true,
              .tip = panel.y.title},
             fitted(panel.y.title, 11, place.height + 16));
  }
  for (const std::string& note : place.notes) {
    y += 13;
    out.text({.x = place.left, .y = y + 2, .look = "t small soft"}, note);
  }
}

std::string thinning_note(const std::vector<Frame>& frames) {
  std::size_t lines = 0;
  for (const Frame& frame : frames) lines += frame.omitted.thinned;
  if (lines == 0) return {};
  return counted(lines, "line") +
         " drawn with the first, lowest, highest and last point of each pixel column.";
}

}  // namespace

std::string svg(const Picture& picture, Use use) {
  const Layout layout(picture);
  const std::string prefix = prefix_of(picture);
  std::vector<Frame> frames;
  for (std::size_t k = 0; k < picture.panels.size(); ++k) {
    const Place& place = layout.places()[k];
    const Panel& panel = picture.panels[k];
    frames.push_back({picture, panel, prefix + "-" + std::to_string(k), place.left, place.top, place.width,
                      place.height, x_scale(panel, place), y_scale(panel, place), place.y_labels.width});
  }
  Elements body;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    draw_panel(body, frames[k]);
    draw_titles(body, layout, k, frames[k]);
    if (layout.at_ends()) draw_end_labels(body, frames[k], layout.entries(), layout.end_room());
  }
  double bottom = layout.bottom();
  const double width = picture.width - 2 * kMargin;
  if (!layout.at_ends()) bottom += draw_legend(&body, picture, layout.entries(), kMargin, bottom, width);
  std::string note = picture.note;
  const std::string thinning = thinning_note(frames);
  if (!note.empty() && !thinning.empty()) note += " ";
  for (const std::string& line : wrapped(note + thinning, 10, width, 5)) {
    bottom += 13;
    body.text({.x = kMargin, .y = bottom, .look = "t small soft"}, line);
  }
  bottom += kMargin;

  Elements out;
  out.open("svg").with_plain("xmlns", "http://www.w3.org/2000/svg").with_plain("class", "pic");
  out.with_plain("viewBox", "0 0 " + tenth(picture.width) + " " + tenth(bottom));
  out.with("width", picture.width).with("height", bottom).with_plain("role", "img");
  out.with_plain("aria-labelledby", prefix + "-t " + prefix + "-d").inside();
  out.open("title").with_plain("id", prefix + "-t").content(picture.title);
  out.open("desc").with_plain("id", prefix + "-d").content(picture.description);
  if (use == Use::file) out.plain("<style>\n" + style_of_file() + "</style>\n");
  draw_definitions(out, frames);
  out.open("rect").with_plain("class", "ground").with("width", picture.width).with("height", bottom).end();
  double y = kMargin + 14;
  for (const std::string& line : layout.title()) {
    out.text({.x = kMargin, .y = y, .look = "t title"}, line);
    y += 20;
  }
  out.plain("\n");
  out.plain(body.result());
  out.close();
  return out.result();
}

}  // namespace runner::picture
