#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "metric/column.h"

namespace runner {

/// What a run has reached in the column that ranks.
struct Measured {
  Column column;  ///< without a name: nothing is known
  double value = 0;

  bool known() const;
  std::string text() const;  ///< "val_loss 0.31", or empty
};

/// Whether `measured` takes the place of the best so far: one that is known and better, or of another column.
bool is_new_best(const Measured& measured, const Measured& best);

/// The values that a run has had, thinned to so many as a curve of one line can show. The latest one is
/// always among them.
class Curve {
 public:
  void add(double value);
  /// At most `cells` characters, their heights between the lowest and the highest value; a blank for one that
  /// is not finite. In ASCII where `unicode` is false.
  std::string text(std::size_t cells, bool unicode) const;

 private:
  static constexpr std::size_t most = 128;
  std::vector<double> values_;  // each the last one of `stride_`
  std::size_t stride_ = 1, added_ = 0;
};

/// A run that is being trained.
struct LiveRun {
  std::string name;         ///< "Adam lr=0.01 seed 2"
  std::int64_t epochs = 0;  ///< how many there will be; 0: unknown
  std::int64_t epoch = 0;
  Measured measured = {};
  Curve curve = {};

  void reach(std::int64_t now, const Measured& value);
  double part_done() const;  ///< from 0 to 1; 0 where that is unknown
};

/// How far the runs are: what a live view shows, whoever trains them.
struct LiveState {
  std::size_t total = 0, ended = 0, failed = 0;
  std::vector<const LiveRun*> running;
  Measured best = {};  ///< of the runs that ended well
  std::string best_name = {};
  std::optional<double> seconds_left = {};
};

/// Of work of which `done` (in runs) took `elapsed` seconds; nothing while that is too little to judge by.
std::optional<double> seconds_left(double elapsed, double done, double left);

struct LiveSize {
  std::size_t columns = 80, rows = 24;
  bool unicode = true;
};

/// For a terminal of any width: how far all are, in one line where it fits, then each running run with its
/// epoch, metric and curve; as many as there is room for. No line is as wide as the terminal or acts on it.
std::vector<std::string> live_lines(const LiveState& state, const LiveSize& size);

/// The same as one line, for elsewhere.
std::string live_line(const LiveState& state);

/// Where a live view is shown. On a terminal lines are drawn in the place of the earlier ones, but for one
/// that says (TERM) that it can only go on. What can't be written is passed over.
class LiveScreen {
 public:
  explicit LiveScreen(std::FILE* out);
  bool can_redraw() const { return can_redraw_; }
  void draw(const LiveState& state);
  void print(const std::string& line);  ///< in the place of the view, which is taken away
  void clear();                         ///< takes it away
  bool is_drawn() const { return !drawn_.empty(); }

 private:
  LiveSize size() const;
  std::string to_the_top(std::size_t columns) const;
  void show(const std::string& text);

  std::FILE* out_;
  bool can_redraw_;
  std::vector<std::size_t> drawn_;  // the width of each line
};

}  // namespace runner
