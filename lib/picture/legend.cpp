#include "picture/legend.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/stable_sort.h"
#include "picture/labels.h"

namespace runner::picture {

namespace {

constexpr double kSample = 40, kGap = 18, kRow = 18, kSize = 11;

/// How a picture uses one of its series.
struct Usage {
  bool line = false, way = false, other = false;
  std::set<std::string> runs, diverged;
};

class Usages {
 public:
  explicit Usages(const Picture& picture) : all_(picture.series.size()) {
    for (const Panel& panel : picture.panels) {
      for (const Mark& mark : panel.marks) std::visit(*this, mark);
    }
  }

  void operator()(const Line& line) {
    Usage& usage = of(line.series);
    usage.line = true;
    count(usage, line.run, line.x, line.y);
    if (line.dash && !line.what.empty()) kinds_.emplace(line.what, std::pair(line.series, *line.dash));
  }
  void operator()(const Trajectory& way) {
    Usage& usage = of(way.series);
    usage.line = usage.way = true;
    count(usage, way.run, way.x, way.y);
  }
  void operator()(const Band& band) { of(band.series).line = true; }
  void operator()(const Points& points) { of(points.series).other = points.values.empty(); }
  void operator()(const Intervals& intervals) { of(intervals.series).other = true; }
  void operator()(const Bars& bars) { of(bars.series).other = true; }
  void operator()(const Boxes& boxes) { of(boxes.series).other = true; }
  void operator()(const Strip& strip) { of(strip.series).other = true; }
  void operator()(const Parallel& parallel) {
    for (const Parallel::Row& row : parallel.rows) of(row.series).line = true;
  }
  void operator()(const Rule& rule) {
    if (rule.series && rule.label.empty()) of(*rule.series).line = true;
  }
  template <typename Other>
  void operator()(const Other& /*no series*/) {}

  const std::vector<Usage>& all() const { return all_; }
  const std::map<std::string, std::pair<std::size_t, Dash>>& kinds() const { return kinds_; }

 private:
  Usage& of(std::size_t series) { return series < all_.size() ? all_[series] : none_; }

  static void count(Usage& usage, const std::string& run, const std::vector<double>& x,
                    const std::vector<double>& y) {
    if (run.empty()) return;
    usage.runs.insert(run);
    for (std::size_t k = 0; k < y.size(); ++k) {
      if (!std::isfinite(y[k]) || !std::isfinite(x[k])) {
        usage.diverged.insert(run);
        return;
      }
    }
  }

  std::vector<Usage> all_;
  std::map<std::string, std::pair<std::size_t, Dash>> kinds_;
  Usage none_;
};

void draw_sample(Elements& out, const Picture& picture, const Entry& entry, double left, double middle) {
  Look look = look_of(picture, entry.series);
  if (entry.kind) look = {"g", *entry.kind, Marker::none};
  if (entry.way) look.dash = Dash::solid;
  std::string marker = marker_path(look.marker, left + kSample / 2, middle, 3.6);
  if (entry.line) {
    std::string path;
    move_to(path, left, middle);
    line_to(path, left + kSample, middle);
    out.open("path")
        .with_plain("class", "stroke l" + look.color + dash_class(look.dash))
        .with_plain("d", path)
        .end();
  }
  if (!marker.empty()) {
    out.open("path").with_plain("class", marker_class(look.marker, look.color)).with_plain("d", marker).end();
  }
}

void draw_entry(Elements& out, const Picture& picture, const Entry& entry, double left, double middle,
                double width) {
  out.open("g").with_plain("class", entry.kind ? "kind" : "entry");
  if (!entry.kind) out.with("data-series", picture.series[entry.series].key);
  out.inside();
  draw_sample(out, picture, entry, left, middle);
  out.text({.x = left + kSample + 6, .y = middle + 4, .tip = entry.text},
           fitted(entry.text, kSize, width - kSample - 6));
  out.close();
}

/// The last strong line of a series in a panel whose end can be pointed at.
const Line* line_of(const Panel& panel, std::size_t series) {
  const Line* found = nullptr;
  for (const Mark& mark : panel.marks) {
    const auto* line = std::get_if<Line>(&mark);
    if (line && line->series == series && !line->faint && !line->x.empty()) found = line;
  }
  return found;
}

/// Places as near to the wanted ones as can be with `apart` between neighbours, from `low` to `high`.
/// `wanted` ascends.
std::vector<double> spread(std::vector<double> wanted, double apart, double low, double high) {
  // Groups of neighbours that touch move together about their mean.
  struct Group {
    double sum;
    std::size_t count, first;
  };
  std::vector<Group> groups;
  const auto start_of = [&](const Group& group) {
    const double length = apart * static_cast<double>(group.count - 1);
    const double middle = group.sum / static_cast<double>(group.count);
    return std::clamp(middle - length / 2, low, std::max(low, high - length));
  };
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    groups.push_back({wanted[k], 1, k});
    while (groups.size() > 1) {
      const Group& last = groups.back();
      Group& before = groups[groups.size() - 2];
      if (start_of(before) + apart * static_cast<double>(before.count) <= start_of(last)) break;
      before.sum += last.sum;
      before.count += last.count;
      groups.pop_back();
    }
  }
  for (const Group& group : groups) {
    for (std::size_t k = 0; k < group.count; ++k) {
      wanted[group.first + k] = start_of(group) + apart * static_cast<double>(k);
    }
  }
  return wanted;
}

}  // namespace

