#include "data/sources/csv_text.h"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "base/memory.h"
#include "base/text.h"
#include "data/sources/eight_characters.h"

// A piece of some hundred kilobytes is read behind what is still needed, checked and, if it is in another
// encoding, converted. Bytes that are UTF-8 stay where they were read to.

namespace runner {

namespace {

constexpr std::size_t piece = std::size_t{1} << 18U;
constexpr std::size_t most_bytes_of_one = 3;  // UTF-8 for a byte of windows-1252, or two of UTF-16

const char* iconv_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf_16:
      return "UTF-16";
    case Encoding::latin_1:
      return "ISO-8859-1";
    default:
      return "CP1252";
  }
}

std::size_t ascii_length(std::string_view text) {
  std::size_t length = 0;
  while (text.size() - length >= eight::count && (eight::load(text.data() + length) & eight::high_bits) == 0)
    length += eight::count;
  while (length < text.size() && static_cast<signed char>(text[length]) >= 0) ++length;
  return length;
}

/// Whether more bytes may make a character of them.
bool is_begin_of_character(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  const std::size_t length = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return bytes.size() < length &&
         std::all_of(
             bytes.begin() + 1, bytes.end(),
             [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
}

}  // namespace

/// A conversion to UTF-8 by the system's iconv.
class CsvText::Converter {
 public:
  explicit Converter(Encoding encoding) : handle_(::iconv_open("UTF-8", iconv_name(encoding))) {
    // The handle that says "no" is (iconv_t)-1: no place in memory, so it can't be a constant.
    if (std::bit_cast<std::intptr_t>(handle_) != -1) return;
    throw std::runtime_error(
        fmt::format("this system has no conversion from {} (iconv); save the file as UTF-8",
                    choice_names(encoding)[static_cast<std::size_t>(encoding)]));
  }
  ~Converter() { ::iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Appends bytes; false where they are no text. `room` bytes at `to` are enough; `to` goes on.
  bool convert(std::string_view bytes, char*& to, std::size_t room) {
    kept_.append(bytes);
    char* from = kept_.data();
    std::size_t left = kept_.size();
    const bool good =
        ::iconv(handle_, &from, &left, &to, &room) != static_cast<std::size_t>(-1) || errno == EINVAL;
    kept_.erase(0, kept_.size() - left);
    return good;
  }
  bool is_within_character() const { return !kept_.empty(); }

 private:
  iconv_t handle_;
  std::string kept_;  ///< of a character whose other bytes are still to come
};

CsvText::CsvText(ByteStreamPtr bytes, Encoding encoding) : bytes_(std::move(bytes)), encoding_(encoding) {}

CsvText::~CsvText() = default;

void CsvText::make_room(std::size_t more) {
  if (capacity_ - raw_end_ >= more) return;
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, raw_end_ - begin_);
    end_ -= begin_;
    raw_end_ -= begin_;
    begin_ = 0;
  }
  if (capacity_ - raw_end_ >= more) return;
  const std::size_t larger = std::max(2 * capacity_, raw_end_ + more);
  require_memory(static_cast<std::int64_t>(capacity_ + larger));
  std::unique_ptr<char[]> buffer(new char[larger]);  // not filled with zeros
  std::copy_n(buffer_.get(), raw_end_, buffer.get());
  buffer_ = std::move(buffer);
  capacity_ = larger;
}

std::size_t CsvText::read_bytes(char* to, std::size_t most) {
  std::size_t count = 0;
  while (!bytes_ended_ && count < most) {
    const std::size_t got = bytes_->read(to + count, most - count);
    bytes_ended_ = got == 0;
    count += got;
  }
  return count;
}

void CsvText::switch_to(Encoding encoding) {
  encoding_ = encoding;
  decided_ = true;
  if (encoding != Encoding::utf_8) converter_ = std::make_unique<Converter>(encoding);
}

/// The byte order mark, or what was asked for.
void CsvText::begin() {
  begun_ = true;
  std::string head = read_up_to(*bytes_, most_bytes_of_one);
  bytes_ = put_back(head.starts_with("\xEF\xBB\xBF") ? "" : head, std::move(bytes_));
  const bool marked = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
  if (encoding_ == Encoding::automatic && marked) return switch_to(Encoding::utf_16);
  if (encoding_ == Encoding::automatic && head.starts_with("\xEF\xBB\xBF")) return switch_to(Encoding::utf_8);
  if (encoding_ != Encoding::automatic) switch_to(encoding_);
}

