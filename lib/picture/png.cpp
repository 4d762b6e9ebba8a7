#include "picture/png.h"

#include <zlib.h>

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <string_view>

namespace runner::picture {

namespace {

void append_number(std::string& bytes, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255U);
}

/// Length, type, content, and the check over the last two.
void append_chunk(std::string& file, std::string_view type, std::string_view content) {
  append_number(file, content.size());
  const std::size_t checked = file.size();
  (file += type) += content;
  const auto* bytes = reinterpret_cast<const Bytef*>(file.data() + checked);
  append_number(file, crc32(0, bytes, static_cast<uInt>(file.size() - checked)));
}

std::string compressed_bytes(const std::string& plain) {
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  std::string bytes(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
                static_cast<uLong>(plain.size()), Z_BEST_COMPRESSION) != Z_OK)
    throw std::runtime_error("not enough memory to compress a picture");
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string png(std::size_t width, std::size_t height, std::span<const Pixel> pixels) {
  assert(pixels.size() == width * height && width > 0 && height > 0);
  std::string lines;
  lines.reserve(height * (3 * width + 1));
  for (std::size_t y = 0; y < height; ++y) {
    lines += '\0';  // no filter
    for (const Pixel& pixel : pixels.subspan(y * width, width))
      for (const std::uint8_t channel : pixel) lines += static_cast<char>(channel);
  }
  std::string header;
  append_number(header, width);
  append_number(header, height);
  header += std::string{8, 2, 0, 0, 0};  // bits, colours, and the only ways there are
  std::string file = "\x89PNG\r\n\x1a\n";
  append_chunk(file, "IHDR", header);
  append_chunk(file, "IDAT", compressed_bytes(lines));
  append_chunk(file, "IEND", "");
  return file;
}

}  // namespace runner::picture