std::vector<Entry> legend_entries(const Picture& picture) {
  if (picture.legend == Legend::none) return {};
  const Usages usages(picture);
  std::vector<Entry> entries;
  bool any_diverged = false;
  for (std::size_t k = 0; k < picture.series.size(); ++k) {
    const Series& series = picture.series[k];
    const Usage& usage = usages.all()[k];
    if (series.grey || !(usage.line || usage.other)) continue;
    const std::size_t runs = series.runs.value_or(usage.runs.size());
    const std::size_t diverged = series.diverged.value_or(usage.diverged.size());
    Entry entry{k, series.label, usage.way, usage.line, {}};
    if (diverged > 0) {
      entry.text += " (" + std::to_string(diverged) + " of " + std::to_string(runs) + " diverged)";
      any_diverged = true;
    }
    entries.push_back(entry);
  }
  if (entries.size() == 1 && !any_diverged) entries.clear();
  for (const auto& [what, look] : usages.kinds()) {
    if (usages.kinds().size() > 1) entries.push_back({look.first, what, false, true, look.second});
  }
  return entries;
}

bool labels_at_ends(const Picture& picture, const std::vector<Entry>& entries, double panel_height) {
  if (picture.legend != Legend::automatic || picture.panels.size() != 1 || picture.columns > 1) return false;
  const bool all = std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.kind || line_of(picture.panels.front(), entry.series);
  });
  return !entries.empty() && all && static_cast<double>(entries.size()) * 16 <= panel_height &&
         end_labels_width(entries, 1e9) <= 0.42 * picture.width;
}

double end_labels_width(const std::vector<Entry>& entries, double most) {
  double widest = 0;
  for (const Entry& entry : entries) widest = std::max(widest, text_width(entry.text, kSize));
  return entries.empty() ? 0 : std::min(most, 12 + kSample + 6 + widest + 4);
}

void draw_end_labels(Elements& out, const Frame& frame, const std::vector<Entry>& entries, double room) {
  struct End {
    const Entry* entry;
    double x, y;
  };
  std::vector<End> ends;
  for (const Entry& entry : entries) {
    if (entry.kind) {
      ends.push_back({&entry, -1e9, frame.bottom()});
      continue;
    }
    const Line* line = line_of(frame.panel, entry.series);
    std::size_t last = line->x.size() - 1;
    while (last > 0 && !(std::isfinite(line->x[last]) && std::isfinite(line->y[last]))) --last;
    const double y = frame.y(line->y[last]);
    ends.push_back({&entry, frame.x(line->x[last]),
                    std::isfinite(y) ? std::clamp(y, frame.top, frame.bottom()) : frame.bottom()});
  }
  sort_stably(ends, [](const End& a, const End& b) { return a.y < b.y; });
  std::vector<double> wanted;
  for (const End& end : ends) wanted.push_back(end.y);
  const std::vector<double> places = spread(wanted, 16, frame.top + 5, frame.bottom() - 5);
  for (std::size_t k = 0; k < ends.size(); ++k) {
    const bool reaches = std::abs(ends[k].x - frame.right()) < 40;
    if (reaches && std::abs(places[k] - ends[k].y) > 1.5) {
      std::string path;
      move_to(path, std::min(ends[k].x, frame.right()) + 2, ends[k].y);
      line_to(path, frame.right() + 12, places[k]);
      const std::string color = look_of(frame.picture, ends[k].entry->series).color;
      out.open("path").with_plain("class", "thin l" + color).with_plain("d", path).end();
    }
    draw_entry(out, frame.picture, *ends[k].entry, frame.right() + 12, places[k], room - 12);
  }
}

double draw_legend(Elements* out, const Picture& picture, const std::vector<Entry>& entries, double left,
                   double top, double width) {
  double x = left, y = top;
  for (const Entry& entry : entries) {
    const double needed = std::min(width, kSample + 6 + text_width(entry.text, kSize) + 2);
    if (x > left && x + needed > left + width) {
      x = left;
      y += kRow;
    }
    if (out) draw_entry(*out, picture, entry, x, y + kRow / 2, needed);
    x += needed + kGap;
  }
  return entries.empty() ? 0 : y + kRow - top;
}

}  // namespace runner::picture