bool CsvText::extend() {
  if (ended_) return false;
  if (!begun_) begin();
  if (end_ - begin_ > longest_row) {
    stop(end_, fmt::format("the row here is longer than {} MB; a quote may be open, or this is no table",
                           longest_row >> 20U));
    return false;
  }
  const std::size_t before = end_ - begin_;
  while (end_ - begin_ == before && !ended_) {
    const bool more = fill();
    if (!more && !ended_) stop(end_, "");
  }
  return end_ - begin_ > before;
}

/// One piece more; false where the bytes have ended.
bool CsvText::fill() {
  make_room(piece);
  if (converter_) {
    std::string bytes(piece / most_bytes_of_one - 8, '\0');
    bytes.resize(read_bytes(bytes.data(), bytes.size()));
    look_at_line_ends(bytes);
    return convert(bytes, bytes_ended_) && !bytes_ended_;
  }
  const std::size_t count = read_bytes(buffer_.get() + raw_end_, piece);
  look_at_line_ends({buffer_.get() + raw_end_, count});
  raw_end_ += count;
  accept_utf8();
  return !bytes_ended_;
}

/// Lets the window end behind the whole characters that were read.
void CsvText::accept_utf8() {
  const std::size_t from = end_;
  const std::string_view read(buffer_.get() + end_, raw_end_ - end_);
  std::size_t length = decided_ ? find_invalid_utf8(read).value_or(read.size()) : ascii_length(read);
  if (length < read.size() && !bytes_ended_ && is_begin_of_character(read.substr(length))) {
    end_ += length;
  } else if (length == read.size()) {
    end_ = raw_end_;
  } else if (!decided_) {  // the first character that is not ASCII
    const bool is_utf8 = find_invalid_utf8(read.substr(length)).value_or(read.size()) >=
                             character_length(read.substr(length)) &&
                         character_length(read.substr(length)) > 1;
    end_ += length;
    check(from);
    if (ended_) return;
    switch_to(is_utf8 ? Encoding::utf_8 : Encoding::windows_1252);
    if (is_utf8) return accept_utf8();
    const std::string rest(read.substr(length));
    raw_end_ = end_;
    make_room(most_bytes_of_one * rest.size());
    convert(rest, bytes_ended_);
    return;
  } else {
    end_ += length;
    check(from);
    if (!ended_) stop(end_, "this byte is not UTF-8; save the file as UTF-8, or name its 'encoding'");
    return;
  }
  check(from);
}

/// Appends what bytes of another encoding stand for. False where they stand for nothing.
bool CsvText::convert(std::string_view bytes, bool last) {
  const std::size_t from = end_;
  char* to = buffer_.get() + end_;
  const bool good = converter_->convert(bytes, to, capacity_ - end_);
  end_ = raw_end_ = static_cast<std::size_t>(to - buffer_.get());
  check(from);
  if (ended_ || (good && !(last && converter_->is_within_character()))) return !ended_;
  const auto name = choice_names(encoding_)[static_cast<std::size_t>(encoding_)];
  stop(end_, fmt::format("what follows here is not {}; name the file's 'encoding'", name));
  return false;
}

/// By the first piece.
void CsvText::look_at_line_ends(std::string_view bytes) {
  if (looked_) return;
  looked_ = true;
  old_mac_ = bytes.find('\n') == std::string_view::npos && bytes.find('\r') != std::string_view::npos;
}

/// What holds for any encoding, of the text from there on.
void CsvText::check(std::size_t from) {
  char* const first = buffer_.get() + from;
  const std::size_t size = end_ - from;
  if (old_mac_) std::replace(first, buffer_.get() + end_, '\r', '\n');
  if (const void* nul = size > 0 ? std::memchr(first, '\0', size) : nullptr)
    stop(static_cast<std::size_t>(static_cast<const char*>(nul) - buffer_.get()),
         "a NUL byte: this is not a text file");
}

void CsvText::stop(std::size_t end, std::string why) {
  end_ = raw_end_ = end;
  ended_ = true;
  trouble_ = std::move(why);
}

}  // namespace runner
