#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <tuple>

#include "base/text.h"

namespace runner {
namespace {

constexpr std::size_t widest_line = 160;       ///< characters; a longer line is shown around its token only
constexpr std::size_t longest_message = 2000;  ///< characters; a key of a megabyte is not shown whole
constexpr std::size_t room_before = 60;        ///< characters shown before the token of such a line

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// A character of a line as it is shown, and the byte where it stands.
struct Character {
  std::string_view shown;
  std::size_t byte;
};

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> result;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view c = text.substr(i, character_length(text.substr(i)));
    result.push_back({c != "\t" && acts_on_terminal(c) ? "?" : c, i});
    i += c.size();
  }
  return result;
}

/// At most `most` characters on one line.
std::string visible(std::string_view text, std::size_t most) {
  std::string result;
  for (const Character& c : characters(text)) {
    if (most-- == 0) return result + "…";
    result += c.shown == "\t" ? " " : c.shown;
  }
  return result;
}

/// A line of a source, and how many of its characters stand up to a place's first.
struct Line {
  std::string_view text;
  std::size_t column = 1;
};

/// Finds the lines of places. Going forward it walks over a text once, so that many messages cost no more
/// than few.
class LineFinder {
 public:
  std::optional<Line> find(const Place& place) {
    const bool has_line = place.source && !place.source->command_line && place.line > 0;
    if (!has_line || !go_to_line(place.source, place.line)) return std::nullopt;
    const std::size_t byte =
        std::min(static_cast<std::size_t>(std::max(place.column, 1)) - 1, line_.text.size());
    if (byte < counted_) {
      counted_ = 0;
      line_.column = 1;
    }
    line_.column += characters(line_.text.substr(counted_, byte - counted_)).size();
    counted_ = byte;
    return line_;
  }

 private:
  bool go_to_line(const SourcePtr& source, int number) {
    if (source == source_ && number == number_) return true;
    if (source != source_ || number < number_) {
      source_ = source;
      number_ = 1;
      start_ = 0;
    }
    const std::string_view text = source->text;
    for (; number_ < number; ++number_) {
      const std::size_t end = text.find('\n', start_);
      if (end == std::string_view::npos) {
        source_ = nullptr;
        return false;
      }
      start_ = end + 1;
    }
    line_ = {text.substr(start_, text.find('\n', start_) - start_), 1};
    if (!line_.text.empty() && line_.text.back() == '\r') line_.text.remove_suffix(1);
    counted_ = 0;
    return true;
  }

  SourcePtr source_;
  int number_ = 0;
  std::size_t start_ = 0;
  Line line_;
  std::size_t counted_ = 0;  ///< bytes of the line before `line_.column`
};

/// The part of a line that is shown: all of it, or, of a very long one, what is around the byte `token`.
std::string_view window(std::string_view line, std::size_t token) {
  constexpr std::size_t longest_character = 4;
  if (line.size() <= widest_line * longest_character && character_count(line) <= widest_line) return line;
  std::size_t begin = token;
  for (std::size_t n = 0; n < room_before && begin > 0; ++n) do
      --begin;
    while (begin > 0 && is_continuation(line[begin]));
  std::size_t end = begin;
  for (std::size_t n = 0; n < widest_line && end < line.size(); ++n)
    end += character_length(line.substr(end));
  return line.substr(begin, end - begin);
}

/// The source line and the line with the caret.
std::string excerpt(const Place& place, std::string_view line) {
  const std::size_t token = std::min(static_cast<std::size_t>(std::max(place.column, 1)) - 1, line.size());
  const std::string_view part = window(line, token);
  const auto begin = static_cast<std::size_t>(part.data() - line.data());
  const bool cut_before = begin > 0, cut_after = begin + part.size() < line.size();
  std::string shown = cut_before ? "…" : "";
  std::string padding = cut_before ? " " : "";
  std::size_t width = 0;
  for (const Character& c : characters(part)) {
    shown += c.shown;
    const std::size_t byte = begin + c.byte;
    if (byte < token)
      padding += c.shown == "\t" ? '\t' : ' ';
    else if (byte < token + static_cast<std::size_t>(std::max(place.length, 1)))
      ++width;
  }
  if (cut_after) shown += "…";
  return fmt::format("{:5} | {}\n      | {}^{}\n", place.line, shown, padding,
                     std::string(std::max<std::size_t>(width, 1) - 1, '~'));
}

std::string shown_place(const Place& place, const std::optional<Line>& line) {
  if (!place.source) return "";
  const std::string name = visible(place.source->name, longest_message);
  if (place.source->command_line)
    return fmt::format("{}: {}: ", name, visible(place.source->text, widest_line));
  if (place.line <= 0) return name + ": ";
  return fmt::format("{}:{}:{}: ", name, place.line, line ? line->column : 1);
}

std::string to_text(const Diagnostic& diagnostic, LineFinder& lines) {
  const Place& place = diagnostic.place;
  const std::optional<Line> line = lines.find(place);
  const char* severity = diagnostic.severity == Severity::error ? "error" : "warning";
  std::string text = fmt::format("{}{}: {}\n", shown_place(place, line), severity,
                                 visible(diagnostic.message, longest_message));
  if (line) text += excerpt(place, line->text);
  return text;
}

}  // namespace

void Diagnostics::error(const Place& place, std::string message) {
  found_.push_back({Severity::error, place, std::move(message)});
}

void Diagnostics::warning(const Place& place, std::string message) {
  found_.push_back({Severity::warning, place, std::move(message)});
}

void Diagnostics::add(const Diagnostics& other) {
  found_.insert(found_.end(), other.found_.begin(), other.found_.end());
}

bool Diagnostics::has_errors() const {
  return std::any_of(found_.begin(), found_.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  using Key = std::tuple<std::size_t, int, int>;  // source, line, column
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> sources;
  std::vector<Key> keys;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    const Place& place = found_[i].place;
    std::size_t source = 0;
    if (i > 0 && place.source == found_[i - 1].place.source) {
      source = std::get<0>(keys[i - 1]);  // comparing their texts would take long
    } else {
      std::pair<std::string_view, std::string_view> content;
      if (place.source) content = {place.source->name, place.source->text};
      source = sources.emplace(content, sources.size()).first->second;
    }
    keys.emplace_back(source, place.line, place.column);
  }
  std::vector<std::size_t> order(found_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return std::tie(keys[a], a) < std::tie(keys[b], b); });

  std::vector<Diagnostic> result;
  std::map<std::pair<Key, std::string_view>, bool> seen;
  for (const std::size_t i : order)
    if (seen.emplace(std::pair{keys[i], std::string_view(found_[i].message)}, true).second)
      result.push_back(found_[i]);
  return result;
}

std::string Diagnostics::text() const {
  LineFinder lines;
  std::string result;
  for (const Diagnostic& diagnostic : sorted()) result += to_text(diagnostic, lines);
  return result;
}

std::string to_text(const Diagnostic& diagnostic) {
  LineFinder lines;
  return to_text(diagnostic, lines);
}

}  // namespace runner
