// PNG by libpng, JPEG by libjpeg. Both leave a mistake by longjmp: what is between setjmp and there has no
// destructor to skip, and memory is taken in between two such stretches, when the size is known.

#include <fmt/format.h>

#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <new>
#include <optional>
#include <stdexcept>

#include <jpeglib.h>  // after stdio, which it wants
#include <png.h>

#include <jerror.h>

#include "base/memory.h"
#include "base/stop.h"
#include "data/pictures/byte_picture.h"

namespace runner {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::string_view jpeg_signature = "\xff\xd8\xff"sv;
constexpr std::size_t message_size = 200;
using Message = std::array<char, message_size>;

void keep_message(Message& message, const char* text) {
  std::snprintf(message.data(), message.size(), "%s", text);
}

/// The libraries say in words alone that there is no memory, which is no fault of the file.
[[noreturn]] void fail_for(std::string_view format, const Message& message) {
  const std::string_view text = message.data();
  if (text.find(" memory") != std::string_view::npos) throw std::bad_alloc();
  throw std::runtime_error(fmt::format("it is a damaged {} file: {}", format, text));
}

/// Before memory of that size is taken.
void check_size(std::uint64_t height, std::uint64_t width) {
  if (height == 0 || width == 0) throw std::runtime_error("it has no pixels");
  constexpr auto most = static_cast<std::uint64_t>(most_pixels);
  if (height > most || width > most || height * width > most)
    throw std::runtime_error(fmt::format("it has {} × {} pixels; at most {} are read", width, height, most));
}

/// Rows of interleaved channels become channels of rows.
void take_apart(const std::vector<std::uint8_t>& interleaved, BytePicture& picture) {
  const auto channels = static_cast<std::size_t>(picture.channels);
  const auto plane = static_cast<std::size_t>(picture.height * picture.width);
  picture.values.resize(channels * plane);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    std::uint8_t* const to = picture.values.data() + channel * plane;
    for (std::size_t i = 0; i < plane; ++i) to[i] = interleaved[i * channels + channel];
  }
}

class PngFile {
 public:
  explicit PngFile(std::string_view file) : left_(file) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png_ == nullptr) throw std::bad_alloc();
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
  }
  ~PngFile() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngFile(const PngFile&) = delete;
  PngFile& operator=(const PngFile&) = delete;

  BytePicture read() {
    if (!read_header()) fail();
    check_size(height_, width_);
    if (!choose_format()) fail();
    BytePicture picture{channels_, static_cast<Index>(height_), static_cast<Index>(width_), {}};
    const std::size_t row = static_cast<std::size_t>(channels_) * width_;
    require_memory(static_cast<std::int64_t>(2 * row * height_));
    std::vector<std::uint8_t> pixels(row * height_);
    std::vector<png_bytep> rows(height_);
    for (std::size_t i = 0; i < height_; ++i) rows[i] = pixels.data() + i * row;
    if (!read_rows(rows.data())) fail();
    take_apart(pixels, picture);
    return picture;
  }

 private:
  static void on_error(png_structp png, png_const_charp text) {
    keep_message(static_cast<PngFile*>(png_get_error_ptr(png))->message_, text);
    longjmp(png_jmpbuf(png), 1);  // NOLINT: libpng has no other way
  }
  static void on_warning(png_structp /*png*/, png_const_charp /*text*/) {}
  static void give(png_structp png, png_bytep to, std::size_t count) {
    auto& left = static_cast<PngFile*>(png_get_io_ptr(png))->left_;
    if (left.size() < count) png_error(png, "it ends too early");
    std::memcpy(to, left.data(), count);
    left.remove_prefix(count);
  }
  [[noreturn]] void fail() const { fail_for("PNG", message_); }

  bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;  // NOLINT
    png_set_read_fn(png_, this, give);
    png_set_user_limits(png_, most_pixels, most_pixels);
    png_set_chunk_malloc_max(png_, 1U << 22U);
    png_read_info(png_, info_);
    height_ = png_get_image_height(png_, info_);
    width_ = png_get_image_width(png_, info_);
    return true;
  }

  /// 8 bits for each of 1 or 3 channels.
  bool choose_format() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;  // NOLINT
    const int colour = png_get_color_type(png_, info_);
    if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
    if (colour == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png_);
    png_set_strip_16(png_);
    png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    channels_ = png_get_channels(png_, info_);
    if (channels_ != 1 && channels_ != 3) png_error(png_, "its channels are neither 1 nor 3");
    if (png_get_rowbytes(png_, info_) != static_cast<std::size_t>(channels_) * width_)
      png_error(png_, "its rows are of another length");
    return true;
  }

  bool read_rows(png_bytep* rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;  // NOLINT
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }

  std::string_view left_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::size_t height_ = 0, width_ = 0;
  Index channels_ = 0;
  Message message_{};
};

