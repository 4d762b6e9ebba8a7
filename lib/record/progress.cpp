#include "record/progress.h"

#include <fmt/format.h>

#include <cmath>
#include <new>
#include <utility>

#include "base/text.h"
#include "record/status.h"

namespace runner {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto redraw_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::seconds(10);

}  // namespace

Progress::Progress(std::size_t total, bool quiet, std::FILE* out)
    : total_(total), quiet_(quiet), screen_(out), live_(!quiet && screen_.can_redraw()) {
  if (!live_) shown_ = began_;
}

Progress::~Progress() {
  if_possible([&] { screen_.clear(); });
}

/// It is no trouble of the runs that there is no memory for a line: it is left out.
template <class Tell>
void Progress::if_possible(const Tell& tell) {
  try {
    tell();
  } catch (const std::bad_alloc&) {  // whoever needs memory for the work says so
  }
}

void Progress::print_line(const std::string& line) {
  const bool was_drawn = screen_.is_drawn();
  screen_.print(line);
  if (was_drawn) screen_.draw(state());
}

/// A full disk or a terminal that is gone is no trouble of the runs: what can't be shown is not shown.
void Progress::now_and_then() {
  if (quiet_) return;
  const auto now = Clock::now();
  if (now - shown_ < (live_ ? Clock::duration(redraw_interval) : Clock::duration(line_interval))) return;
  shown_ = now;
  if (live_) {
    screen_.draw(state());
  } else {
    screen_.print(live_line(state()));
  }
}

std::size_t Progress::run_started(std::string name, std::int64_t epochs) {
  const std::lock_guard lock(mutex_);
  const std::size_t run = started_++;
  if_possible([&] {
    running_.emplace(run, LiveRun{std::move(name), epochs});
    now_and_then();
  });
  return run;
}

void Progress::run_reached(std::size_t run, std::int64_t epoch, const Measured& measured) {
  const std::lock_guard lock(mutex_);
  const auto current = running_.find(run);
  if (current == running_.end()) return;
  if_possible([&] {
    current->second.reach(epoch, measured);
    now_and_then();
  });
}

void Progress::run_ended(std::size_t run, Status status, const std::string& message,
                         const Measured& measured) {
  const std::lock_guard lock(mutex_);
  const auto ended = running_.extract(run);
  ++ended_;
  if (status == Status::failed) ++failed_;
  // On a terminal the live view counts the runs that went well; only the others need a line of their own.
  const bool good = status == Status::finished || status == Status::early_stopped;
  if_possible([&] {
    const std::string name = ended ? ended.mapped().name : "";
    if (good) keep_best(name, measured);
    if (quiet_ || (live_ && good)) return;
    std::string line = fmt::format("[{}/{}] {}: {}", ended_, total_, name, choice_name(status));
    if (good && measured.known()) line += ", " + measured.text();
    if (!message.empty()) line += ": " + message;
    print_line(visible_text(line));
  });
}

void Progress::note(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if_possible([&] { print_line(visible_text(line)); });
}

void Progress::inform(const std::string& line) {
  if (!quiet_) note(line);
}

void Progress::keep_best(const std::string& name, const Measured& measured) {
  if (!is_new_best(measured, best_)) return;
  best_ = measured;
  best_name_ = name;
}

LiveState Progress::state() const {
  LiveState state{total_, ended_, failed_, {}, best_, best_name_, {}};
  auto done = static_cast<double>(ended_);
  for (const auto& [run, running] : running_) {
    state.running.push_back(&running);
    done += running.part_done();
  }
  const double elapsed = std::chrono::duration<double>(Clock::now() - began_).count();
  state.seconds_left = seconds_left(elapsed, done, static_cast<double>(total_) - done);
  return state;
}

WatchedRun::WatchedRun(Progress& progress, RunWriter& writer, std::string name, std::int64_t epochs,
                       std::string if_anew, std::string if_going_on)
    : progress_(progress),
      writer_(writer),
      run_(progress.run_started(std::move(name), epochs)),
      if_anew_(std::move(if_anew)),
      if_going_on_(std::move(if_going_on)) {}

void WatchedRun::start(const RunStart& start) {
  primary_ = start.primary;
  if (primary_ < start.epoch_columns.size()) {
    measured_ = {start.epoch_columns[primary_], std::nan("")};
  }
  if (!start.goes_on && !if_anew_.empty()) progress_.note(if_anew_);
  if (start.goes_on && !if_going_on_.empty()) progress_.inform(if_going_on_);
  writer_.start(start);
}

void WatchedRun::epoch(const EpochRecord& record) {
  writer_.epoch(record);
  if (primary_ < record.values.size()) measured_.value = record.values[primary_];
  if (progress_.is_quiet()) return;
  // Thousands of short epochs in a second must not queue for the progress.
  const auto now = Clock::now();
  if (now - told_ < redraw_interval / 2) return;
  told_ = now;
  progress_.run_reached(run_, record.epoch, measured_);
}

void WatchedRun::end(const RunEnd& end) {
  writer_.end(end);
  ended_ = true;
  progress_.run_ended(run_, end.status, end.message, measured_);
}

void WatchedRun::fail(const std::string& message) {
  if (ended_) return;
  ended_ = true;
  const std::string shown = visible_text(message);
  writer_.fail(shown);
  progress_.run_ended(run_, Status::failed, shown, {});
}

void WatchedRun::give_up() {
  if (std::exchange(ended_, true)) return;
  progress_.run_ended(run_, Status::interrupted, "", {});
}

}  // namespace runner
