#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace runner::picture {

/// Red, green and blue, 0 to 255 each.
using Pixel = std::array<std::uint8_t, 3>;

/// Pixels, row by row from the top, as the bytes of a PNG file (ISO/IEC 15948). Throws std::runtime_error
/// where they can't be compressed.
std::string png(std::size_t width, std::size_t height, std::span<const Pixel> pixels);

}  // namespace runner::picture
