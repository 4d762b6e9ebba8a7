#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace runner {
namespace {

constexpr std::size_t widest_line = 160;       ///< characters; a longer line is shown around its token only
constexpr std::size_t longest_message = 2000;  ///< characters; a key of a megabyte is not shown whole
constexpr std::size_t room_before = 60;        ///< characters shown before the token of such a line

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Calls `show(shown, byte)` for each character of a line as it is shown and the byte where it stands, until
/// it says false.
template <class Show>
void for_each_character(std::string_view text, const Show& show) {
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view c = text.substr(i, character_length(text.substr(i)));
    if (!show(c != "\t" && acts_on_terminal(c) ? std::string_view("?") : c, i)) return;
    i += c.size();
  }
}

std::size_t count_shown(std::string_view text) {
  std::size_t count = 0;
  for_each_character(text, [&](std::string_view, std::size_t) { return ++count > 0; });
  return count;
}

/// At most `most` characters on one line.
std::string visible(std::string_view text, std::size_t most) {
  std::string result;
  for_each_character(text, [&](std::string_view shown, std::size_t) {
    const bool more = most-- > 0;
    result += more ? shown == "\t" ? " " : shown : "…";
    return more;
  });
  return result;
}

/// A line of a source or a stretch of it, and how many of the line's characters stand up to a place's first.
struct Line {
  std::string_view text;
  std::size_t column = 1;
  std::size_t begin = 0;  ///< bytes of the line before `text`
  bool cut = false;       ///< the line goes on behind `text`
};

/// The byte of a line's text where a place is.
std::size_t byte_in(const Line& line, const Place& place) {
  const auto at = static_cast<std::size_t>(std::max(place.column, 1)) - 1;
  return std::min(at - std::min(at, line.begin), line.text.size());
}

std::optional<Line> excerpt_at(const Place& place) {
  const auto& excerpts = place.source->excerpts;
  const auto after = excerpts.upper_bound({place.line, std::max(place.column, 1)});
  if (after == excerpts.begin()) return std::nullopt;
  const auto& [where, excerpt] = *std::prev(after);
  if (where.first != place.line) return std::nullopt;
  Line line{excerpt.text, 1, static_cast<std::size_t>(where.second) - 1, excerpt.cut};
  line.column += excerpt.characters_before + count_shown(line.text.substr(0, byte_in(line, place)));
  return line;
}

