#include "config/syntax_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace runner {
namespace {

namespace words = YAML::ErrorMsg;
using Found = std::optional<std::pair<std::size_t, std::string>>;  // byte offset and message

constexpr std::string_view blanks_of_line = " \t";

bool is_blank_or_break(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// All that explaining needs: the error, where it is, and what was read before it.
struct Scene {
  const std::string& error;
  std::size_t at;
  const SourceText& source;
  const NodeBuilder& read;

  std::string_view text() const { return source.text(); }
  bool at_end() const { return text().find_first_not_of(" \t\r\n", at) == std::string_view::npos; }
  std::string_view line() const { return source.line_at(at); }
  std::string_view line_before() const { return line().substr(0, at - source.line_begin(at)); }
  bool first_on_line() const {
    return line_before().find_first_not_of(blanks_of_line) == std::string_view::npos;
  }
  int line_number(std::size_t offset) const { return source.place(offset).line; }
};

/// The byte behind a plain text that begins at `i`: at ": ", at " #", at the line's end, in brackets at , [ ]
/// { }.
std::size_t end_of_plain(std::string_view text, std::size_t i, bool in_brackets) {
  for (; i < text.size() && text[i] != '\n'; ++i) {
    const bool before_blank = i + 1 == text.size() || is_blank_or_break(text[i + 1]);
    if (text[i] == ':' && before_blank) return i;
    if (text[i] == '#' && is_blank_or_break(text[i - 1])) return i;
    if (in_brackets && std::string_view(",[]{}").find(text[i]) != std::string_view::npos) return i;
  }
  return i;
}

/// Where the string begins that has no end: the first quote behind what was read that opens a string and is
/// not closed.
std::size_t find_open_quote(const Scene& scene) {
  const std::string_view text = scene.text();
  int brackets = scene.read.open_bracket() ? 1 : 0;
  std::size_t i = scene.read.end_of_last();
  while (i < text.size()) {
    const char c = text[i];
    const std::string_view two = text.substr(i, 2);
    if (c == '"' || c == '\'') {
      const std::size_t end = scene.source.end_of_quoted(i);
      if (end == std::string_view::npos) return i;
      i = end;
    } else if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
    } else if (is_blank_or_break(c) || c == ':' || c == ',' || two == "- " || two == "? ") {
      ++i;
    } else if (c == '[' || c == '{') {
      ++brackets;
      ++i;
    } else if (c == ']' || c == '}') {
      --brackets;
      ++i;
    } else if (c == '!' || c == '&') {
      i = std::min(text.find_first_of(" \t\r\n", i), text.size());
    } else {
      i = end_of_plain(text, i + 1, brackets > 0);
    }
  }
  return scene.read.end_of_last();
}

Found explain_quote(const Scene& scene) {
  if (scene.error != words::DOC_IN_SCALAR && scene.error != words::EOF_IN_SCALAR) return std::nullopt;
  if (!scene.at_end() && scene.first_on_line())
    return std::pair(scene.at, fmt::format("'{}' at the start of a line inside of a text in quotes",
                                           scene.text().substr(scene.at, 3)));
  return std::pair(find_open_quote(scene), "the quote that opens here is never closed");
}

Found explain_tab(const Scene& scene) {
  if (scene.read.open_bracket()) return std::nullopt;
  const std::string_view line = scene.line();
  const std::size_t tab = line.find('\t');
  const bool indents = tab != std::string_view::npos && line.find_first_not_of(blanks_of_line) > tab;
  if (!indents) return std::nullopt;
  return std::pair(scene.source.line_begin(scene.at) + tab, "a tab in the indentation; YAML wants spaces");
}

Found explain_bracket(const Scene& scene) {
  if (scene.error == words::FLOW_END)
    return std::pair(scene.at, fmt::format("this '{}' closes nothing; check the brackets before it",
                                           scene.text().substr(scene.at, 1)));
  if (scene.error != words::END_OF_SEQ_FLOW && scene.error != words::END_OF_MAP_FLOW) return std::nullopt;
  if (scene.line_before().ends_with('$') || scene.text().substr(scene.at, 2) == "${")
    return std::pair(
        scene.at,
        "'${…}' is not filled in here: write the value itself, or name it with & and use it with *");
  const char closing = scene.error == words::END_OF_SEQ_FLOW ? ']' : '}';
  const std::size_t begin = scene.read.open_bracket().value_or(scene.at);
  const std::string_view bracket = scene.text().substr(begin, 1);
  if (scene.at_end())
    return std::pair(begin, fmt::format("the '{}' that opens here is never closed", bracket));
  std::string message = fmt::format("expected ',' or '{}' before this", closing);
  const int line = scene.line_number(begin);
  if (line != scene.line_number(scene.at))
    message += fmt::format("; the '{}' of line {} is still open", bracket, line);
  return std::pair(scene.at, message);
}

Found explain_colon(const Scene& scene) {
  if (scene.error != words::MAP_VALUE) return std::nullopt;
  if (scene.line_before().find(": ") != std::string_view::npos)
    return std::pair(scene.at, "a second ':' in one line; put a text that holds ': ' in quotes");
  const std::size_t word = scene.source.line_begin(scene.at) + scene.line().find_first_not_of(blanks_of_line);
  return std::pair(word,
                   "a key is not expected here; check the indentation, and that the line before has ': ' "
                   "between its key and its value");
}

Found explain_indentation(const Scene& scene) {
  const bool is_map = scene.error == words::END_OF_MAP;
  if (!is_map && scene.error != words::END_OF_SEQ) return std::nullopt;
  if (is_map && scene.text().substr(scene.at, 2) == "- ")
    return std::pair(scene.at, "a list item ('- ') where a key is expected; check the indentation");
  if (scene.first_on_line())
    return std::pair(scene.at, "this line fits into none of the indentations above it");
  return std::pair(scene.at,
                   "unexpected text behind the value; put the whole value in quotes if it belongs to it");
}

/// What needs no look around.
Found explain_word(const Scene& scene) {
  const std::string here(scene.text().substr(scene.at, 1));
  const auto is = [&](std::string_view word) {
    return std::string_view(scene.error).substr(0, word.size()) == word;
  };
  const auto found = [&](std::string message) { return Found(std::pair(scene.at, std::move(message))); };
  if (is(words::UNKNOWN_TOKEN))
    return found(fmt::format("a value can't begin with '{}' unless it is in quotes", here));
  if (is(words::BLOCK_ENTRY))
    return found("a list item ('- ') can't begin here; it begins on a line of its own");
  if (is(words::MAP_KEY)) return found("a value can't begin with '? ' unless it is in quotes");
  if (is(words::UNKNOWN_ANCHOR)) return found("no anchor ('&' and this name) stands before this alias");
  if (is(words::INVALID_ESCAPE) || is(words::INVALID_HEX) || is(words::INVALID_UNICODE)) {
    const std::size_t backslash = scene.text().rfind('\\', scene.at);
    return std::pair(std::min(backslash, scene.at),
                     "an unknown escape; in single quotes a backslash is an ordinary character");
  }
  if (is(words::ALIAS_NOT_FOUND) || is(words::CHAR_IN_ALIAS) || is(words::ALIAS_CONTENT))
    return found("an alias ('*' and a name) that can't be read; put a text that begins with '*' in quotes");
  if (is(words::ANCHOR_NOT_FOUND) || is(words::CHAR_IN_ANCHOR) || is(words::MULTIPLE_ANCHORS))
    return found("an anchor ('&' and a name) that can't be read; put a text that begins with '&' in quotes");
  if (is(words::CHAR_IN_TAG_HANDLE) || is(words::TAG_WITH_NO_SUFFIX) || is(words::END_OF_VERBATIM_TAG) ||
      is(words::MULTIPLE_TAGS))
    return found("a tag that can't be read; put a text that begins with '!' in quotes");
  if (is(words::CHAR_IN_BLOCK) || is(words::ZERO_INDENT_IN_BLOCK))
    return found("a block of text begins with '|' or '>' alone on its line; put other text in quotes");
  return std::nullopt;
}

}  // namespace

Diagnostic explain_syntax_error(const YAML::ParserException& error, const SourceText& text,
                                const NodeBuilder& read) {
  const Scene scene{error.msg, text.offset(error.mark.line, error.mark.column), text, read};
  constexpr std::array explanations = {explain_quote, explain_tab,         explain_bracket,
                                       explain_colon, explain_indentation, explain_word};
  for (const auto explain : explanations)
    if (const Found found = explain(scene)) return {Severity::error, text.place(found->first), found->second};
  return {Severity::error, text.place(scene.at), fmt::format("this can't be read as YAML ({})", error.msg)};
}

}  // namespace runner
