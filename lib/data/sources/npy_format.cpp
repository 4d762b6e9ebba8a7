#include "data/sources/npy_format.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

// The header of a .npy file is the literal of a Python dict. Reading just the three keys of the format, in
// any order, by a parser of a few rules refuses what is damaged, where a search for "'shape':" would find it
// in the middle of something else.

namespace runner {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t most_dimensions = 64;  // of NumPy

struct Header {
  std::optional<std::string> type;
  std::optional<bool> fortran_order;
  std::optional<Shape> shape;
};

/// Reads the literal of a Python dict that describes the array.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : text_(text) {}

  Header parse() {
    expect('{');
    while (!take('}')) {
      entry();
      if (take('}')) break;
      expect(',');
    }
    skip_blanks();
    if (at_ < text_.size()) fail("its end");
    return header_;
  }

 private:
  [[noreturn]] void fail(std::string_view expected) const {
    throw std::runtime_error(
        fmt::format("its header is damaged: expected {} at byte {} of it", expected, at_));
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  bool take(char wanted) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void expect(char wanted) {
    if (!take(wanted)) fail(fmt::format("'{}'", wanted));
  }

  std::string_view quoted() {
    const char quote = take('"') ? '"' : '\'';
    if (quote == '\'') expect(quote);
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) fail("a closing quote");
    const std::string_view inside = text_.substr(at_, end - at_);
    at_ = end + 1;
    return inside;
  }

  bool boolean() {
    skip_blanks();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    fail("True or False");
  }

  Shape tuple() {
    Shape shape;
    expect('(');
    while (!take(')')) {
      skip_blanks();
      Index size = 0;
      const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
      if (error != std::errc() || size < 0 || shape.size() == most_dimensions) fail("a size or ')'");
      at_ = static_cast<std::size_t>(end - text_.data());
      shape.push_back(size);
      if (take(')')) break;
      expect(',');
    }
    return shape;
  }

  void entry() {
    skip_blanks();
    const std::size_t begin = at_;
    const std::string_view key = quoted();
    expect(':');
    if (key == "descr") {
      if (take('[')) throw std::runtime_error("it holds records, expected numbers of one type");
      header_.type = quoted();
    } else if (key == "fortran_order") {
      header_.fortran_order = boolean();
    } else if (key == "shape") {
      header_.shape = tuple();
    } else {
      at_ = begin;
      fail("'descr', 'fortran_order' or 'shape'");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Header header_;
};

/// "<f8": byte order, kind and bytes.
NumberFormat format_of(const std::string& type) {
  using Kind = NumberFormat::Kind;
  const auto refuse = [&] {
    return std::runtime_error(
        fmt::format("it holds '{}', expected numbers: f4, f8, i1 to i8, u1 to u8 or b1", type));
  };
  if (type.size() != 3 || std::string_view("<>|=").find(type[0]) == std::string_view::npos) throw refuse();
  const auto bytes = static_cast<std::size_t>(type[2] - '0');
  const bool known = type[1] == 'f'   ? bytes == 4 || bytes == 8
                     : type[1] == 'b' ? bytes == 1
                                      : bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
  const std::size_t kind = std::string_view("biuf").find(type[1]);
  if (kind == std::string_view::npos || !known) throw refuse();
  constexpr Kind kinds[] = {Kind::boolean, Kind::integer, Kind::natural, Kind::real};
  return {kinds[kind], bytes, type[0] == '>'};
}

/// From the first index counting fastest to the last.
NumberArray transposed(const NumberArray& array) {
  NumberArray turned{array.shape, {}};
  turned.values.reserve(array.values.size());
  std::vector<Index> index(array.shape.size(), 0);
  for (std::size_t i = 0; i < array.values.size(); ++i) {
    Index offset = 0;
    for (std::size_t d = index.size(); d-- > 0;) offset = offset * array.shape[d] + index[d];
    turned.values.push_back(array.values[static_cast<std::size_t>(offset)]);
    for (std::size_t d = index.size(); d-- > 0;) {
      if (++index[d] < array.shape[d]) break;
      index[d] = 0;
    }
  }
  return turned;
}

/// Where the header's text begins and ends.
std::pair<std::size_t, std::size_t> header_of(std::string_view bytes) {
  constexpr std::size_t version_end = 8;
  if (!bytes.starts_with(magic.substr(0, bytes.size())) || bytes.empty())
    throw std::runtime_error("it is no .npy file: it does not begin with \\x93NUMPY");
  if (bytes.size() < version_end) throw std::runtime_error("it ends within its header");
  const unsigned major = static_cast<unsigned char>(bytes[6]);
  if (major < 1 || major > 3)
    throw std::runtime_error(fmt::format("it has format version {}, expected 1, 2 or 3", major));
  const std::size_t begin = version_end + (major == 1 ? 2U : 4U);
  if (bytes.size() < begin) throw std::runtime_error("it ends within its header");
  const std::size_t length = unsigned_at(bytes, version_end, begin - version_end);
  if (bytes.size() - begin < length) {
    throw std::runtime_error(
        fmt::format("it ends within its header: it has {} bytes, expected {}", bytes.size(), begin + length));
  }
  return {begin, begin + length};
}

}  // namespace

NumberArray read_npy(std::string_view bytes) {
  const auto [begin, end] = header_of(bytes);
  const Header header = HeaderParser(bytes.substr(begin, end - begin)).parse();
  if (!header.type || !header.fortran_order || !header.shape)
    throw std::runtime_error("its header is damaged: expected 'descr', 'fortran_order' and 'shape'");
  if (header.shape->empty()) throw std::runtime_error("it holds a single number, expected an array");
  NumberArray array = decode_numbers(*header.shape, bytes.substr(end), format_of(*header.type));
  return *header.fortran_order && array.shape.size() > 1 ? transposed(array) : array;
}

}  // namespace runner
