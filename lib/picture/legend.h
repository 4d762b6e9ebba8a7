#pragma once

#include <string>
#include <vector>

#include "picture/panel.h"

namespace runner::picture {

struct Entry {
  std::size_t series = 0;
  std::string text = {};          ///< the label, with how many of its runs diverged
  bool way = false;               ///< its line is a trajectory, which has no dash
  bool line = false;              ///< shown as a line, else as a marker alone
  std::optional<Dash> kind = {};  ///< not a series but what a dash means: "train"
};

/// What a legend of the picture says: each series that stands out, in order, then what dashes mean.
std::vector<Entry> legend_entries(const Picture& picture);

/// Whether the entries go to the lines' ends: one panel per row, and each series has a line there with room
/// for its label.
bool labels_at_ends(const Picture& picture, const std::vector<Entry>& entries, double panel_height);

/// The room right of a panel for them.
double end_labels_width(const std::vector<Entry>& entries, double most);
void draw_end_labels(Elements& out, const Frame& frame, const std::vector<Entry>& entries, double room);

/// Entries in rows from a top left corner; returns the height. Draws nothing where `out` is null.
double draw_legend(Elements* out, const Picture& picture, const std::vector<Entry>& entries, double left,
                   double top, double width);

}  // namespace runner::picture
