#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "data/byte_stream.h"

namespace runner {

/// How a text's characters are written as bytes. Names are those of the WHATWG and of Python.
enum class Encoding { automatic, utf_8, utf_16, latin_1, windows_1252 };
constexpr auto choice_names(Encoding) {
  return std::array<std::string_view, 5>{"auto", "utf-8", "utf-16", "latin-1", "windows-1252"};
}

/// The text of a table, of which a window is in memory: as UTF-8, without a byte order mark, with "\n" or
/// "\r\n" at the ends of lines.
class CsvText {
 public:
  /// A longer row is refused.
  static constexpr std::size_t longest_row = std::size_t{64} << 20U;

  /// `automatic`: what a byte order mark says; else UTF-8, unless the first character beyond ASCII is none:
  /// then windows-1252.
  CsvText(ByteStreamPtr bytes, Encoding encoding);
  ~CsvText();
  CsvText(const CsvText&) = delete;
  CsvText& operator=(const CsvText&) = delete;

  /// What was read and not dropped.
  std::string_view text() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void drop(std::size_t bytes) { begin_ += bytes; }
  /// Reads on; false where there is nothing more. Views into the text are good no more.
  bool extend();
  /// The window ends where the text ends, or where it can't be read further.
  bool ended() const { return ended_; }
  /// Why it can't be read beyond the window's end; empty at the end of the text.
  const std::string& trouble() const { return trouble_; }
  /// What it is, as far as was seen.
  Encoding encoding() const { return encoding_; }
  /// About how many bytes the whole text has; 0 where that is not known.
  std::uint64_t size() const { return bytes_->size(); }

 private:
  class Converter;
  void begin();
  void make_room(std::size_t more);
  std::size_t read_bytes(char* to, std::size_t most);
  bool fill();
  void accept_utf8();
  bool convert(std::string_view bytes, bool last);
  void switch_to(Encoding encoding);
  void look_at_line_ends(std::string_view bytes);
  void check(std::size_t from);
  void stop(std::size_t end, std::string why);

  ByteStreamPtr bytes_;
  Encoding encoding_;
  std::unique_ptr<Converter> converter_;  ///< none where the bytes are UTF-8 already
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;  ///< of the window in the buffer
  std::size_t raw_end_ = 0;  ///< behind the window: bytes of a character whose others are still to come
  bool begun_ = false, ended_ = false, bytes_ended_ = false, decided_ = false;
  bool looked_ = false, old_mac_ = false;  ///< lines end in "\r" alone
  std::string trouble_;
};

}  // namespace runner
