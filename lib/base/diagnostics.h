#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

namespace runner {

/// A stretch of a line that is shown where the text itself is not held.
struct Excerpt {
  std::string text;
  std::size_t characters_before = 0;  ///< of the same line
  bool cut = false;                   ///< the line goes on behind it
};

/// A text that messages point into: a YAML file, a CSV file, or one word of the command line.
struct Source {
  std::string name;              ///< shown before the line number; "command line" for an override
  std::string text;              ///< the whole text, UTF-8; empty where `excerpts` stand for it
  std::filesystem::path folder;  ///< what relative paths written in this text are relative to
  bool command_line = false;     ///< shown as `command line: TEXT` instead of `name:line:column`
  std::map<std::pair<int, int>, Excerpt> excerpts = {};  ///< by line and first column, as a place counts them
};
using SourcePtr = std::shared_ptr<const Source>;

/// A stretch of one line of a source. Lines and columns count from 1, columns and length in bytes.
/// Without a source it is nowhere, and a message is shown without a place.
struct Place {
  SourcePtr source;
  int line = 0;
  int column = 0;
  int length = 1;
};

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity;
  Place place;
  std::string message;  ///< starts with the dotted path of the key where there is one
};

/// Collects what is wrong with the user's files, so that all of it can be told in one pass. Of very many
/// messages the first are kept, and all are counted.
class Diagnostics {
 public:
  static constexpr std::size_t most_told = 50;

  void error(const Place& place, std::string message);
  void warning(const Place& place, std::string message);
  void add(const Diagnostics& other);

  /// Whether an error at this place would be among those that are told: else what it says need not be worked
  /// out to its end, since it is only counted.
  bool would_tell(const Place& place) const;

  bool has_errors() const { return !of(Severity::error).seen.empty(); }
  bool empty() const { return count() == 0; }
  /// The same message at the same place counts once.
  std::size_t count() const;

  /// In order of file (as first seen), line and column; the same message at the same place once. `most_told`
  /// at most: the first errors, then the first warnings.
  std::vector<Diagnostic> sorted() const;

  /// `sorted()` as text, each with its source line and a caret under the token, and how many more there are;
  /// empty if nothing was found.
  std::string text() const;

 private:
  /// Source, line, column, and which message of a place it is.
  using Key = std::tuple<std::size_t, int, int, std::size_t>;
  struct Messages {
    std::map<Key, Diagnostic> kept;
    std::unordered_set<std::uint64_t> seen;  ///< hashes of all, with their places
  };
  struct KnownSource {
    SourcePtr source;
    std::uint64_t hash;
  };
  void insert(Diagnostic found);
  std::size_t number_of(const SourcePtr& source);
  Messages& of(Severity severity) { return messages_[static_cast<std::size_t>(severity)]; }
  const Messages& of(Severity severity) const { return messages_[static_cast<std::size_t>(severity)]; }

  std::array<Messages, 2> messages_;  // by severity
  std::vector<KnownSource> sources_;  // in the order in which they were seen
  std::size_t inserted_ = 0;
};

/// One message as it is shown: `file:line:column: error: message`, the source line and a caret line.
/// The column shown counts characters, not bytes. Characters that act on a terminal show as '?'; a long
/// source line is shown around its token, a message of over 2,000 characters is cut. Ends with a newline.
std::string to_text(const Diagnostic& diagnostic);

}  // namespace runner
