#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "base/stop.h"
#include "catalog/catalog.h"
#include "colour.h"
#include "commands.h"
#include "experiment_file.h"
#include "launch/folder_watch.h"
#include "output.h"
#include "record/live_view.h"
#include "results_folder.h"

namespace runner {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto redraw_interval = std::chrono::milliseconds(500);
constexpr auto line_interval = std::chrono::seconds(10);
constexpr auto stop_interval = std::chrono::milliseconds(50);

/// A plan, and how its runs stand. The plan is read again where the folder has another one by now.
class WatchedFolder {
 public:
  explicit WatchedFolder(std::filesystem::path results) : results_(std::move(results)) {}

  /// False after a message where it is no results folder, or none any more.
  bool look() {
    std::error_code gone;
    const auto written = std::filesystem::last_write_time(results_ / "config.yaml", gone);
    if (!plan_ || (!gone && written != written_)) {
      Diagnostics diagnostics;
      DataFiles files(0);
      watch_.reset();
      plan_ = load_results(results_, files, diagnostics);
      print_diagnostics(diagnostics);
      if (!plan_) return false;
      written_ = written;
      watch_.emplace(*plan_, results_, catalog());
    }
    state_ = &watch_->look();
    return true;
  }

  const Plan& plan() const { return *plan_; }
  const LiveState& state() const { return *state_; }
  const FolderWatch& watch() const { return *watch_; }

 private:
  std::filesystem::path results_;
  std::filesystem::file_time_type written_;
  std::optional<Plan> plan_;
  std::optional<FolderWatch> watch_;
  const LiveState* state_ = nullptr;
};

/// Throws Interrupted where it is to end.
void wait(Clock::duration time) {
  for (const auto until = Clock::now() + time; Clock::now() < until; look_at_stop())
    std::this_thread::sleep_for(std::min<Clock::duration>(stop_interval, time));
}

/// What is seen at the end.
int say_end(const WatchedFolder& folder, const std::filesystem::path& results) {
  const auto& standings = folder.watch().standings();
  const LiveState& state = folder.state();
  const bool colour = has_colour(stdout);
  say("{}\n", Lines{with_statuses(visible_text(survey_counts(folder.plan(), standings)), colour)});
  if (state.best.known()) say("best {}: {}\n", state.best.text(), state.best_name);
  const bool all = std::ranges::all_of(standings, has_result);
  if (all) {
    say("nothing is left to train\n");
  } else {
    say("{}", Lines{with_statuses(survey_list(folder.plan(), results, standings, 40), colour)});
  }
  return all ? exit_done : exit_failed_run;
}

}  // namespace

int watch_command(const Options& options) {
  stop_at_signals();
  const std::filesystem::path results = options.files.front();
  WatchedFolder folder(results);
  LiveScreen screen(stdout);
  std::optional<Clock::time_point> told;
  bool had_ended = false;
  try {
    while (true) {
      const auto began = Clock::now();
      if (!folder.look()) return exit_usage;
      // Between two rounds of a search nothing runs for a moment: what has no result may go on.
      const bool ended = folder.watch().all_ended();
      if (ended && (had_ended || std::ranges::all_of(folder.watch().standings(), has_result))) break;
      had_ended = ended;
      if (screen.can_redraw()) {
        screen.draw(folder.state());
      } else if (!told || began - *told >= line_interval) {
        told = began;
        screen.print(live_line(folder.state()));
      }
      if (std::ferror(stdout)) return exit_failed_run;  // whoever read it is gone
      // Many runs take long to look at: it shall be a small part of the time.
      wait(std::max<Clock::duration>(redraw_interval, 9 * (Clock::now() - began)));
    }
  } catch (const Interrupted&) {
    screen.clear();
    throw;
  }
  screen.clear();
  return say_end(folder, results);
}

}  // namespace runner
