#include "record/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "record/status.h"

namespace runner {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto redraw_interval = std::chrono::milliseconds(100);

std::size_t terminal_width(std::FILE* out) {
  constexpr std::size_t usual = 80;
  winsize size{};
  const bool known = ::ioctl(::fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : usual;
}

std::string duration_text(double seconds) {
  const auto whole = std::int64_t{std::llround(seconds)};
  const std::int64_t hours = whole / 3600, minutes = whole / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                   : fmt::format("{}:{:02}", minutes, whole % 60);
}

/// Whether a line can be drawn again in its place: not where a terminal says that it can only go on.
bool can_redraw(std::FILE* out) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(::fileno(out)) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

Progress::Progress(std::size_t total, bool quiet, std::FILE* out)
    : total_(total), quiet_(quiet), out_(out), live_(!quiet && can_redraw(out)) {}

Progress::~Progress() {
  if (live_ && drawn_ != Clock::time_point{}) if_possible([&] { print_line(""); });
}

/// On a terminal in the place of the live line; an empty line only takes that away.
void Progress::print_line(const std::string& line) {
  const std::string end = line.empty() ? "" : "\n";
  show(fmt::format("{}{}{}", live_ ? "\r\x1b[K" : "", line, end));
}

/// A full disk or a terminal that is gone is no trouble of the runs: what can't be shown is not shown.
void Progress::show(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

/// Nor is it of theirs that there is no memory for a line: it is left out.
template <class Tell>
void Progress::if_possible(const Tell& tell) {
  try {
    tell();
  } catch (const std::bad_alloc&) {  // whoever needs memory for the work says so
  }
}

std::size_t Progress::run_started(std::string name, std::int64_t epochs) {
  const std::lock_guard lock(mutex_);
  const std::size_t run = started_++;
  if_possible([&] { draw(running_.emplace(run, Running{std::move(name), epochs, 0, ""}).first->second); });
  return run;
}

bool Measured::known() const {
  return !column.name.empty() && std::isfinite(value);
}

std::string Measured::text() const {
  return known() ? fmt::format("{} {:.4g}", column.name, value) : "";
}

void Progress::run_reached(std::size_t run, std::int64_t epoch, const Measured& measured) {
  const std::lock_guard lock(mutex_);
  const auto current = running_.find(run);
  if (current == running_.end()) return;
  current->second.epoch = epoch;
  if_possible([&] {
    current->second.measured = measured.text();
    draw(current->second);
  });
}

void Progress::run_ended(std::size_t run, Status status, const std::string& message,
                         const Measured& measured) {
  const std::lock_guard lock(mutex_);
  const auto ended = running_.extract(run);
  ++ended_;
  if (status == Status::failed) ++failed_;
  // On a terminal the live line counts the runs that went well; only the others need one of their own.
  const bool good = status == Status::finished || status == Status::early_stopped;
  if_possible([&] {
    if (good) keep_best(measured);
    if (quiet_ || (live_ && good)) return;
    const std::string name = ended ? ended.mapped().name : "";
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

void Progress::keep_best(const Measured& measured) {
  if (!measured.known()) return;
  const bool comparable = best_.known() && best_.column == measured.column;
  if (!comparable || is_better(measured.column.better, measured.value, best_.value)) best_ = measured;
}

std::string Progress::counts() const {
  std::string text = fmt::format("{}/{}, {} running", ended_, counted(total_, "run"), running_.size());
  if (failed_ > 0) text += fmt::format(", {} failed", failed_);
  if (best_.known()) text += ", best " + best_.text();
  return text;
}

/// From the part of the work that is done; empty while that is too little to judge by.
std::string Progress::time_left() const {
  const double elapsed = std::chrono::duration<double>(Clock::now() - began_).count();
  auto done = static_cast<double>(ended_);
  for (const auto& [run, running] : running_) {
    if (running.epochs > 0) done += static_cast<double>(running.epoch) / static_cast<double>(running.epochs);
  }
  if (elapsed < 1 || done <= 0) return "";
  return duration_text(elapsed * std::max(0.0, static_cast<double>(total_) - done) / done) + " left";
}

void Progress::draw(const Running& current) {
  const auto now = Clock::now();
  if (!live_ || now - drawn_ < redraw_interval) return;
  drawn_ = now;
  std::string behind = fmt::format(": epoch {}", current.epoch);
  if (current.epochs > 0) behind += fmt::format("/{}", current.epochs);
  if (!current.measured.empty()) behind += ", " + current.measured;
  const std::string left = time_left();
  if (!left.empty()) behind += " | " + left;

  const std::string before = counts() + " | ";
  // The last column stays free: some terminals break the line when it is written.
  const std::size_t width = terminal_width(out_) - 1;
  const std::size_t taken = character_count(before) + character_count(behind);
  constexpr std::size_t least = 10;
  const std::size_t room = width > taken + least ? width - taken : least;
  const std::string line = before + visible_text(current.name, room) + behind;
  show(fmt::format("\r{}\x1b[K", visible_text(line, width)));
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
  if (!progress_.is_live()) return;
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
