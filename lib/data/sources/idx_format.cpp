#include "data/sources/idx_format.h"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>

namespace runner {

namespace {

/// The type byte of the header.
std::optional<NumberFormat> format_of(unsigned char type) {
  using Kind = NumberFormat::Kind;
  switch (type) {
    case 0x08:
      return NumberFormat{Kind::natural, 1, true};
    case 0x09:
      return NumberFormat{Kind::integer, 1, true};
    case 0x0B:
      return NumberFormat{Kind::integer, 2, true};
    case 0x0C:
      return NumberFormat{Kind::integer, 4, true};
    case 0x0D:
      return NumberFormat{Kind::real, 4, true};
    case 0x0E:
      return NumberFormat{Kind::real, 8, true};
    default:
      return std::nullopt;
  }
}

}  // namespace

IdxContent open_idx(std::string_view bytes) {
  constexpr std::size_t magic = 4, size_bytes = 4;
  if (bytes.size() < magic)
    throw std::runtime_error(fmt::format("it has {} bytes, too few for an IDX file", bytes.size()));
  const auto format = format_of(static_cast<unsigned char>(bytes[2]));
  const auto dimensions = static_cast<std::size_t>(static_cast<unsigned char>(bytes[3]));
  if (bytes[0] != 0 || bytes[1] != 0 || !format || dimensions == 0) {
    throw std::runtime_error(
        fmt::format("it is no IDX file: it begins with {:08x}, expected 0000, a type (08, 09, 0b, 0c, 0d or "
                    "0e) and the number of "
                    "dimensions",
                    unsigned_at(bytes, 0, magic, true)));
  }
  const std::size_t header = magic + size_bytes * dimensions;
  if (bytes.size() < header) {
    throw std::runtime_error(
        fmt::format("it ends within its header: it has {} bytes, expected {} for {} dimension{}",
                    bytes.size(), header, dimensions, dimensions == 1 ? "" : "s"));
  }
  Shape shape;
  for (std::size_t i = 0; i < dimensions; ++i) {
    shape.push_back(static_cast<Index>(unsigned_at(bytes, magic + size_bytes * i, size_bytes, true)));
  }
  const std::string_view numbers = bytes.substr(header);
  check_numbers(shape, numbers, *format);
  return {std::move(shape), *format, numbers};
}

NumberArray read_idx(std::string_view bytes) {
  const IdxContent content = open_idx(bytes);
  return decode_numbers(content.shape, content.numbers, content.format);
}

}  // namespace runner
