#include "data/pictures/byte_picture.h"

#include <fmt/format.h>

#include <utility>

namespace runner {

namespace {

/// PIL's L24 of Convert.c.
std::uint8_t luma(unsigned red, unsigned green, unsigned blue) {
  return static_cast<std::uint8_t>((red * 19595U + green * 38470U + blue * 7471U + 0x8000U) >> 16U);
}

}  // namespace

BytePicture BytePicture::with_channels(Index wanted) && {
  if (channels == wanted) return std::move(*this);
  const auto plane = static_cast<std::size_t>(height * width);
  BytePicture made{wanted, height, width, {}};
  if (wanted == 1) {
    made.values.resize(plane);
    const std::uint8_t* const from = values.data();
    for (std::size_t i = 0; i < plane; ++i)
      made.values[i] = luma(from[i], from[plane + i], from[2 * plane + i]);
    return made;
  }
  made.values.reserve(plane * static_cast<std::size_t>(wanted));
  for (Index channel = 0; channel < wanted; ++channel)
    made.values.insert(made.values.end(), values.begin(), values.end());
  return made;
}

std::string size_text(Index height, Index width) {
  return fmt::format("{} × {}", width, height);
}

}  // namespace runner
