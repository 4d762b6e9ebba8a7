#include "data/pictures/byte_picture.h"
#include "data/preprocess/center_crop.h"
#include "data/preprocess/resize.h"
#include "data/sources/cifar.h"

#include "fuzz.h"

using namespace runner;

namespace {

/// What is done to a picture that could be read, as the first byte says.
void change(BytePicture picture, unsigned char options) {
  fuzz::must(static_cast<Index>(picture.values.size()) == size_of(picture.shape()),
             "every pixel has its bytes");
  if (size_of(picture.shape()) > 1 << 16) return;
  const std::int64_t edge = 1 + (options >> 4U);
  ResizeConfig resize;
  resize.size = std::array<std::int64_t, 2>{edge, 1 + edge / 2};
  CenterCropConfig crop;
  crop.size = 17 - edge;
  const BytePicture small = resize.apply(picture), cropped = crop.apply(std::move(picture));
  fuzz::must(small.shape() == Shape{small.channels, edge, 1 + edge / 2},
             "a picture has the size that was asked for");
  fuzz::must(static_cast<Index>(cropped.values.size()) == size_of(cropped.shape()),
             "a crop has all its bytes");
}

}  // namespace

/// A PNG or JPEG file, or rows of CIFAR-10 or CIFAR-100 that are filled up with zeros, by the first byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input = fuzz::text_of(data, size);
  const unsigned char options = fuzz::take_byte(input);
  try {
    if ((options & 1U) == 0) {
      change(decode_picture(input, (options & 2U) == 0 ? 3 : 1), options);
      return 0;
    }
    std::string rows(input);
    constexpr std::size_t row = 3 * cifar_edge * cifar_edge;
    const std::size_t labels = (options & 2U) == 0 ? 1 : 2;
    if ((options & 4U) == 0) rows.resize(rows.size() + (row + labels) - rows.size() % (row + labels));
    const auto which = (options & 8U) == 0 ? CifarLabels::fine : CifarLabels::coarse;
    const CifarContent content = read_cifar(rows, labels == 2, which);
    fuzz::must(content.labels.size() * row == content.pixels.size(), "each picture has a label");
  } catch (const std::runtime_error& error) {
    fuzz::must(*error.what() != '\0', "what is refused is told");
  }
  return 0;
}
