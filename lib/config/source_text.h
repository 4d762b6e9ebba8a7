#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"

namespace runner {

/// The text of a source with its lines found once, so that the reader's positions become places.
class SourceText {
 public:
  explicit SourceText(SourcePtr source);

  const SourcePtr& source() const { return source_; }
  std::string_view text() const { return source_->text; }

  /// The byte offset of a line and column that count from 0; the text's size where they lie behind its end.
  std::size_t offset(int line, int column) const;

  /// A stretch that begins at a byte and ends on the same line. Behind the end of the text it is the end of
  /// the last line that holds something.
  Place place(std::size_t offset, std::size_t length = 1) const;

  /// The line at a byte, without its end.
  std::string_view line_at(std::size_t offset) const;
  std::size_t line_begin(std::size_t offset) const;

  /// Where the value begins whose properties (`&name`, `!tag`) begin at `offset`.
  std::size_t skip_properties(std::size_t offset) const;

  /// The place of a scalar that begins at `offset` and was read as `value`; of many lines, the first.
  Place scalar_place(std::size_t offset, std::string_view value) const;

  /// True where `~` or `null` stands at `offset`.
  bool is_null_word(std::size_t offset) const;

  /// The byte behind the quoted string that begins at `offset`, or npos where it has no end.
  std::size_t end_of_quoted(std::size_t offset) const;

 private:
  SourcePtr source_;
  std::vector<std::size_t> line_begins_;
};

}  // namespace runner
