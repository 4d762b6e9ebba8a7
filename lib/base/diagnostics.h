#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace runner {

/// A text that messages point into: a YAML file, a CSV file, or one word of the command line.
struct Source {
  std::string name;              ///< shown before the line number; "command line" for an override
  std::string text;              ///< the whole text, UTF-8
  std::filesystem::path folder;  ///< what relative paths written in this text are relative to
  bool command_line = false;     ///< shown as `command line: TEXT` instead of `name:line:column`
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

/// Collects what is wrong with the user's files, so that all of it can be told in one pass.
class Diagnostics {
 public:
  void error(const Place& place, std::string message);
  void warning(const Place& place, std::string message);
  void add(const Diagnostics& other);

  bool has_errors() const;
  bool empty() const { return found_.empty(); }

  /// In order of file (as first seen), line and column; the same message at the same place once.
  std::vector<Diagnostic> sorted() const;

  /// `sorted()` as text, each with its source line and a caret under the token; empty if nothing was found.
  std::string text() const;

 private:
  std::vector<Diagnostic> found_;
};

/// One message as it is shown: `file:line:column: error: message`, the source line and a caret line.
/// The column shown counts characters, not bytes. Characters that act on a terminal show as '?'; a long
/// source line is shown around its token, a message of over 2,000 characters is cut. Ends with a newline.
std::string to_text(const Diagnostic& diagnostic);

}  // namespace runner
