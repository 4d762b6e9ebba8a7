#include <doctest/doctest.h>
#include <zlib.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "picture/png.h"
#include "picture/svg.h"

using namespace runner::picture;

namespace {

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

/// The content of the chunk of this type, whose check is looked at; the walk also ends at the file's end.
std::string chunk_of(const std::string& file, const std::string& type) {
  std::size_t at = 8;
  while (at + 12 <= file.size()) {
    const std::size_t length = number_at(file, at);
    const std::string found = file.substr(at + 4, 4), content = file.substr(at + 8, length);
    const auto* checked = reinterpret_cast<const Bytef*>(file.data() + at + 4);
    CHECK_EQ(number_at(file, at + 8 + length), crc32(0, checked, static_cast<uInt>(length + 4)));
    if (found == type) return content;
    at += length + 12;
  }
  return "none";
}

std::vector<int> lines_of_png(const std::string& file, std::size_t size) {
  const std::string packed = chunk_of(file, "IDAT");
  std::vector<Bytef> plain(size);
  uLongf length = size;
  CHECK_EQ(uncompress(plain.data(), &length, reinterpret_cast<const Bytef*>(packed.data()),
                      static_cast<uLong>(packed.size())),
           Z_OK);
  CHECK_EQ(length, size);
  return {plain.begin(), plain.end()};
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

Picture tiles_picture(std::size_t count, double width) {
  Tiles tiles{.height = 2, .width = 3, .color = {.palette = Palette::gray, .low = -1.0, .high = 1.0}};
  for (std::size_t k = 0; k < count; ++k) tiles.tiles.push_back({{-1, 0, 1, 1, 0, -1}, "a <b>", ""});
  return {.name = "tiles", .title = "t", .panels = {{.marks = {tiles}}}, .width = width};
}

}  // namespace

TEST_CASE("pixels come back from their PNG") {
  const std::vector<Pixel> pixels = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {255, 0, 128}, {0, 0, 0}, {10, 20, 30}};
  const std::string file = png(3, 2, pixels);
  CHECK_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n");
  const std::string header = chunk_of(file, "IHDR");
  CHECK_EQ(number_at(header, 0), 3);
  CHECK_EQ(number_at(header, 4), 2);
  CHECK_EQ(header.substr(8), std::string({8, 2, 0, 0, 0}));
  CHECK_EQ(chunk_of(file, "IEND"), "");
  const std::vector<int> wanted = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 255, 0, 128, 0, 0, 0, 10, 20, 30};
  CHECK_EQ(lines_of_png(file, wanted.size()), wanted);
}

TEST_CASE("tiles are pixels of whole numbers of px, as many in a row as fit, with their words escaped") {
  const std::string wide = svg(tiles_picture(20, 720)), slim = svg(tiles_picture(20, 360));
  for (const std::string& drawn : {wide, slim}) {
    CHECK_EQ(count_of(drawn, "<image"), 20);
    CHECK_EQ(count_of(drawn, "width=\"54\" height=\"36\""), 40);  // 18 px for each, and the edges
    CHECK_EQ(count_of(drawn, "image-rendering=\"pixelated\""), 20);
    CHECK_EQ(count_of(drawn, ">a &lt;b&gt;</text>"), 20);
    CHECK_EQ(count_of(drawn, "class=\"color-bar\""), 1);
    CHECK_EQ(drawn.find("class=\"axis\" d=\"M10"), std::string::npos);  // no axes
  }
  CHECK(count_of(wide, "<image class=\"datum tile\" x=\"10\"") <
        count_of(slim, "<image class=\"datum tile\" x=\"10\""));
  const std::vector<Pixel> pixels = {{0, 0, 0},       {128, 128, 128}, {255, 255, 255},
                                     {255, 255, 255}, {128, 128, 128}, {0, 0, 0}};
  CHECK_EQ(count_of(wide, runner::base64(png(3, 2, pixels))), 20);
}

TEST_CASE("three channels are red, green and blue on one scale; what is no number is seen") {
  Tiles tiles{.channels = 3, .height = 1, .width = 2, .color = {.low = 0.0, .high = 2.0}};
  tiles.tiles.push_back({{0, 2, 1, std::nan(""), 2, 0}, "", "tip"});
  const std::string drawn = svg({.name = "rgb", .title = "t", .panels = {{.marks = {tiles}}}});
  const std::vector<Pixel> pixels = {{0, 128, 255}, {255, 0, 0}};
  CHECK_EQ(count_of(drawn, runner::base64(png(2, 1, pixels))), 1);
  CHECK_EQ(count_of(drawn, "<title>tip</title>"), 1);
  CHECK_EQ(count_of(drawn, "class=\"color-bar\""), 0);
}
