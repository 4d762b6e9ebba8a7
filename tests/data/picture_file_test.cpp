// Pictures in files and what is done to them, by tests/reference/make_pictures.py, which asks PIL.

#include <algorithm>
#include <cmath>

#include "data/pictures/byte_picture.h"
#include "data/pictures/resample.h"
#include "support.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

using Bytes = std::vector<std::uint8_t>;

const json& pil() {
  static const json all = reference("reference/pictures.json");
  return all;
}

std::string file_of(const json& digits) {
  const auto text = digits.get<std::string>();
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  return bytes;
}

std::string why_refused(std::string_view file) {
  try {
    decode_picture(file, 3);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

BytePicture counted_picture(Index height, Index width) {
  BytePicture picture{1, height, width, {}};
  for (Index i = 0; i < height * width; ++i) picture.values.push_back(static_cast<std::uint8_t>(i + 1));
  return picture;
}

}  // namespace

TEST_CASE("PNG and JPEG files are read, and become gray or of three colours, as PIL does it") {
  REQUIRE(pil()["files"].size() > 15);
  for (const json& one : pil()["files"]) {
    CAPTURE(one["name"].get<std::string>());
    const std::string file = file_of(one["file"]);
    CHECK(is_picture_file(file));
    const BytePicture rgb = decode_picture(file, 3), gray = decode_picture(file, 1);
    CHECK(rgb.shape() == Shape{3, one["shape"][0], one["shape"][1]});
    CHECK(gray.shape() == Shape{1, one["shape"][0], one["shape"][1]});
    CHECK(rgb.values == one["rgb"].get<Bytes>());
    CHECK(gray.values == one["gray"].get<Bytes>());
  }
}

TEST_CASE("of 16 bits of gray the higher 8 count, as of those of colours") {
  CHECK(decode_picture(file_of(pil()["others"]["gray_16"]), 1).values == pil()["gray_16"].get<Bytes>());
}

TEST_CASE("what is no picture that can be read is told, and a bomb before it takes memory") {
  const json& others = pil()["others"];
  CHECK(why_refused(file_of(others["cmyk"])) ==
        "it is a JPEG file of CMYK colours; gray ones and those of red, green and blue are read: convert it");
  CHECK(why_refused(file_of(others["gif"])) == "it is a GIF file; PNG and JPEG are read: convert it");
  CHECK(why_refused(file_of(others["bmp"])) == "it is a BMP file; PNG and JPEG are read: convert it");
  CHECK(why_refused(file_of(others["webp"])) == "it is a WebP file; PNG and JPEG are read: convert it");
  CHECK(why_refused(file_of(others["tiff"])) == "it is a TIFF file; PNG and JPEG are read: convert it");
  CHECK(why_refused(file_of(others["bomb"])) == "it has 30000 × 30000 pixels; at most 67108864 are read");
  CHECK(why_refused(file_of(others["empty"])) == "it is a damaged PNG file: Invalid IHDR data");
  CHECK(why_refused("") == "it is empty");
  CHECK(why_refused("abc") == "it is no picture that is known: PNG and JPEG are read");
}

TEST_CASE("a file that is cut off anywhere is refused") {
  for (const json& one : pil()["files"]) {
    CAPTURE(one["name"].get<std::string>());
    const std::string file = file_of(one["file"]);
    for (std::size_t size = 0; size < file.size(); ++size) {
      CAPTURE(size);
      CHECK(why_refused(std::string_view(file).substr(0, size)) != "");
    }
  }
  const std::string png = file_of(pil()["files"][0]["file"]);
  CHECK(why_refused(png.substr(0, png.size() - 14)) == "it is a damaged PNG file: it ends too early");
  const std::string jpeg = file_of(pil()["files"].back()["file"]);
  CHECK(why_refused(jpeg.substr(0, jpeg.size() - 20)) == "it is a damaged JPEG file: it ends too early");
}

TEST_CASE("any byte of a file may be another one") {
  for (const json& one : pil()["files"]) {
    std::string file = file_of(one["file"]);
    for (std::size_t i = 0; i < file.size(); i += 3) {
      const char before = file[i];
      file[i] = static_cast<char>(before ^ 0x5a);
      why_refused(file);
      file[i] = before;
    }
  }
}

TEST_CASE("pictures get another size by the bytes of PIL") {
  for (const json& one : pil()["resized"]) {
    CAPTURE(one["from"].dump() + " to " + one["to"].dump());
    const auto from = one["from"].get<Shape>(), to = one["to"].get<Shape>();
    const BytePicture made = resampled({from[0], from[1], from[2], one["values"].get<Bytes>()}, to[0], to[1]);
    CHECK(made.shape() == Shape{3, to[0], to[1]});
    CHECK(made.values == one["resized"].get<Bytes>());
  }
}

TEST_CASE("Resize by an edge keeps the proportion, rounded down") {
  ResizeConfig resize;
  resize.size = 32;
  CHECK(resize.shape_after({3, 48, 65}) == Shape{3, 32, 43});
  CHECK(resize.shape_after({1, 65, 48}) == Shape{1, 43, 32});
  CHECK(resize.shape_after({1, 32, 57}) == Shape{1, 32, 57});
  resize.size = std::array<std::int64_t, 2>{5, 7};
  CHECK(resize.shape_after({1, 65, 48}) == Shape{1, 5, 7});
}

TEST_CASE("CenterCrop rounds halves to even and pads what is too small") {
  CenterCropConfig crop;
  crop.size = 2;
  // round((5 - 2) / 2) = round(1.5) = 2, round((3 - 2) / 2) = round(0.5) = 0.
  CHECK(crop.apply(counted_picture(3, 5)).values == Bytes{3, 4, 8, 9});
  crop.size = std::array<std::int64_t, 2>{4, 1};
  // One row of zeros behind two rows becomes one before and one behind; round((2 - 1) / 2) = 0.
  CHECK(crop.apply(counted_picture(2, 2)).values == Bytes{0, 1, 3, 0});
  crop.size = std::array<std::int64_t, 2>{1, 4};
  // Padding: 1 // 2 = 0 before and (1 + 1) // 2 = 1 behind.
  CHECK(crop.apply(counted_picture(1, 3)).values == Bytes{1, 2, 3, 0});
}