class JpegFile {
 public:
  explicit JpegFile(std::string_view file) : file_(file) {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = on_error;
    errors_.emit_message = on_message;
    info_.client_data = this;
    progress_.progress_monitor = on_progress;
  }
  ~JpegFile() { jpeg_destroy_decompress(&info_); }
  JpegFile(const JpegFile&) = delete;
  JpegFile& operator=(const JpegFile&) = delete;

  BytePicture read() {
    if (!read_header()) fail();
    check_size(info_.image_height, info_.image_width);
    const bool is_gray = info_.jpeg_color_space == JCS_GRAYSCALE;
    if (!is_gray && info_.jpeg_color_space != JCS_YCbCr && info_.jpeg_color_space != JCS_RGB)
      throw std::runtime_error(fmt::format(
          "it is a JPEG file of {} colours; gray ones and those of red, green and blue are read: convert it",
          info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK ? "CMYK" : "unknown"));
    info_.out_color_space = is_gray ? JCS_GRAYSCALE : JCS_RGB;
    BytePicture picture{
        is_gray ? 1 : 3, static_cast<Index>(info_.image_height), static_cast<Index>(info_.image_width), {}};
    const auto row = static_cast<std::size_t>(picture.channels * picture.width);
    const auto bytes = row * static_cast<std::size_t>(picture.height);
    // A progressive picture is held as coefficients of two bytes while it is read.
    require_memory(static_cast<std::int64_t>(4 * bytes));
    std::vector<std::uint8_t> pixels(bytes);
    if (!read_rows(pixels.data(), row)) fail();
    take_apart(pixels, picture);
    return picture;
  }

 private:
  static JpegFile& self(j_common_ptr info) { return *static_cast<JpegFile*>(info->client_data); }
  static void on_error(j_common_ptr info) {
    std::array<char, JMSG_LENGTH_MAX> text{};
    (*info->err->format_message)(info, text.data());
    keep_message(self(info).message_, text.data());
    longjmp(self(info).jump_, 1);  // NOLINT: libjpeg has no other way
  }
  /// PIL refuses what is cut off, and reads on over the rest.
  static void on_message(j_common_ptr info, int level) {
    if (level >= 0 || info->err->msg_code != JWRN_JPEG_EOF) return;
    keep_message(self(info).message_, "it ends too early");
    longjmp(self(info).jump_, 1);  // NOLINT
  }
  /// A small file may ask for the same picture to be gone over thousands of times.
  static void on_progress(j_common_ptr info) {
    constexpr int most_scans = 500;
    auto* const decompress = reinterpret_cast<j_decompress_ptr>(info);
    if (decompress->input_scan_number <= most_scans) return;
    keep_message(self(info).message_, "it has over 500 scans");
    longjmp(self(info).jump_, 1);  // NOLINT
  }
  [[noreturn]] void fail() const { fail_for("JPEG", message_); }

  bool read_header() {
    if (setjmp(jump_) != 0) return false;  // NOLINT
    jpeg_create_decompress(&info_);
    info_.progress = &progress_;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(file_.data()),
                 static_cast<unsigned long>(file_.size()));
    jpeg_read_header(&info_, TRUE);
    return true;
  }

  bool read_rows(std::uint8_t* pixels, std::size_t row) {
    if (setjmp(jump_) != 0) return false;  // NOLINT
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW at = pixels + info_.output_scanline * row;
      jpeg_read_scanlines(&info_, &at, 1);
    }
    jpeg_finish_decompress(&info_);
    return true;
  }

  std::string_view file_;
  jpeg_decompress_struct info_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf jump_{};
  Message message_{};
};

/// What people have beside PNG and JPEG, by how it begins.
std::optional<std::string_view> known_format(std::string_view file) {
  if (file.starts_with("GIF8")) return "a GIF";
  if (file.starts_with("BM")) return "a BMP";
  if (file.starts_with("RIFF") && file.substr(0, 12).ends_with("WEBP")) return "a WebP";
  if (file.starts_with("II*\0"sv) || file.starts_with("MM\0*"sv)) return "a TIFF";
  if (file.substr(4).starts_with("ftyp")) return "an AVIF or HEIC";
  if (file.starts_with("P5") || file.starts_with("P6")) return "a PNM";
  return std::nullopt;
}

BytePicture decode(std::string_view file) {
  if (file.starts_with(png_signature)) return PngFile(file).read();
  if (file.starts_with(jpeg_signature)) return JpegFile(file).read();
  if (file.empty()) throw std::runtime_error("it is empty");
  const auto known = file.size() < 4 ? std::nullopt : known_format(file);
  if (known)
    throw std::runtime_error(fmt::format("it is {} file; PNG and JPEG are read: convert it", *known));
  throw std::runtime_error("it is no picture that is known: PNG and JPEG are read");
}

}  // namespace

bool is_picture_file(std::string_view file) {
  return file.starts_with(png_signature) || file.starts_with(jpeg_signature);
}

BytePicture decode_picture(std::string_view file, Index channels) {
  look_at_stop();
  return decode(file).with_channels(channels);
}

}  // namespace runner
