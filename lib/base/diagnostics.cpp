#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>

#include "base/text.h"

namespace runner {
namespace {

constexpr std::size_t widest_line = 160;       ///< characters; a longer line is shown around its token only
constexpr std::size_t longest_message = 2000;  ///< characters; a key of a megabyte is not shown whole
constexpr std::size_t room_before = 60;        ///< characters shown before the token of such a line

/// Characters that would act on the terminal instead of being seen: controls and marks that turn the writing
/// direction.
bool acts_on_terminal(std::string_view c) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(c[i]); };
  if (c.size() == 1) return byte(0) < 0x20 || byte(0) >= 0x7F;
  if (c.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
  if (c.size() != 3 || byte(0) != 0xE2) return false;
  return (byte(1) == 0x80 && byte(2) >= 0x8E && byte(2) <= 0xAE) || (byte(1) == 0x81 && byte(2) >= 0xA6);
}

/// The length of the character at the front; 1 for a byte that is not UTF-8.
std::size_t front_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && length < 4 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
    ++length;
  return find_invalid_utf8(text.substr(0, length)) ? 1 : length;
}

/// A character of a line as it is shown, and the byte where it stands.
struct Character {
  std::string_view shown;
  std::size_t byte;
};

std::vector<Character> characters(std::string_view text) {
  std::vector<Character> result;
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view c = text.substr(i, front_length(text.substr(i)));
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

/// Finds lines of a text; going forward, it walks over the text once.
class LineFinder {
 public:
  bool find(const SourcePtr& source, int line, std::string_view& found) {
    if (source != source_ || line < line_) {
      source_ = source;
      line_ = 1;
      start_ = 0;
    }
    const std::string& text = source->text;
    for (; line_ < line; ++line_) {
      const std::size_t end = text.find('\n', start_);
      if (end == std::string::npos) return false;
      start_ = end + 1;
    }
    found = std::string_view(text).substr(start_);
    found = found.substr(0, found.find('\n'));
    if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
    return true;
  }

 private:
  SourcePtr source_;
  int line_ = 1;
  std::size_t start_ = 0;
};

/// The source line and the line with the caret, of a place that is in its line.
std::string excerpt(const Place& place, std::string_view line) {
  const std::vector<Character> all = characters(line);
  const auto index_of = [&](std::size_t byte) {
    const auto at =
        std::partition_point(all.begin(), all.end(), [&](const Character& c) { return c.byte < byte; });
    return static_cast<std::size_t>(at - all.begin());
  };
  const std::size_t column = static_cast<std::size_t>(std::max(place.column, 1)) - 1;
  const std::size_t token = index_of(column);
  const std::size_t token_end = index_of(column + static_cast<std::size_t>(std::max(place.length, 1)));

  std::size_t first = 0, last = all.size();
  if (all.size() > widest_line) {
    first = token > room_before ? token - room_before : 0;
    last = std::min(all.size(), first + widest_line);
  }
  std::string shown = first > 0 ? "…" : "";
  std::string padding = first > 0 ? " " : "";
  for (std::size_t i = first; i < last; ++i) {
    shown += all[i].shown;
    if (i < token) padding += all[i].shown == "\t" ? '\t' : ' ';
  }
  if (last < all.size()) shown += "…";
  const std::size_t width = std::max<std::size_t>(std::min(token_end, last), token + 1) - token;
  return fmt::format("{:5} | {}\n      | {}^{}\n", place.line, shown, padding, std::string(width - 1, '~'));
}

std::string shown_place(const Place& place, std::string_view line) {
  if (!place.source) return "";
  const Source& source = *place.source;
  const std::string name = visible(source.name, longest_message);
  if (source.command_line) return fmt::format("{}: {}: ", name, visible(source.text, widest_line));
  if (place.line <= 0) return name + ": ";
  const std::string_view before = line.substr(0, static_cast<std::size_t>(std::max(place.column, 1)) - 1);
  return fmt::format("{}:{}:{}: ", name, place.line, characters(before).size() + 1);
}

std::string to_text(const Diagnostic& diagnostic, LineFinder& lines) {
  const Place& place = diagnostic.place;
  const bool in_file = place.source && !place.source->command_line && place.line > 0;
  std::string_view line;
  const bool found = in_file && lines.find(place.source, place.line, line);
  const char* severity = diagnostic.severity == Severity::error ? "error" : "warning";
  std::string text = fmt::format("{}{}: {}\n", shown_place(place, line), severity,
                                 visible(diagnostic.message, longest_message));
  if (found) text += excerpt(place, line);
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
  for (const Diagnostic& d : found_) {
    std::pair<std::string_view, std::string_view> source;
    if (d.place.source) source = {d.place.source->name, d.place.source->text};
    keys.emplace_back(sources.emplace(source, sources.size()).first->second, d.place.line, d.place.column);
  }
  std::vector<std::size_t> order(found_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });

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
