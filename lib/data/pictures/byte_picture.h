#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/matrix.h"

namespace runner {

/// A picture of bytes: channels × height × width values, channel after channel and row after row, as torch
/// has them.
struct BytePicture {
  Index channels = 0, height = 0, width = 0;
  std::vector<std::uint8_t> values;

  Shape shape() const { return {channels, height, width}; }
  /// The picture as one of 1 channel (gray: PIL's "L", ITU-R 601 luma in fixed point) or 3 (its "RGB", gray
  /// three times); one that has them as it is.
  BytePicture with_channels(Index wanted) &&;
};

/// Of a single picture, so that a small file can't ask for gigabytes.
inline constexpr Index most_pixels = Index{1} << 26U;

/// "28 × 28": width and height, as people say the size of a picture.
std::string size_text(Index height, Index width);

/// A PNG or JPEG file's picture, which is one of `channels` then (1 or 3). What is transparent is opaque, of
/// 16 bits the higher 8 count, a palette's colours are what its numbers mean, and how a camera was held is
/// not looked at: all as PIL's convert has it. Throws std::runtime_error with the reason, TooLargeForMemory.
BytePicture decode_picture(std::string_view file, Index channels);

/// Whether bytes begin as a file that `decode_picture` reads.
bool is_picture_file(std::string_view file);

}  // namespace runner
