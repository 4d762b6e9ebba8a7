#include "record/live_view.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "base/text.h"

namespace runner {
namespace {

constexpr std::size_t least_curve = 8, widest_curve = 32, least_name = 12;

std::string duration_text(double seconds) {
  const auto whole = std::int64_t{std::llround(seconds)};
  const std::int64_t hours = whole / 3600, minutes = whole / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                   : fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string left_text(const LiveState& state) {
  return state.seconds_left ? duration_text(*state.seconds_left) + " left" : "";
}

std::string counts_text(const LiveState& state) {
  std::string text =
      fmt::format("{}/{}, {} running", state.ended, counted(state.total, "run"), state.running.size());
  if (state.failed > 0) text += fmt::format(", {} failed", state.failed);
  return text;
}

std::string best_text(const LiveState& state) {
  if (!state.best.known()) return "";
  const std::string name = state.best_name.empty() ? "" : ": " + visible_text(state.best_name);
  return "best " + state.best.text() + name;
}

/// The parts that are not empty, as many in a line as fit.
std::vector<std::string> filled_lines(const std::vector<std::string>& parts, std::size_t width) {
  constexpr std::string_view between = " | ";
  std::vector<std::string> lines;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    const bool fits =
        !lines.empty() && character_count(lines.back()) + between.size() + character_count(part) <= width;
    if (fits) {
      lines.back().append(between).append(part);
    } else {
      lines.push_back(part);
    }
  }
  for (std::string& line : lines) line = visible_text(line, width);
  return lines;
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t taken = character_count(text);
  if (taken < width) text.append(width - taken, ' ');
  return text;
}

std::string epoch_text(const LiveRun& run) {
  return run.epochs > 0 ? fmt::format("{}/{}", run.epoch, run.epochs) : fmt::format("{}", run.epoch);
}

/// How wide each thing is that the lines of all running runs show.
struct Widths {
  std::size_t name = 0, epoch = 0, measured = 0;
};

Widths widths_of(const std::vector<const LiveRun*>& runs) {
  Widths most;
  for (const LiveRun* run : runs) {
    most.name = std::max(most.name, character_count(visible_text(run->name)));
    most.epoch = std::max(most.epoch, epoch_text(*run).size());
    most.measured = std::max(most.measured, character_count(run->measured.text()));
  }
  return most;
}

std::string without_trailing_blanks(std::string text) {
  text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

/// The name on a line of its own, the rest, as far as it fits, on a second one.
std::vector<std::string> narrow_lines(const LiveRun& run, std::size_t width, bool unicode) {
  constexpr std::size_t least = 4;
  const std::string number = run.measured.known() ? fmt::format("{:.4g}", run.measured.value) : "";
  std::string facts = fmt::format("  epoch {}  {}", epoch_text(run), run.measured.text());
  if (character_count(facts) + 2 + least > width) facts = fmt::format("  {} {}", epoch_text(run), number);
  facts = without_trailing_blanks(std::move(facts));
  const std::size_t taken = character_count(facts) + 2;
  if (taken + least <= width) facts += "  " + run.curve.text(std::min(width - taken, widest_curve), unicode);
  return {visible_text(run.name, width), without_trailing_blanks(visible_text(facts, width))};
}

std::vector<std::string> lines_of(const LiveRun& run, const Widths& most, const LiveSize& size) {
  constexpr std::size_t between = 2;
  const std::size_t width = size.columns - 1;
  const std::size_t facts =
      between + std::string_view("epoch ").size() + most.epoch + between + most.measured + between;
  if (facts + least_curve + std::min(most.name, least_name) > width) {
    return narrow_lines(run, width, size.unicode);
  }
  const std::size_t name = std::min(most.name, width - facts - least_curve);
  const std::size_t cells = std::min(widest_curve, width - facts - name);
  return {without_trailing_blanks(fmt::format(
      "{}  epoch {}  {}  {}", padded(visible_text(run.name, name), name), padded(epoch_text(run), most.epoch),
      padded(run.measured.text(), most.measured), run.curve.text(cells, size.unicode)))};
}

/// The first of these variables that is set decides, as for every program.
bool has_unicode() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    const std::string locale = lower_case(value);
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

/// Whether lines can be drawn again in their place: not where a terminal says that it can only go on.
bool redraws(std::FILE* out) {
  const char* terminal = std::getenv("TERM");
  return ::isatty(::fileno(out)) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace

bool Measured::known() const {
  return !column.name.empty() && std::isfinite(value);
}

std::string Measured::text() const {
  return known() ? fmt::format("{} {:.4g}", visible_text(column.name), value) : "";
}

bool is_new_best(const Measured& measured, const Measured& best) {
  if (!measured.known()) return false;
  const bool comparable = best.known() && best.column == measured.column;
  return !comparable || is_better(measured.column.better, measured.value, best.value);
}

void Curve::add(double value) {
  if (added_++ % stride_ != 0) {
    values_.back() = value;
    return;
  }
  if (values_.size() == most) {
    for (std::size_t i = 0; i < most / 2; ++i) values_[i] = values_[2 * i + 1];
    values_.resize(most / 2);
    stride_ *= 2;
  }
  values_.push_back(value);
}

std::string Curve::text(std::size_t cells, bool unicode) const {
  constexpr std::array<std::string_view, 8> blocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::array<std::string_view, 8> letters = {"_", ".", ":", "-", "=", "+", "*", "#"};
  const auto& marks = unicode ? blocks : letters;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values_) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  std::string text;
  const std::size_t shown = std::min(cells, values_.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const double value = values_[shown > 1 ? i * (values_.size() - 1) / (shown - 1) : values_.size() - 1];
    // Halves: the distance of two values may be no number any more.
    const double height = high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0;
    text += std::isfinite(value)
                ? marks[static_cast<std::size_t>(std::lround(std::clamp(height, 0.0, 1.0) * 7))]
                : " ";
  }
  return text;
}

void LiveRun::reach(std::int64_t now, const Measured& value) {
  epoch = now;
  measured = value;
  curve.add(value.value);
}

double LiveRun::part_done() const {
  return epochs > 0 ? std::min(1.0, static_cast<double>(epoch) / static_cast<double>(epochs)) : 0;
}

std::optional<double> seconds_left(double elapsed, double done, double left) {
  if (elapsed < 1 || done <= 0) return std::nullopt;
  return elapsed * std::max(0.0, left) / done;
}

std::vector<std::string> live_lines(const LiveState& state, const LiveSize& size) {
  const std::size_t width = std::max<std::size_t>(size.columns, 2) - 1;
  std::vector<std::string> lines =
      filled_lines({counts_text(state), best_text(state), left_text(state),
                    state.running.empty() && state.ended < state.total ? "waiting for a run to begin" : ""},
                   width);
  const Widths most = widths_of(state.running);
  for (std::size_t i = 0; i < state.running.size(); ++i) {
    const auto of_run = lines_of(*state.running[i], most, {width + 1, size.rows, size.unicode});
    const std::size_t more = state.running.size() - i;
    // The last row is kept for those that there is no room for.
    if (lines.size() + of_run.size() + (more > 1 ? 1 : 0) > size.rows) {
      if (lines.size() < size.rows) lines.push_back(visible_text(fmt::format("… and {} more", more), width));
      break;
    }
    lines.insert(lines.end(), of_run.begin(), of_run.end());
  }
  if (lines.size() > size.rows) lines.resize(std::max<std::size_t>(size.rows, 1));
  return lines;
}

std::string live_line(const LiveState& state) {
  constexpr std::size_t most = 4;
  std::vector<std::string> parts = {counts_text(state)};
  for (std::size_t i = 0; i < std::min(most, state.running.size()); ++i) {
    const LiveRun& run = *state.running[i];
    std::string part = fmt::format("{}: epoch {}", visible_text(run.name), epoch_text(run));
    if (run.measured.known()) part += ", " + run.measured.text();
    parts.push_back(std::move(part));
  }
  if (state.running.size() > most) parts.push_back(fmt::format("and {} more", state.running.size() - most));
  for (std::string part : {best_text(state), left_text(state)})
    if (!part.empty()) parts.push_back(std::move(part));
  return join(parts, " | ");
}

LiveScreen::LiveScreen(std::FILE* out) : out_(out), can_redraw_(redraws(out)) {}

LiveSize LiveScreen::size() const {
  LiveSize size;
  size.unicode = has_unicode();
  winsize found{};
  if (::ioctl(::fileno(out_), TIOCGWINSZ, &found) != 0) return size;
  if (found.ws_col > 0) size.columns = found.ws_col;
  if (found.ws_row > 0) size.rows = found.ws_row;
  return size;
}

/// Terminals that have become narrower since break the lines that they show.
std::string LiveScreen::to_the_top(std::size_t columns) const {
  std::size_t rows = 0;
  for (const std::size_t width : drawn_) rows += std::max<std::size_t>(1, (width + columns - 1) / columns);
  return rows > 1 ? fmt::format("\r\x1b[{}A", rows - 1) : "\r";
}

/// While it is drawn the terminal breaks no lines: some characters are wider than others.
void LiveScreen::draw(const LiveState& state) {
  const LiveSize now = size();
  const auto lines = live_lines(state, now);
  show(fmt::format("{}\x1b[?7l{}\x1b[J\x1b[?7h", to_the_top(now.columns), join(lines, "\x1b[K\n")));
  drawn_.clear();
  for (const std::string& line : lines) drawn_.push_back(character_count(line));
}

void LiveScreen::print(const std::string& line) {
  clear();
  show(line + "\n");
}

void LiveScreen::clear() {
  if (drawn_.empty()) return;
  show(to_the_top(size().columns) + "\x1b[J");
  drawn_.clear();
}

void LiveScreen::show(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

}  // namespace runner