/// Finds the lines of places. Going forward it walks over a text once, so that many messages cost no more
/// than few.
class LineFinder {
 public:
  std::optional<Line> find(const Place& place) {
    const bool has_line = place.source && !place.source->command_line && place.line > 0;
    if (has_line && !place.source->excerpts.empty()) return excerpt_at(place);
    if (!has_line || !go_to_line(place.source, place.line)) return std::nullopt;
    const std::size_t byte =
        std::min(static_cast<std::size_t>(std::max(place.column, 1)) - 1, line_.text.size());
    if (byte < counted_) {
      counted_ = 0;
      line_.column = 1;
    }
    line_.column += count_shown(line_.text.substr(counted_, byte - counted_));
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
    line_ = {text.substr(start_, text.find('\n', start_) - start_)};
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
std::string excerpt(const Place& place, const Line& found) {
  const std::string_view line = found.text;
  const std::size_t token = byte_in(found, place);
  const std::string_view part = window(line, token);
  const auto begin = static_cast<std::size_t>(part.data() - line.data());
  const bool cut_before = begin + found.begin > 0, cut_after = found.cut || begin + part.size() < line.size();
  std::string shown = cut_before ? "…" : "";
  std::string padding = cut_before ? " " : "";
  std::size_t width = 0;
  for_each_character(part, [&](std::string_view character, std::size_t at) {
    shown += character;
    const std::size_t byte = begin + at;
    if (byte < token)
      padding += character == "\t" ? '\t' : ' ';
    else if (byte < token + static_cast<std::size_t>(std::max(place.length, 1)))
      ++width;
    return true;
  });
  if (cut_after) shown += "…";
  const std::string number = fmt::format("{:5}", place.line);
  return fmt::format("{} | {}\n{:{}} | {}^{}\n", number, shown, "", number.size(), padding,
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
  if (line) text += excerpt(place, *line);
  return text;
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash ^= value;
  hash *= 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 32U);
}

std::uint64_t hash_of(std::string_view text) {
  return std::hash<std::string_view>()(text);
}

/// The same for sources of the same content. Of a long one its ends stand for all.
std::uint64_t hash_of(const SourcePtr& source) {
  constexpr std::size_t looked_at = 1U << 16U;
  if (!source) return 0;
  const std::string_view text = source->text;
  const std::string_view begin = text.substr(0, looked_at);
  const std::string_view end = text.substr(text.size() - std::min(text.size(), looked_at));
  return mixed(mixed(mixed(hash_of(source->name), text.size()), hash_of(begin)), hash_of(end));
}

}  // namespace

void Diagnostics::error(const Place& place, std::string message) {
  insert({Severity::error, place, std::move(message)});
}

void Diagnostics::warning(const Place& place, std::string message) {
  insert({Severity::warning, place, std::move(message)});
}

std::size_t Diagnostics::number_of(const SourcePtr& source) {
  const auto number = [&](const auto& found) { return static_cast<std::size_t>(found - sources_.begin()); };
  const auto known = std::ranges::find(sources_, source, &KnownSource::source);
  if (known != sources_.end()) return number(known);
  const std::uint64_t hash = hash_of(source);
  const auto same = std::ranges::find(sources_, hash, &KnownSource::hash);
  if (same != sources_.end()) return number(same);
  sources_.push_back({source, hash});
  return sources_.size() - 1;
}

bool Diagnostics::would_tell(const Place& place) const {
  const auto& kept = of(Severity::error).kept;
  if (kept.size() < most_told) return true;
  const auto known = std::ranges::find(sources_, place.source, &KnownSource::source);
  if (known == sources_.end()) return true;
  const auto source = static_cast<std::size_t>(known - sources_.begin());
  return Key{source, place.line, place.column, inserted_} < kept.rbegin()->first;
}

void Diagnostics::insert(Diagnostic found) {
  const Place& place = found.place;
  const std::size_t source = number_of(place.source);
  const auto line = static_cast<std::uint64_t>(place.line), column = static_cast<std::uint64_t>(place.column);
  const std::uint64_t hash =
      mixed(mixed(mixed(sources_[source].hash, line), column), hash_of(std::string_view(found.message)));
  for (const Messages& messages : messages_)
    if (messages.seen.contains(hash)) return;
  Messages& messages = of(found.severity);
  messages.seen.insert(hash);
  const Key key{source, place.line, place.column, inserted_++};
  const bool full = messages.kept.size() == most_told;
  if (full && messages.kept.rbegin()->first < key) return;
  found.message = shortened(found.message, longest_message);
  messages.kept.emplace(key, std::move(found));
  if (full) messages.kept.erase(std::prev(messages.kept.end()));
}

void Diagnostics::add(const Diagnostics& other) {
  std::map<Key, const Diagnostic*> together;
  for (const Messages& messages : other.messages_)
    for (const auto& [key, found] : messages.kept) together.emplace(key, &found);
  for (const auto& [key, found] : together) insert(*found);
  for (const Severity severity : {Severity::error, Severity::warning})
    of(severity).seen.insert(other.of(severity).seen.begin(), other.of(severity).seen.end());
}

std::size_t Diagnostics::count() const {
  return of(Severity::error).seen.size() + of(Severity::warning).seen.size();
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::map<Key, const Diagnostic*> told;
  for (const Severity severity : {Severity::error, Severity::warning})
    for (const auto& [key, found] : of(severity).kept)
      if (told.size() < most_told) told.emplace(key, &found);
  std::vector<Diagnostic> result;
  for (const auto& [key, found] : told) result.push_back(*found);
  return result;
}

std::string Diagnostics::text() const {
  LineFinder lines;
  std::string result;
  const std::vector<Diagnostic> told = sorted();
  for (const Diagnostic& diagnostic : told) result += to_text(diagnostic, lines);
  if (count() > told.size()) result += fmt::format("… and {} more\n", count() - told.size());
  return result;
}

std::string to_text(const Diagnostic& diagnostic) {
  LineFinder lines;
  return to_text(diagnostic, lines);
}

}  // namespace runner
